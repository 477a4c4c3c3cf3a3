#include "intake-svc/domain/household.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace duaal::intake::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 16);

PartialDate Month(const char* text) { return *PartialDate::Parse(text); }

Household WithChild(const char* month) {
  Household household;
  household.from_date = kToday - 10;
  household.child_birth_months = {Month(month)};
  return household;
}

std::vector<std::string> Faults(const Household& household) {
  std::vector<std::string> reasons;
  for (const FieldViolation& one : DetailsOf(Check(household, kToday)).violations) {
    reasons.push_back(one.field + " " + one.reason);
  }
  return reasons;
}

TEST(HouseholdTest, AdultsFitTheLivingSituation) {
  Household household = WithChild("2020-05-00");
  EXPECT_THAT(Faults(household), IsEmpty());
  household.other_adults = 1;
  EXPECT_THAT(Faults(household), ElementsAre("household.other_adults NOT_ALONE"));
  household.living_situation = LivingSituation::kWithPartner;
  EXPECT_THAT(Faults(household), IsEmpty());
  household.other_adults = 0;
  EXPECT_THAT(Faults(household), ElementsAre("household.other_adults PARTNER_MISSING"));
  household.living_situation = LivingSituation::kWithFamily;
  EXPECT_THAT(Faults(household), IsEmpty());
}

TEST(HouseholdTest, NamesEveryFaultAtOnce) {
  Household household;
  household.from_date = kToday + 1;
  household.child_birth_months = {Month("2020-05-04"), Month("2020-00-00"), Month("2026-12-00")};
  household.childcare = {{1, 1, ChildcareArrangement::kNone, kToday},
                         {1, 1, ChildcareArrangement::kArranged, kToday + 1}};
  EXPECT_THAT(
      Faults(household),
      ElementsAre("household.from_date IN_THE_FUTURE", "household.child_birth_months[0] MONTH_ONLY",
                  "household.child_birth_months[1] MONTH_ONLY",
                  "household.child_birth_months[2] IN_THE_FUTURE", "household.childcare[1] DOUBLE_HALF_DAY",
                  "household.childcare[1].since_date IN_THE_FUTURE"));
}

TEST(HouseholdTest, ChildcareEndsWithTheMonthInWhichTheYoungestTurnsThirteen) {
  EXPECT_EQ(OldestInCare(absl::CivilDay(2026, 11, 1)), absl::CivilMonth(2013, 11));
  EXPECT_EQ(OldestInCare(absl::CivilDay(2026, 11, 30)), absl::CivilMonth(2013, 11));
  EXPECT_EQ(OldestInCare(absl::CivilDay(2026, 12, 1)), absl::CivilMonth(2013, 12));
  EXPECT_EQ(OldestInCare(absl::CivilDay(2027, 1, 1)), absl::CivilMonth(2014, 1));
  Household household = WithChild("2013-10-00");
  household.childcare = {{2, 1, ChildcareArrangement::kNone, kToday}};
  EXPECT_THAT(Faults(household), ElementsAre("household.childcare NO_CHILD_IN_CARE_AGE"));
  household.child_birth_months.push_back(Month("2013-11-00"));
  EXPECT_THAT(Faults(household), IsEmpty());
}

TEST(HouseholdTest, WhatIsNotArrangedWaitsSinceTheFirstOfIt) {
  Household household = WithChild("2018-03-00");
  household.child_birth_months.push_back(Month("2021-07-00"));
  EXPECT_EQ(OpenNeed(household), std::nullopt);
  household.childcare = {{1, 1, ChildcareArrangement::kArranged, kToday - 99},
                         {2, 1, ChildcareArrangement::kOtherParent, kToday - 98}};
  EXPECT_EQ(OpenNeed(household), std::nullopt);
  household.childcare.push_back({3, 1, ChildcareArrangement::kWaitingList, kToday - 5});
  ChildcareNeed need{household.participant_id, kToday - 5, 1, true, absl::CivilMonth(2021, 7)};
  EXPECT_EQ(OpenNeed(household), need);
  household.childcare.push_back({3, 2, ChildcareArrangement::kNone, kToday - 9});
  need = {household.participant_id, kToday - 9, 2, false, absl::CivilMonth(2021, 7)};
  EXPECT_EQ(OpenNeed(household), need);
  household.child_birth_months.clear();
  EXPECT_EQ(OpenNeed(household), std::nullopt);
}

}  // namespace
}  // namespace duaal::intake::domain
