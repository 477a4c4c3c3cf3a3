#include "trajectory-svc/domain/week_plan.h"

#include <algorithm>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trajectory-svc/domain/enrolment.h"

namespace duaal::trajectory::domain {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

Slot At(int weekday, const char* start, const char* end) {
  return {weekday, {*TimeOfDay::Parse(start), *TimeOfDay::Parse(end)}, ""};
}

IsoWeek W(const char* text) { return *IsoWeek::Parse(text); }

// Language 3, module 1 and trade 1 half-days are class time; work 1 to 5 half-days (H09).
Programme Hengelo() {
  Programme programme;
  programme.code = "hengelo";
  programme.components = {{"language", "Taal", 3, 3, 0, 0, true, false},
                          {"module", "Module", 1, 1, 0, 0, true, false},
                          {"trade", "Vakscholing", 1, 1, 0, 0, true, false},
                          {"work", "Werk", 1, 5, 0, 0, false, false}};
  programme.load_limits = {{LoadScope::kClass, 4, 0, true}, {LoadScope::kAll, 10, 0, false}};
  programme.alternations = {{"module", "trade"}};
  return programme;
}

EnrolledOffering Enrolled(const std::string& component, std::vector<Slot> timetable) {
  EnrolledOffering offering;
  offering.enrolment_id = Uuid::FromName("enrolment " + component);
  offering.offering_id = Uuid::FromName("offering " + component);
  offering.component_code = component;
  offering.valid = {absl::CivilDay(2026, 9, 1), absl::CivilDay(2027, 7, 1)};
  offering.timetable = std::move(timetable);
  return offering;
}

Schedule FullClass() {
  Schedule schedule;
  schedule.enrolled = {
      Enrolled("language", {At(1, "09:00", "12:00"), At(3, "09:00", "12:00"), At(4, "09:00", "12:00")}),
      Enrolled("module", {At(2, "13:00", "16:00")}), Enrolled("trade", {At(5, "09:00", "12:00")})};
  return schedule;
}

// `count` half-days of work beside the class.
std::vector<PlannedActivity> Work(int count) {
  const std::vector<Slot> free = {At(1, "13:00", "16:30"), At(2, "09:00", "12:00"), At(3, "13:00", "16:30"),
                                  At(4, "13:00", "16:30"), At(5, "13:00", "16:30"), At(6, "09:00", "12:00")};
  std::vector<PlannedActivity> activities;
  for (int i = 0; i < count; ++i) activities.push_back({"work", free[i], std::nullopt, ""});
  return activities;
}

std::vector<std::string> Reasons(const std::vector<Finding>& findings) {
  std::vector<std::string> reasons;
  for (const Finding& finding : findings) reasons.push_back(finding.reason);
  return reasons;
}

TEST(HalfDayTest, IsThatOfTheStart) {
  EXPECT_EQ(HalfDayOf(*TimeOfDay::Parse("00:00")), HalfDay::kMorning);
  EXPECT_EQ(HalfDayOf(*TimeOfDay::Parse("12:29")), HalfDay::kMorning);
  EXPECT_EQ(HalfDayOf(*TimeOfDay::Parse("12:30")), HalfDay::kAfternoon);
  EXPECT_EQ(HalfDayOf(*TimeOfDay::Parse("17:29")), HalfDay::kAfternoon);
  EXPECT_EQ(HalfDayOf(*TimeOfDay::Parse("17:30")), HalfDay::kEvening);
}

TEST(OccurrencesTest, AreTheDatesOfTheTimetableWithinThePeriod) {
  const auto found = Occurrences({At(3, "13:00", "15:00"), At(1, "09:00", "12:00")}, WeekPattern::kEvery,
                                 {absl::CivilDay(2026, 9, 1), absl::CivilDay(2026, 9, 14)});
  std::vector<std::string> dates;
  for (const Occurrence& o : found) dates.push_back(FormatDate(o.date));
  EXPECT_THAT(dates, ElementsAre("2026-09-02", "2026-09-07", "2026-09-09"));
}

TEST(OccurrencesTest, FollowWeekNumbersAcrossAYearOf53Weeks) {
  const Interval<absl::CivilDay> turn_of_year{absl::CivilDay(2026, 12, 21), absl::CivilDay(2027, 1, 18)};
  const auto odd = Occurrences({At(1, "09:00", "12:00")}, WeekPattern::kOdd, turn_of_year);
  const auto even = Occurrences({At(1, "09:00", "12:00")}, WeekPattern::kEven, turn_of_year);
  ASSERT_EQ(odd.size(), 2U);  // 2026-W53 and 2027-W01
  EXPECT_EQ(FormatDate(odd[0].date), "2026-12-28");
  EXPECT_EQ(FormatDate(odd[1].date), "2027-01-04");
  EXPECT_EQ(even.size(), 2U);
}

TEST(OccurrencesTest, AreBoundedForAnOfferingWithoutSensibleEnd) {
  const auto found = Occurrences({At(1, "09:00", "12:00")}, WeekPattern::kEvery,
                                 {absl::CivilDay(2026, 1, 1), absl::CivilDay(9999, 1, 1)});
  EXPECT_LE(found.size(), 523U);
}

TEST(ComposeWeekTest, CountsTheHalfDaysOfHengelo) {
  for (int work = 1; work <= 5; ++work) {
    Schedule schedule = FullClass();
    schedule.plans = {{{absl::CivilDay(2026, 9, 7), kForever}, false, Work(work), false}};
    const Week week = ComposeWeek(Hengelo(), schedule, W("2026-W47"));
    EXPECT_EQ(week.half_days, 5 + work);
    EXPECT_EQ(week.class_half_days, 5);
    EXPECT_EQ(week.minutes, 5 * 180 + work * 210 - (work >= 2 ? 30 : 0));
    EXPECT_THAT(week.totals,
                ElementsAre(ComponentTotal{"language", 3, 540}, ComponentTotal{"module", 1, 180},
                            ComponentTotal{"trade", 1, 180}, Field(&ComponentTotal::half_days, work)));
    EXPECT_THAT(Reasons(week.findings), ElementsAre("TOO_BUSY"));
    EXPECT_FALSE(week.findings[0].blocking);
  }
}

TEST(ComposeWeekTest, AFullWeekOfComponentsThatMayAlternateIsTooBusy) {
  Programme programme = Hengelo();
  programme.load_limits = {{LoadScope::kClass, 5, 0, false}, {LoadScope::kAll, 10, 0, false}};
  const Week full = ComposeWeek(programme, FullClass(), W("2026-W47"));
  ASSERT_THAT(Reasons(full.findings), Contains("TOO_BUSY"));
  EXPECT_FALSE(full.findings[0].blocking);
  EXPECT_THAT(full.findings[0].component_codes, ElementsAre("module", "trade"));

  Schedule lighter = FullClass();
  lighter.alternations = {{W("2026-W47").FirstDay(),
                           {{"module", 0, 2, WeekPattern::kEvery}, {"trade", 1, 2, WeekPattern::kEvery}}}};
  EXPECT_THAT(Reasons(ComposeWeek(programme, lighter, W("2026-W47")).findings), Not(Contains("TOO_BUSY")));

  Schedule fuller = FullClass();
  fuller.enrolled.push_back(Enrolled("language", {At(6, "09:00", "12:00")}));
  fuller.enrolled.back().proposed = true;
  const auto refused = FindBlocking(programme, fuller, W("2026-W47"), 2);
  EXPECT_THAT(Reasons(refused), ElementsAre("LOAD_EXCEEDED"));
}

TEST(ComposeWeekTest, AStretchAfterTheMorningBreakAddsNoHalfDay) {
  Schedule schedule;
  schedule.enrolled = {Enrolled("language", {At(1, "09:00", "10:30"), At(1, "10:45", "12:15")})};
  const Week week = ComposeWeek(Hengelo(), schedule, W("2026-W47"));
  EXPECT_EQ(week.half_days, 1);
  EXPECT_EQ(week.minutes, 180);
}

TEST(ComposeWeekTest, TellsWhatIsMissingAndWhatIsTooMuch) {
  Schedule schedule;
  schedule.enrolled = {Enrolled("language", {At(1, "09:00", "12:00")})};
  schedule.plans = {{{absl::CivilDay(2026, 9, 7), kForever}, false, Work(6), false}};
  const Week week = ComposeWeek(Hengelo(), schedule, W("2026-W47"));
  EXPECT_THAT(Reasons(week.findings),
              UnorderedElementsAre("BELOW_MINIMUM", "BELOW_MINIMUM", "BELOW_MINIMUM", "ABOVE_MAXIMUM"));
}

TEST(ComposeWeekTest, OnlyWhatIsProposedBlocks) {
  Schedule schedule = FullClass();
  schedule.enrolled.push_back(Enrolled("trade", {At(1, "10:00", "11:00")}));
  Week week = ComposeWeek(Hengelo(), schedule, W("2026-W47"));
  EXPECT_THAT(Reasons(week.findings), Contains("TIMETABLE_CLASH"));
  for (const Finding& finding : week.findings) EXPECT_FALSE(finding.blocking) << finding.reason;

  schedule.enrolled.back().proposed = true;
  week = ComposeWeek(Hengelo(), schedule, W("2026-W47"));
  EXPECT_EQ(FindBlocking(Hengelo(), schedule, W("2026-W47"), 4).size(), 1U) << "told once, not per week";
}

TEST(ComposeWeekTest, AbuttingStretchesDoNotClash) {
  Schedule schedule = FullClass();
  schedule = WithPlan(schedule, W("2026-W40"), false, {{"work", At(1, "12:00", "17:00"), std::nullopt, ""}});
  EXPECT_THAT(FindBlocking(Hengelo(), schedule, W("2026-W40"), 8), IsEmpty());
  schedule = WithPlan(schedule, W("2026-W40"), false, {{"work", At(1, "11:59", "17:00"), std::nullopt, ""}});
  EXPECT_THAT(Reasons(FindBlocking(Hengelo(), schedule, W("2026-W40"), 8)), ElementsAre("TIMETABLE_CLASH"));
}

TEST(ComposeWeekTest, LeavesOutCancelledSessionsAndDaysOutsideTheSeat) {
  Schedule schedule = FullClass();
  schedule.cancelled = {
      {Uuid::FromName("offering language"), absl::CivilDay(2026, 11, 16), *TimeOfDay::Parse("09:00")}};
  EXPECT_EQ(ComposeWeek(Hengelo(), schedule, W("2026-W47")).half_days, 4);
  EXPECT_EQ(ComposeWeek(Hengelo(), schedule, W("2026-W48")).half_days, 5);
  EXPECT_THAT(ComposeWeek(Hengelo(), schedule, W("2026-W35")).activities, IsEmpty());
  // The seats end on Thursday 1 July 2027: Monday, Tuesday and Wednesday are still held.
  EXPECT_EQ(ComposeWeek(Hengelo(), schedule, W("2027-W26")).half_days, 3);
}

TEST(ComposeWeekTest, APlanHoldsUntilALaterOneAndOneWeekGoesBefore) {
  Schedule schedule = WithPlan({}, W("2026-W40"), false, Work(1));
  schedule = WithPlan(schedule, W("2026-W45"), false, Work(3));
  schedule = WithPlan(schedule, W("2026-W42"), true, Work(5));
  const auto half_days = [&](const char* week) {
    return ComposeWeek(Hengelo(), schedule, W(week)).half_days;
  };
  EXPECT_EQ(half_days("2026-W39"), 0);
  EXPECT_EQ(half_days("2026-W40"), 1);
  EXPECT_EQ(half_days("2026-W42"), 5);
  EXPECT_EQ(half_days("2026-W43"), 1);
  EXPECT_EQ(half_days("2026-W44"), 1);
  EXPECT_EQ(half_days("2026-W45"), 3);
  EXPECT_EQ(half_days("2030-W01"), 3);
  // Saving in between holds until the later one; saving that very week replaces the week's own plan.
  schedule = WithPlan(schedule, W("2026-W42"), false, Work(2));
  EXPECT_EQ(half_days("2026-W41"), 1);
  EXPECT_EQ(half_days("2026-W42"), 2);
  EXPECT_EQ(half_days("2026-W44"), 2);
  EXPECT_EQ(half_days("2026-W45"), 3);
}

TEST(ComposeWeekTest, WorkWithinASeatEndsWithTheSeat) {
  Schedule schedule;
  schedule.enrolled = {Enrolled("work", {})};
  schedule.enrolled[0].valid.end = absl::CivilDay(2026, 12, 1);
  std::vector<PlannedActivity> work = Work(2);
  for (PlannedActivity& activity : work) activity.offering_id = schedule.enrolled[0].offering_id;
  ASSERT_TRUE(CheckPlanned(Hengelo(), schedule, work, W("2026-W45"), false).ok());
  schedule = WithPlan(schedule, W("2026-W45"), false, work);
  EXPECT_EQ(ComposeWeek(Hengelo(), schedule, W("2026-W48")).half_days, 2);
  EXPECT_EQ(ComposeWeek(Hengelo(), schedule, W("2026-W50")).half_days, 0);
}

TEST(CheckPlannedTest, NamesEveryFault) {
  Schedule schedule = FullClass();
  schedule.alternations = {{absl::CivilDay(2026, 11, 16),
                            {{"module", 0, 2, WeekPattern::kEvery}, {"trade", 1, 2, WeekPattern::kEvery}}}};
  std::vector<PlannedActivity> activities = {
      {"sport", At(1, "13:00", "12:00"), std::nullopt, ""},
      {"language", At(2, "09:00", "12:00"), Uuid::FromName("offering language"), ""},
      {"work", At(2, "09:00", "12:00"), Uuid::FromName("another"), ""},
      {"trade", At(6, "09:00", "12:00"), std::nullopt, ""}};
  const Status status = CheckPlanned(Hengelo(), schedule, activities, W("2026-W47"), true);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  std::vector<std::string> told;
  for (const FieldViolation& v : DetailsOf(status).violations) told.push_back(v.field + " " + v.reason);
  EXPECT_THAT(told, UnorderedElementsAre("activities[0].component_code UNKNOWN_COMPONENT",
                                         "activities[0].slot.end_time INTERVAL_REVERSED",
                                         "activities[1].offering_id FIXED_TIMETABLE",
                                         "activities[2].offering_id NOT_ENROLLED",
                                         "activities[3].component_code OUT_OF_TURN"));
}

TEST(AlternationTest, TakesClassTimeFromFiveToFourAndNeverLetsTwoRunInOneWeek) {
  Schedule schedule = FullClass();
  schedule.plans = {{{absl::CivilDay(2026, 9, 7), kForever}, false, Work(5), false}};
  const auto alternation = PlanAlternation(
      Hengelo(),
      {{"language", WeekPattern::kEvery}, {"module", WeekPattern::kEvery}, {"trade", WeekPattern::kEvery}},
      W("2026-W47").FirstDay());
  ASSERT_TRUE(alternation.ok());
  schedule.alternations = {*alternation};
  EXPECT_EQ(ComposeWeek(Hengelo(), schedule, W("2026-W46")).class_half_days, 5) << "weeks before stay";
  std::string last;
  IsoWeek week = W("2026-W47");
  for (int i = 0; i < 20; ++i, week = week.Next()) {  // over 2026-W53 and 2027-W01
    const Week composed = ComposeWeek(Hengelo(), schedule, week);
    EXPECT_EQ(composed.class_half_days, 4) << week.ToString();
    EXPECT_EQ(composed.half_days, 9) << "work is unchanged";
    EXPECT_THAT(Reasons(composed.findings), Not(Contains("TOO_BUSY")));
    EXPECT_THAT(Reasons(composed.findings), Not(Contains("BELOW_MINIMUM")));
    std::vector<std::string> turns;
    for (const ComponentTotal& total : composed.totals) {
      if (total.component_code == "module" || total.component_code == "trade")
        turns.push_back(total.component_code);
    }
    ASSERT_EQ(turns.size(), 1U) << week.ToString();
    EXPECT_NE(turns[0], last) << "turn by turn, also over the year's end: " << week.ToString();
    last = turns[0];
  }
}

TEST(AlternationTest, TenLessonsTakeTwentyWeeks) {
  const std::vector<Alternation> alternations = {
      {W("2026-W44").FirstDay(),
       {{"module", 0, 2, WeekPattern::kEvery}, {"trade", 1, 2, WeekPattern::kEvery}}}};
  int lessons = 0;
  for (int i = 0; i < 20; ++i)
    lessons += OnTurn(alternations, "trade", W("2026-W44").FirstDay() + 7 * i) ? 1 : 0;
  EXPECT_EQ(lessons, 10);
}

TEST(AlternationTest, AnyNumberOfComponentsTakesTurnsOverAnyYearEnd) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const int count = 2 + static_cast<int>(random() % 5);
    Programme programme = Hengelo();
    programme.alternations.assign(1, {});
    std::vector<EnrolledPattern> enrolled;
    for (int i = 0; i < count; ++i) {
      programme.alternations[0].push_back("c" + std::to_string(i));
      enrolled.push_back({"c" + std::to_string(i), WeekPattern::kEvery});
    }
    const absl::CivilDay from = MondayOf(absl::CivilDay(2020 + random() % 12, 12, 1) + random() % 40);
    const auto alternation = PlanAlternation(programme, enrolled, from);
    ASSERT_TRUE(alternation.ok());
    std::vector<int> turns(count, 0);
    for (int week = 0; week < 10 * count; ++week) {
      int running = 0;
      for (int i = 0; i < count; ++i) {
        if (!OnTurn({*alternation}, "c" + std::to_string(i), from + 7 * week)) continue;
        ++running;
        ++turns[i];
      }
      ASSERT_EQ(running, 1) << FormatDate(from + 7 * week);
    }
    EXPECT_THAT(turns, testing::Each(10)) << "everybody as often";
  }
}

TEST(AlternationTest, FollowsOfferingsThatHaveWeeksOfTheirOwn) {
  const absl::CivilDay from = W("2026-W47").FirstDay();
  auto bound =
      PlanAlternation(Hengelo(), {{"module", WeekPattern::kEvery}, {"trade", WeekPattern::kOdd}}, from);
  ASSERT_TRUE(bound.ok());
  for (int week = 0; week < 60; ++week) {
    const absl::CivilDay monday = from + 7 * week;
    EXPECT_NE(OnTurn({*bound}, "module", monday), OnTurn({*bound}, "trade", monday));
    EXPECT_EQ(OnTurn({*bound}, "trade", monday), IsoWeek::Of(monday).IsOdd());
  }
  bound = PlanAlternation(Hengelo(), {{"module", WeekPattern::kOdd}, {"trade", WeekPattern::kOdd}}, from);
  EXPECT_TRUE(HasReason(bound.status(), "CANNOT_ALTERNATE"));
}

TEST(AlternationTest, RefusesWithoutRuleOrWithOneComponent) {
  const absl::CivilDay from = W("2026-W47").FirstDay();
  Programme programme = Hengelo();
  EXPECT_TRUE(HasReason(PlanAlternation(programme, {{"module", WeekPattern::kEvery}}, from).status(),
                        "NOTHING_TO_ALTERNATE"));
  programme.alternations.clear();
  EXPECT_TRUE(HasReason(PlanAlternation(programme, {}, from).status(), "NO_ALTERNATION_RULE"));
}

TEST(AlternationTest, TellsARhythmThatAClientCanFollow) {
  const std::vector<Alternation> alternations = {
      {W("2026-W47").FirstDay(),
       {{"module", 0, 2, WeekPattern::kEvery}, {"trade", 1, 2, WeekPattern::kEvery}}}};
  const Rhythm trade = RhythmOf(alternations, "trade");
  EXPECT_EQ(trade.pattern, WeekPattern::kEven);
  EXPECT_EQ(trade.every_weeks, 2);
  EXPECT_EQ(trade.first_week->ToString(), "2026-W48");
  EXPECT_EQ(RhythmOf(alternations, "language").pattern, WeekPattern::kEvery);
  EXPECT_FALSE(RhythmOf({}, "trade").first_week.has_value());
}

// Whatever is enrolled and planned: what the check of many weeks lets through shows no blocking finding in
// any single week.
TEST(FindBlockingTest, AgreesWithEveryWeek) {
  std::mt19937 random(11);
  const Programme programme = Hengelo();
  for (int round = 0; round < 100; ++round) {
    Schedule schedule;
    for (int i = 0; i < 4; ++i) {
      const int start = 480 + 30 * static_cast<int>(random() % 18);
      EnrolledOffering offering = Enrolled(programme.components[random() % 4].code,
                                           {{1 + static_cast<int>(random() % 7),
                                             {TimeOfDay(start), TimeOfDay(start + 30 + 30 * (random() % 6))},
                                             ""}});
      offering.pattern = static_cast<WeekPattern>(1 + random() % 3);
      offering.valid.start += static_cast<int>(random() % 100);
      offering.valid.end -= static_cast<int>(random() % 100);
      offering.proposed = i == 3;
      schedule.enrolled.push_back(offering);
    }
    const bool found = !FindBlocking(programme, schedule, W("2026-W36"), 60).empty();
    bool seen = false;
    IsoWeek week = W("2026-W36");
    for (int i = 0; i < 60; ++i, week = week.Next()) {
      for (const Finding& finding : ComposeWeek(programme, schedule, week).findings)
        seen = seen || finding.blocking;
    }
    EXPECT_EQ(found, seen);
  }
}

TEST(LanguageLevelTest, AComponentAboveTheLevelWaitsAndIsNotMissed) {
  Programme programme = Hengelo();
  programme.components[3].minimum_language_level = "A2";
  Schedule schedule = FullClass();
  schedule.language_level = "A1";
  const Week waiting = ComposeWeek(programme, schedule, W("2026-W47"));
  EXPECT_THAT(Reasons(waiting.findings), Contains("AWAITS_LANGUAGE_LEVEL"));
  EXPECT_THAT(Reasons(waiting.findings), Not(Contains("BELOW_MINIMUM")));
  const Week planned =
      ComposeWeek(programme, WithPlan(schedule, W("2026-W47"), false, Work(2)), W("2026-W47"));
  const auto finding = std::find_if(planned.findings.begin(), planned.findings.end(),
                                    [](const Finding& f) { return f.reason == "LANGUAGE_LEVEL_TOO_LOW"; });
  ASSERT_NE(finding, planned.findings.end());
  EXPECT_TRUE(finding->blocking);
  EXPECT_THAT(finding->planned_indexes, ElementsAre(0, 1));
}

TEST(LanguageLevelTest, WhatWasPlannedBeforeIsToldAndBlocksNothing) {
  Programme programme = Hengelo();
  programme.components[3].minimum_language_level = "A2";
  Schedule schedule = WithPlan(FullClass(), W("2026-W47"), false, Work(1));
  schedule.plans[0].proposed = false;
  EXPECT_THAT(Reasons(ComposeWeek(programme, schedule, W("2026-W47")).findings),
              Contains("LANGUAGE_LEVEL_TOO_LOW"));
  EXPECT_THAT(FindBlocking(programme, schedule, W("2026-W47"), 4), IsEmpty());
  schedule.language_level = "A2";
  EXPECT_THAT(Reasons(ComposeWeek(programme, schedule, W("2026-W47")).findings),
              Not(Contains("LANGUAGE_LEVEL_TOO_LOW")));
}

}  // namespace
}  // namespace duaal::trajectory::domain
