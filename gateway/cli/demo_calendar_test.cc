#include "gateway/cli/demo_calendar.h"

#include "chassis/core/civil.h"
#include "gtest/gtest.h"

namespace duaal::cli {
namespace {

using absl::CivilDay;

TEST(DemoCalendarTest, LeavesTheFilesAsTheyAreInTheirOwnYear) {
  for (const CivilDay day : {CivilDay(2026, 8, 31), CivilDay(2026, 11, 24), CivilDay(2027, 7, 16)}) {
    EXPECT_EQ(DemoCalendar::Of(day).moved_days(), 0) << FormatDate(day);
    EXPECT_EQ(DemoCalendar::Of(day).DayOfDemo(day), day);
  }
  EXPECT_EQ(DemoCalendar::Of(CivilDay(2026, 11, 24)).end(), CivilDay(2027, 7, 17));
}

TEST(DemoCalendarTest, TheSummerBelongsToTheYearThatItEnds) {
  for (const CivilDay day : {CivilDay(2027, 7, 17), CivilDay(2027, 8, 1), CivilDay(2027, 8, 29)}) {
    const DemoCalendar calendar = DemoCalendar::Of(day);
    EXPECT_EQ(calendar.first_day(), CivilDay(2026, 8, 31)) << FormatDate(day);
    EXPECT_EQ(calendar.DayOfDemo(day), CivilDay(2027, 7, 17)) << "the demo stands at its last week";
  }
  EXPECT_EQ(DemoCalendar::Of(CivilDay(2026, 8, 30)).first_day(), CivilDay(2025, 8, 25));
}

TEST(DemoCalendarTest, MovesByWholeWeeksIntoEveryYear) {
  EXPECT_EQ(DemoCalendar::Of(CivilDay(2027, 8, 30)).first_day(), CivilDay(2027, 8, 30));
  EXPECT_EQ(DemoCalendar::Of(CivilDay(2027, 8, 30)).moved_days(), 364);
  for (CivilDay day(2020, 1, 1); day < CivilDay(2060, 1, 1); day += 1) {
    const DemoCalendar calendar = DemoCalendar::Of(day);
    EXPECT_EQ(IsoWeekday(calendar.first_day()), 1);
    EXPECT_EQ(calendar.moved_days() % 7, 0);
    EXPECT_LE(calendar.first_day(), day);
    EXPECT_LT(day - calendar.first_day(), 372) << FormatDate(day);
    EXPECT_LE(calendar.DayOfDemo(day), day);
    EXPECT_GE(calendar.DayOfDemo(day), calendar.first_day());
  }
}

TEST(DemoCalendarTest, ARegionStaysInTheYearInWhichItWasLoaded) {
  const DemoCalendar loaded = DemoCalendar::Of(CivilDay(2026, 11, 24));
  const DemoCalendar later = DemoCalendar::BeginningOn(loaded.first_day());
  EXPECT_EQ(later.moved_days(), 0);
  EXPECT_EQ(later.DayOfDemo(CivilDay(2028, 3, 1)), CivilDay(2027, 7, 17));
}

}  // namespace
}  // namespace duaal::cli
