#include "tools/people/invent.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace duaal::people {
namespace {

TEST(InventTest, NumbersPassTheElevenTestAndComeOnce) {
  std::set<std::string> seen;
  for (std::uint32_t index = 0; index < 1'000'000; index += index < 5'000 ? 1 : 97) {
    const std::string bsn = InventBsn(index);
    ASSERT_EQ(bsn.size(), 9U);
    int sum = -(bsn[8] - '0');
    for (int i = 0; i < 8; ++i) sum += (bsn[static_cast<std::size_t>(i)] - '0') * (9 - i);
    ASSERT_EQ(sum % 11, 0) << bsn;
    ASSERT_TRUE(seen.insert(bsn).second) << bsn;
  }
}

TEST(InventTest, TheSameNumbersGiveTheSamePerson) {
  const absl::CivilDay today(2026, 11, 22);
  EXPECT_EQ(InventParticipant(7, 42, "GM0164", today).SerializeAsString(),
            InventParticipant(7, 42, "GM0164", today).SerializeAsString());
  EXPECT_NE(InventParticipant(7, 42, "GM0164", today).SerializeAsString(),
            InventParticipant(8, 42, "GM0164", today).SerializeAsString());
}

}  // namespace
}  // namespace duaal::people
