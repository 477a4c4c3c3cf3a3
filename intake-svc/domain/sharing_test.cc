#include "intake-svc/domain/sharing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace duaal::intake::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 16);

std::vector<std::string> Faults(absl::CivilDay decided, const std::optional<absl::CivilDay>& last) {
  Sharing sharing;
  sharing.decision_date = decided;
  std::vector<std::string> reasons;
  for (const FieldViolation& one : DetailsOf(Check(sharing, last, kToday)).violations) {
    reasons.push_back(one.reason);
  }
  return reasons;
}

TEST(SharingTest, ADecisionIsMadeByTodayAndAfterTheLastOne) {
  EXPECT_THAT(Faults(kToday, std::nullopt), IsEmpty());
  EXPECT_THAT(Faults(kToday - 10, std::nullopt), IsEmpty());
  EXPECT_THAT(Faults(kToday, kToday), IsEmpty());
  EXPECT_THAT(Faults(kToday - 2, kToday - 1), ElementsAre("BEFORE_LAST_DECISION"));
  EXPECT_THAT(Faults(kToday + 1, kToday + 2), ElementsAre("IN_THE_FUTURE", "BEFORE_LAST_DECISION"));
}

}  // namespace
}  // namespace duaal::intake::domain
