#include "trajectory-svc/app/planning_weeks.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::trajectory::app {
namespace {

using domain::WeekPattern;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kMonday = 1;
constexpr int kFriday = 5;
const Interval<absl::CivilDay> kAlways{absl::CivilDay(2000, 1, 1), absl::CivilDay(2100, 1, 1)};

PlanningWeeks From(const char* week, int count) { return {*IsoWeek::Parse(week), count}; }

// The ISO weeks that runs stand for.
std::vector<std::string> Told(const PlanningWeeks& weeks, const std::vector<planner::Weeks>& runs) {
  std::set<int> numbers;
  for (const planner::Weeks& run : runs) {
    for (int week = run.first; week < run.end; ++week) {
      if ((week - run.phase) % run.every != 0) continue;
      EXPECT_TRUE(numbers.insert(week).second);
    }
  }
  std::vector<std::string> told;
  for (const int number : numbers) told.push_back(IsoWeek::Of(weeks.Monday(number)).ToString());
  return told;
}

TEST(PlanningWeeksTest, NumberOneIsTheWeekAsked) {
  const PlanningWeeks weeks = From("2026-W48", 3);
  EXPECT_EQ(weeks.end(), 4);
  EXPECT_EQ(weeks.Monday(1), absl::CivilDay(2026, 11, 23));
  EXPECT_THAT(Told(weeks, weeks.Of(kMonday, kAlways, WeekPattern::kEvery)),
              ElementsAre("2026-W48", "2026-W49", "2026-W50"));
}

TEST(PlanningWeeksTest, OddWeeksComeTwiceInARowAfterAYearOf53) {
  const PlanningWeeks weeks = From("2026-W50", 8);  // 50, 51, 52, 53, 1, 2, 3, 4
  const auto odd = weeks.Of(kMonday, kAlways, WeekPattern::kOdd);
  EXPECT_THAT(odd, SizeIs(2));
  EXPECT_THAT(Told(weeks, odd), ElementsAre("2026-W51", "2026-W53", "2027-W01", "2027-W03"));
  EXPECT_THAT(Told(weeks, weeks.Of(kMonday, kAlways, WeekPattern::kEven)),
              ElementsAre("2026-W50", "2026-W52", "2027-W02", "2027-W04"));
}

TEST(PlanningWeeksTest, AnOrdinaryYearDoesNotBreakTheRhythm) {
  const PlanningWeeks weeks = From("2025-W50", 6);  // 50, 51, 52, 1, 2, 3
  const auto odd = weeks.Of(kMonday, kAlways, WeekPattern::kOdd);
  EXPECT_THAT(odd, SizeIs(1));
  EXPECT_THAT(Told(weeks, odd), ElementsAre("2025-W51", "2026-W01", "2026-W03"));
}

TEST(PlanningWeeksTest, ASeriesOfTenWeeksIsTenWeeks) {
  const PlanningWeeks weeks = From("2026-W48", 30);
  const Interval<absl::CivilDay> series{absl::CivilDay(2026, 12, 2), absl::CivilDay(2027, 2, 10)};
  EXPECT_THAT(Told(weeks, weeks.Of(kFriday, series, WeekPattern::kEvery)), SizeIs(10));
  const auto mondays = Told(weeks, weeks.Of(kMonday, series, WeekPattern::kEvery));
  EXPECT_THAT(mondays, SizeIs(10));
  EXPECT_EQ(mondays.front(), "2026-W50") << "it begins on a Wednesday";
  EXPECT_THAT(Told(weeks, weeks.Of(kMonday, series, WeekPattern::kOdd)), SizeIs(5));
}

TEST(PlanningWeeksTest, WhatIsOverHasNoWeeks) {
  const PlanningWeeks weeks = From("2026-W48", 10);
  const Interval<absl::CivilDay> past{absl::CivilDay(2026, 1, 5), absl::CivilDay(2026, 11, 23)};
  EXPECT_THAT(weeks.Of(kMonday, past, WeekPattern::kEvery), IsEmpty());
  const Interval<absl::CivilDay> far{absl::CivilDay(2028, 1, 3), absl::CivilDay(2028, 6, 1)};
  EXPECT_THAT(weeks.Of(kMonday, far, WeekPattern::kEven), IsEmpty());
}

TEST(PlanningWeeksTest, AnyWeeksBecomeRunsThatShareNone) {
  const PlanningWeeks weeks = From("2026-W48", 12);
  for (const std::set<int>& wanted :
       {std::set<int>{1, 2, 3, 5, 6}, {2}, {1, 4, 7, 10}, {1, 3, 4, 5, 9, 12}, {}}) {
    planner::WeekSet set;
    std::vector<std::string> expected;
    for (const int week : wanted) {
      set.Insert(week);
      expected.push_back(IsoWeek::Of(weeks.Monday(week)).ToString());
    }
    EXPECT_EQ(Told(weeks, weeks.Of(set)), expected);
  }
}

}  // namespace
}  // namespace duaal::trajectory::app
