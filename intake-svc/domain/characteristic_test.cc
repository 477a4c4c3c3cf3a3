#include "intake-svc/domain/characteristic.h"

#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::intake::domain {
namespace {

using ::testing::ElementsAre;

const absl::CivilDay kToday(2026, 11, 16);
const CharacteristicRules kRules = {{"profile", {{"work", "ogo"}, false}},
                                    {"interests", {{"energy", "hospitality"}, true}}};

Characteristic Wish(const std::string& code, std::vector<std::string> values, absl::CivilDay day = kToday) {
  Characteristic wish;
  wish.characteristic_code = code;
  wish.value_codes = std::move(values);
  wish.from_date = day;
  return wish;
}

std::vector<std::string> Reasons(const Status& status) {
  std::vector<std::string> reasons;
  for (const auto& one : DetailsOf(status).violations) reasons.push_back(one.reason);
  return reasons;
}

TEST(CharacteristicTest, FactsAreNumberedAndMayHoldNoMore) {
  ASSERT_OK_AND_ASSIGN(
      const Characteristic first,
      RecordCharacteristic(kRules, {}, Wish("interests", {"energy", "hospitality"}), kToday));
  EXPECT_EQ(first.number, 1);
  ASSERT_OK_AND_ASSIGN(const Characteristic second,
                       RecordCharacteristic(kRules, first, Wish("interests", {}), kToday));
  EXPECT_EQ(second.number, 2);
}

TEST(CharacteristicTest, EveryFaultIsNamed) {
  EXPECT_THAT(
      Reasons(
          RecordCharacteristic(kRules, {}, Wish("profile", {"work", "kns"}, kToday + 1), kToday).status()),
      ElementsAre("UNKNOWN_VALUE", "ONE_VALUE", "IN_THE_FUTURE"));
  EXPECT_THAT(Reasons(RecordCharacteristic(kRules, Wish("interests", {}),
                                           Wish("interests", {"energy", "energy"}, kToday - 1), kToday)
                          .status()),
              ElementsAre("DUPLICATE", "INTERVAL_REVERSED"));
  EXPECT_THAT(Reasons(RecordCharacteristic(kRules, {}, Wish("colour", {"red"}), kToday).status()),
              ElementsAre("UNKNOWN_CHARACTERISTIC"));
}

TEST(CharacteristicTest, ASpecialisationIsInValuesOfTheCatalogue) {
  EXPECT_OK(Check(kRules, {"arnhem", "interests", "cm-1", "GM0202", {"energy"}}));
  EXPECT_THAT(Reasons(Check(kRules, {"arnhem", "interests", "cm-1", "GM0202", {"fashion", "fashion"}})),
              ElementsAre("UNKNOWN_VALUE", "UNKNOWN_VALUE", "DUPLICATE"));
}

}  // namespace
}  // namespace duaal::intake::domain
