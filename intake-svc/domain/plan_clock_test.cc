#include "intake-svc/domain/plan_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace duaal::intake::domain {
namespace {

using ::testing::ElementsAre;

const absl::CivilDay kToday(2026, 11, 16);
using Day = absl::CivilDay;

Participant Person(TargetGroup group, std::optional<Day> registered) {
  Participant person;
  person.legal_regime = LegalRegime::kWi2021;
  person.target_group = group;
  person.settlement_date = registered;
  return person;
}
Participant Holder(std::optional<Day> registered) {
  return Person(TargetGroup::kAsylumStatusHolder, registered);
}

PlanClock Notified(Day day) {
  PlanClock clock;
  clock.notified_date = day;
  return clock;
}

std::vector<std::string> Reasons(const Status& status) {
  std::vector<std::string> reasons;
  for (const FieldViolation& one : DetailsOf(status).violations)
    reasons.push_back(one.field + " " + one.reason);
  return reasons;
}

// Art. 5.3(1) and (3) of the decree, in the texts of 2022 and of 2023.
struct Case {
  const char* what;
  TargetGroup group;
  std::optional<Day> registered;
  Day notified;
  bool moved;
  PlanClockGround ground;
  Day start;
  Day due;
};
const Case kCases[] = {
    {"2022: from the registration", TargetGroup::kAsylumStatusHolder, Day(2022, 6, 1), Day(2022, 5, 2), false,
     PlanClockGround::kRegistration, Day(2022, 6, 1), Day(2022, 8, 10)},
    {"2022: also of a family migrant", TargetGroup::kFamilyMigrant, Day(2022, 6, 1), Day(2022, 7, 2), false,
     PlanClockGround::kRegistration, Day(2022, 6, 1), Day(2022, 8, 10)},
    {"registered on the last day of the first text", TargetGroup::kAsylumStatusHolder, Day(2022, 12, 31),
     Day(2023, 2, 1), false, PlanClockGround::kRegistration, Day(2022, 12, 31), Day(2023, 3, 11)},
    {"2023: from the notice of somebody who is registered", TargetGroup::kAsylumStatusHolder, Day(2023, 1, 1),
     Day(2023, 2, 1), false, PlanClockGround::kNotice, Day(2023, 2, 1), Day(2023, 4, 12)},
    {"from a registration after the notice", TargetGroup::kAsylumStatusHolder, Day(2026, 9, 1),
     Day(2026, 7, 1), false, PlanClockGround::kRegistration, Day(2026, 9, 1), Day(2026, 11, 10)},
    {"on the same day it is the notice", TargetGroup::kAsylumStatusHolder, Day(2026, 9, 1), Day(2026, 9, 1),
     false, PlanClockGround::kNotice, Day(2026, 9, 1), Day(2026, 11, 10)},
    {"a family migrant is not housed: always the notice", TargetGroup::kFamilyMigrant, Day(2026, 9, 1),
     Day(2026, 7, 1), false, PlanClockGround::kNotice, Day(2026, 7, 1), Day(2026, 9, 9)},
    {"not registered yet", TargetGroup::kAsylumStatusHolder, std::nullopt, Day(2026, 7, 1), false,
     PlanClockGround::kNotice, Day(2026, 7, 1), Day(2026, 9, 9)},
    {"after a move, whatever the group", TargetGroup::kFamilyMigrant, Day(2026, 10, 1), Day(2026, 3, 1), true,
     PlanClockGround::kMove, Day(2026, 10, 1), Day(2026, 12, 10)},
    {"a move in 2022", TargetGroup::kAsylumStatusHolder, Day(2022, 10, 1), Day(2022, 3, 1), true,
     PlanClockGround::kMove, Day(2022, 10, 1), Day(2022, 12, 10)},
    {"a notice in the first days of the second text", TargetGroup::kFamilyMigrant, std::nullopt,
     Day(2023, 1, 2), false, PlanClockGround::kNotice, Day(2023, 1, 2), Day(2023, 3, 13)},
};

TEST(TimeForTest, CountsTenWeeksFromTheFactOfTheLawThatHeld) {
  for (const Case& one : kCases) {
    PlanClock clock = Notified(one.notified);
    clock.moved = one.moved;
    const auto time = TimeFor(clock, Person(one.group, one.registered));
    ASSERT_TRUE(time) << one.what;
    EXPECT_EQ(time->ground, one.ground) << one.what;
    EXPECT_EQ(time->start, one.start) << one.what;
    EXPECT_EQ(time->due, one.due) << one.what;
    EXPECT_EQ(time->law, &PlanLawOn(one.start)) << one.what;
  }
}

TEST(TimeForTest, WhereNoVersionHeldOnItsOwnStartTheLastOneCounts) {
  const auto time =
      TimeFor(Notified(Day(2022, 12, 15)), Person(TargetGroup::kFamilyMigrant, Day(2023, 3, 1)));
  ASSERT_TRUE(time);
  EXPECT_EQ(time->ground, PlanClockGround::kNotice);
  EXPECT_EQ(time->due, Day(2023, 2, 23));
}

TEST(TimeForTest, NothingWithoutANoticeAndOutsideTheAct) {
  EXPECT_FALSE(TimeFor({}, Holder(Day(2026, 9, 1))));
  Participant older = Holder(Day(2026, 9, 1));
  older.legal_regime = LegalRegime::kWi2013;
  EXPECT_FALSE(TimeFor(Notified(Day(2026, 9, 1)), older));
}

TEST(StateOfTest, TheLastDayIsInTime) {
  const Participant person = Holder(std::nullopt);
  PlanClock clock = Notified(Day(2026, 7, 1));
  const auto state = [&](Day today) { return StateOf(clock, TimeFor(clock, person), today); };
  EXPECT_EQ(state(Day(2026, 9, 9)), PlanClockState::kRunning);
  EXPECT_EQ(state(Day(2026, 9, 10)), PlanClockState::kOverdue);
  clock.requested_date = Day(2026, 9, 1);
  EXPECT_EQ(state(Day(2026, 9, 10)), PlanClockState::kWaiting);
  clock.plan_date = Day(2026, 6, 30);
  EXPECT_EQ(state(Day(2026, 9, 10)), PlanClockState::kWaiting) << "an older plan is not of this clock";
  clock.plan_date = Day(2026, 7, 1);
  EXPECT_EQ(state(Day(2026, 9, 10)), PlanClockState::kMet);
  EXPECT_EQ(StateOf({}, std::nullopt, kToday), PlanClockState::kNotStarted);
}

TEST(RecordWaitTest, TwoWeeksAfterTheInformationCameIfThatIsLater) {
  const Participant person = Holder(std::nullopt);
  const PlanClock clock = Notified(Day(2026, 7, 1));  // due on 2026-09-09
  const auto late = RecordWait(clock, person, Day(2026, 9, 1), Day(2026, 10, 1), kToday);
  ASSERT_TRUE(late.ok());
  EXPECT_EQ(TimeFor(*late, person)->due, Day(2026, 10, 15));
  const auto early = RecordWait(clock, person, Day(2026, 7, 2), Day(2026, 7, 10), kToday);
  EXPECT_EQ(TimeFor(*early, person)->due, Day(2026, 9, 9)) << "the exception never makes it shorter";
}

TEST(RecordWaitTest, NamesEveryFault) {
  const Participant person = Holder(std::nullopt);
  const PlanClock clock = Notified(Day(2026, 7, 1));
  EXPECT_THAT(Reasons(RecordWait(clock, person, Day(2026, 9, 10), Day(2026, 9, 9), kToday).status()),
              ElementsAre("requested_date AFTER_DUE", "received_date INTERVAL_REVERSED"));
  EXPECT_THAT(Reasons(RecordWait(Notified(kToday), person, kToday + 1, kToday + 2, kToday).status()),
              ElementsAre("requested_date IN_THE_FUTURE", "received_date IN_THE_FUTURE"));
  EXPECT_TRUE(HasReason(RecordWait({}, person, kToday, {}, kToday).status(), "CLOCK_NOT_STARTED"));
  PlanClock met = clock;
  met.plan_date = Day(2026, 8, 1);
  EXPECT_TRUE(HasReason(RecordWait(met, person, Day(2026, 8, 1), {}, kToday).status(), "PLAN_KNOWN"));
  EXPECT_TRUE(HasReason(
      RecordWait(Notified(Day(2022, 5, 2)), Holder(Day(2022, 6, 1)), Day(2022, 6, 2), {}, kToday).status(),
      "EXCEPTION_NOT_IN_FORCE"));
}

TEST(RecordNoticeTest, CorrectsTheOneBeforeAndNamesEveryFault) {
  PlanClock before = Notified(Day(2026, 7, 1));
  before.requested_date = Day(2026, 7, 2);
  const auto after = RecordNotice(before, Holder(std::nullopt), Day(2026, 8, 1), Day(2026, 7, 30), kToday);
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->notified_date, Day(2026, 8, 1));
  EXPECT_FALSE(after->requested_date);
  EXPECT_THAT(Reasons(RecordNotice({}, Holder({}), kToday + 1, kToday + 2, kToday).status()),
              ElementsAre("notified_date IN_THE_FUTURE", "duty_start_date INTERVAL_REVERSED"));
  EXPECT_THAT(Reasons(RecordNotice({}, Holder({}), Day(2021, 12, 31), {}, kToday).status()),
              ElementsAre("notified_date BEFORE_ACT"));
  EXPECT_TRUE(HasReason(RecordNotice({}, Participant(), kToday, {}, kToday).status(), "OUTSIDE_ACT"));
}

TEST(RestartTest, AMoveStartsTheClockAnewAndEndsAWait) {
  PlanClock clock = Notified(Day(2026, 3, 1));
  clock.requested_date = Day(2026, 4, 1);
  clock.plan_date = Day(2026, 5, 1);
  const PlanClock after = Restart(clock);
  const auto time = TimeFor(after, Holder(Day(2026, 11, 1)));
  EXPECT_EQ(time->due, Day(2027, 1, 10));
  EXPECT_EQ(StateOf(after, time, kToday), PlanClockState::kRunning)
      << "the plan before the move meets it no more";
}

// Whatever moves the time of some clock is told apart, and a new name or level is not.
TEST(HasSameTimeTest, TellsWhateverMovesTheTime) {
  const Participant before = Holder(Day(2026, 9, 1));
  Participant settled = before;
  settled.settlement_date = Day(2026, 10, 1);
  Participant family = before;
  family.target_group = TargetGroup::kFamilyMigrant;
  Participant regime = before;
  regime.legal_regime = LegalRegime::kWi2013;
  const PlanClock clock = Notified(Day(2026, 7, 1));
  const auto due = [&](const Participant& person) {
    const auto time = TimeFor(clock, person);
    return time ? std::optional(time->due) : std::nullopt;
  };
  for (const Participant& after : {settled, family, regime}) {
    EXPECT_NE(due(before), due(after));
    EXPECT_FALSE(HasSameTime(before, after));
  }
  Participant renamed = before;
  renamed.family_name = "Haddad";
  renamed.language_level = "A2";
  renamed.birth_date = PartialDate(Day(1990, 1, 1));
  EXPECT_EQ(due(before), due(renamed));
  EXPECT_TRUE(HasSameTime(before, renamed));
}

}  // namespace
}  // namespace duaal::intake::domain
