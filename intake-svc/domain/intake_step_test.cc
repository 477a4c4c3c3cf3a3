// How a step is held, summonses, the search after a refusal, and reasons to leave: the rules alone.

#include "intake-svc/domain/intake_step.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/domain/participation_task.h"
#include "intake-svc/domain/summons.h"

namespace duaal::intake::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 16);
const Uuid kWerkKom = Uuid::NewV7();

std::vector<std::string> Reasons(const Status& status) {
  std::vector<std::string> reasons;
  for (const FieldViolation& violation : DetailsOf(status).violations) {
    reasons.push_back(violation.field + " " + violation.reason);
  }
  return reasons;
}

// A home visit by two of different organisations, and what follows it.
ProgrammeRules MakeRules() {
  ProgrammeRules rules;
  IntakeStep visit{"home-visit", "Huisbezoek", 2};
  visit.different_organisations = true;
  visit.held_by = {"municipal-consultant", "provider-consultant"};
  visit.setting = AssessmentSetting::kHome;
  IntakeStep meeting{"meeting", "Bijeenkomst"};
  meeting.group = true;
  IntakeStep joint{"joint-intake", "Gezamenlijke intake", 0, 28};
  joint.workplaces = {"restaurant", "factory"};
  joint.decides_tasks = true;
  rules.intake_steps = {visit, meeting, joint};
  return rules;
}

HeldIntake Visit() {
  HeldIntake visit{"home-visit", kToday - 3, {"a", "b"}};
  visit.professionals = {{"a", "municipal-consultant", {}}, {"b", "provider-consultant", kWerkKom}};
  visit.setting = AssessmentSetting::kHome;
  return visit;
}

StatusOr<Referral> Record(const HeldIntake& intake, IntakeContext context = {kToday},
                          const IntakeNotes& notes = {}) {
  return RecordIntake(Referral{}, MakeRules(), intake, context, notes);
}

TEST(HeldIntakeTest, TwoOfTwoOrganisationsHoldAHomeVisit) {
  const auto held = Record(Visit());
  ASSERT_TRUE(held.ok()) << held.status();
  EXPECT_EQ(held->intakes.front().professionals, Visit().professionals);
}

TEST(HeldIntakeTest, TwoOfOneOrganisationDoNot) {
  HeldIntake visit = Visit();
  visit.professionals[1].organisation_id.reset();
  EXPECT_THAT(Reasons(Record(visit).status()),
              ElementsAre("professionals[1].organisation_id SAME_ORGANISATION"));
}

TEST(HeldIntakeTest, OneAloneElsewhereInARoleOfNobodyIsEachFault) {
  HeldIntake visit{"home-visit", kToday, {"a", "b"}};
  visit.professionals = {{"a", "job-coach", {}}};
  EXPECT_THAT(
      Reasons(Record(visit).status()),
      ElementsAre("professionals TOO_FEW_PROFESSIONALS", "professionals[0].role_code ROLE_MAY_NOT_HOLD",
                  "professionals ROLE_MISSING", "professionals ROLE_MISSING", "setting HELD_ELSEWHERE"));
}

TEST(HeldIntakeTest, OnePersonIsNotTwo) {
  HeldIntake visit = Visit();
  visit.professionals[1].staff_id = "a";
  EXPECT_THAT(Reasons(Record(visit).status()), ElementsAre("professionals[1].staff_id SAME_PROFESSIONAL"));
}

TEST(HeldIntakeTest, WhoAskedToBeAloneIsSpokenWithAlone) {
  HeldIntake visit = Visit();
  const IntakeContext asked{.today = kToday, .alone_asked = true};
  for (const IntakeCompany company :
       {IntakeCompany::kUnknown, IntakeCompany::kWithPartner, IntakeCompany::kWithOthers}) {
    visit.company = company;
    EXPECT_THAT(Reasons(Record(visit, asked).status()), ElementsAre("company ALONE_ASKED"));
  }
  visit.company = IntakeCompany::kAlone;
  EXPECT_TRUE(Record(visit, asked).ok());
}

TEST(HeldIntakeTest, EveryMissingStepIsNamed) {
  HeldIntake joint{"joint-intake", kToday, {}};
  joint.workplace_code = "restaurant";
  const auto refused = Record(joint, {.today = kToday, .start_date = kToday - 5}, {.tasks = {"bedienen"}});
  EXPECT_TRUE(HasReason(refused.status(), "STEP_OUT_OF_ORDER"));
  EXPECT_EQ(DetailsOf(refused.status()).violations.size(), 2u);
}

TEST(HeldIntakeTest, WhatAStepDecidesIsRecordedAndNothingElse) {
  EXPECT_THAT(Reasons(Record({"joint-intake", kToday, {}}, {.today = kToday, .start_date = kToday}).status()),
              ElementsAre("tasks TASKS_MISSING", "workplace_code WORKPLACE_MISSING"));
  HeldIntake joint{"joint-intake", kToday - 9, {}};
  joint.workplace_code = "mine";
  EXPECT_THAT(Reasons(Record(joint, {.today = kToday, .start_date = kToday}, {.tasks = {"x"}}).status()),
              ElementsAre("held_date BEFORE_START", "workplace_code UNKNOWN_WORKPLACE"));
  HeldIntake visit = Visit();
  visit.workplace_code = "restaurant";
  EXPECT_THAT(Reasons(Record(visit, {kToday}, {.client_view = "x"}).status()),
              ElementsAre("client_view NOT_ASKED", "workplace_code NOT_ASKED"));
}

TEST(HeldIntakeTest, AStepAfterTheStartNeedsOne) {
  IntakeStep joint{"joint-intake", "Gezamenlijke intake", 0, 28};
  EXPECT_TRUE(HasReason(CheckReady(joint, {kToday}), "NOT_STARTED"));
  EXPECT_TRUE(CheckReady(joint, {.today = kToday, .start_date = kToday}).ok());
}

TEST(MissingInstrumentsTest, AreThoseForTheGroupThatWereNotTaken) {
  IntakeStep step{"preselection", "Voorselectie"};
  step.instruments = {"scan", "meter", "taken", "gone"};
  InstrumentSet set;
  set.instruments = {{"scan", "1"}, {"meter", "1"}, {"taken", "1"}};
  set.instruments[0].target_groups = {TargetGroup::kAsylumStatusHolder};
  set.instruments[1].when_relevant = true;
  EXPECT_THAT(MissingInstruments(step, set, TargetGroup::kAsylumStatusHolder, {"taken"}), IsEmpty());
  step.needs_instruments = true;
  EXPECT_THAT(MissingInstruments(step, set, TargetGroup::kAsylumStatusHolder, {"taken"}),
              ElementsAre("scan"));
  EXPECT_THAT(MissingInstruments(step, set, TargetGroup::kFamilyMigrant, {"taken"}), IsEmpty());
  const Status refused = CheckReady(step, {.today = kToday, .missing_instruments = {"scan"}});
  EXPECT_TRUE(HasReason(refused, "ASSESSMENT_MISSING"));
  EXPECT_THAT(Reasons(refused), ElementsAre("step_code INSTRUMENT_NOT_TAKEN"));
}

TEST(AloneWishTest, IsForATalkThatIsStillToCome) {
  EXPECT_TRUE(CheckWish(Referral{}, MakeRules(), {"home-visit", true, kToday}, kToday).ok());
  EXPECT_THAT(Reasons(CheckWish(Referral{}, MakeRules(), {"meeting", true, kToday + 1}, kToday)),
              ElementsAre("step_code GROUP_STEP", "asked_date IN_THE_FUTURE"));
  EXPECT_THAT(Reasons(CheckWish(Referral{}, MakeRules(), {"nonsense", true, kToday}, kToday)),
              ElementsAre("step_code UNKNOWN_STEP"));
  EXPECT_TRUE(HasReason(CheckWish(*Record(Visit()), MakeRules(), {"home-visit", true, kToday}, kToday),
                        "STEP_ALREADY_HELD"));
}

ProgrammeRules Summoning() {
  ProgrammeRules rules;
  IntakeStep talk{"broad-intake", "Brede intake", 1};
  talk.summonses_before_absence = 3;
  rules.intake_steps = {talk, {"kick-off", "Kick-off"}};
  return rules;
}

Summons Missed(int number, Appearance appearance = Appearance::kNotAppeared) {
  Summons summons;
  summons.step_code = "broad-intake";
  summons.number = number;
  summons.sent_date = kToday - 60 + 10 * number;
  summons.appointment_date = summons.sent_date + 5;
  summons.appearance = appearance;
  summons.row_version = 1;
  return summons;
}

TEST(SummonsTest, TheNextHasTheNextNumber) {
  Summons wish = Missed(5);
  const auto summons = Summon(Referral{}, Summoning(), {Missed(1), Missed(2)}, wish, kToday);
  ASSERT_TRUE(summons.ok()) << summons.status();
  EXPECT_EQ(summons->number, 3);
  EXPECT_EQ(summons->appearance, Appearance::kUnknown);
}

TEST(SummonsTest, EveryFaultIsNamed) {
  Summons wish = Missed(1);
  wish.step_code = "kick-off";
  wish.sent_date = kToday + 1;
  wish.appointment_date = kToday;
  EXPECT_THAT(
      Reasons(Summon(Referral{}, Summoning(), {}, wish, kToday).status()),
      ElementsAre("step_code NOT_SUMMONED", "sent_date IN_THE_FUTURE", "appointment_date INTERVAL_REVERSED"));
  EXPECT_THAT(Reasons(Summon(Referral{}, Summoning(), {Missed(2)}, Missed(1), kToday).status()),
              ElementsAre("sent_date BEFORE_LAST_APPOINTMENT"));
}

TEST(SummonsTest, NobodyIsSummonedAgainBeforeItIsKnownWhetherTheyCame) {
  const auto refused = Summon(Referral{}, Summoning(), {Missed(1, Appearance::kUnknown)}, Missed(2), kToday);
  EXPECT_TRUE(HasReason(refused.status(), "APPEARANCE_UNKNOWN"));
}

TEST(SummonsTest, AppearanceIsKnownOnceTheDayHasCome) {
  Summons open = Missed(1, Appearance::kUnknown);
  open.appointment_date = kToday + 1;
  EXPECT_TRUE(
      HasReason(RecordAppearance(open, Appearance::kNotAppeared, kToday).status(), "BEFORE_APPOINTMENT"));
  EXPECT_TRUE(RecordAppearance(open, Appearance::kExcused, kToday).ok());
  EXPECT_TRUE(
      HasReason(RecordAppearance(Missed(1), Appearance::kAppeared, kToday).status(), "APPEARANCE_KNOWN"));
}

StatusOr<Referral> Complete(const std::vector<Summons>& summonses,
                            LegalRegime regime = LegalRegime::kWi2021) {
  return CompleteInAbsence(Referral{}, Summoning(), {"broad-intake", kToday, {"a"}}, summonses, regime,
                           kToday);
}

TEST(AbsenceTest, OnlyAfterTheThirdSummonsWithoutAppearance) {
  const auto early = Complete({Missed(1), Missed(2)});
  EXPECT_TRUE(HasReason(early.status(), "TOO_FEW_SUMMONSES"));
  EXPECT_EQ(DetailsOf(early.status()).metadata.at("missed"), "2");
  const auto excused = Complete({Missed(1), Missed(2), Missed(3, Appearance::kExcused)});
  EXPECT_TRUE(HasReason(excused.status(), "TOO_FEW_SUMMONSES"));
  const auto done = Complete({Missed(1), Missed(2), Missed(3)});
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_TRUE(done->intakes.front().in_absence);
  EXPECT_EQ(done->state, ReferralState::kInIntake);
}

TEST(AbsenceTest, NotUnderAnotherActAndNotWhenThePersonCame) {
  const std::vector<Summons> three = {Missed(1), Missed(2), Missed(3)};
  EXPECT_TRUE(HasReason(Complete(three, LegalRegime::kWi2013).status(), "OTHER_REGIME"));
  EXPECT_TRUE(
      HasReason(Complete({Missed(1), Missed(2), Missed(3), Missed(4, Appearance::kAppeared)}).status(),
                "PERSON_APPEARED"));
}

ProgrammeRules Leaving() {
  ProgrammeRules rules;
  rules.refusal_task_role = "case-director";
  rules.refusal_outcomes = {"volunteering"};
  rules.exit_reasons = {{"about-to-move", CloseReason::kMoved}};
  return rules;
}

TEST(ExitTest, ALeaverHasAReasonOfTheProgramme) {
  EXPECT_EQ(Close(Referral{}, Leaving(), CloseReason::kMoved, "about-to-move")->exit_reason_code,
            "about-to-move");
  const auto reasons = [](CloseReason reason, const std::string& code) {
    return Reasons(Close(Referral{}, Leaving(), reason, code).status());
  };
  EXPECT_THAT(reasons(CloseReason::kMoved, ""), ElementsAre("exit_reason_code EXIT_REASON_MISSING"));
  EXPECT_THAT(reasons(CloseReason::kMoved, "bored"), ElementsAre("exit_reason_code UNKNOWN_EXIT_REASON"));
  EXPECT_THAT(reasons(CloseReason::kNoDuty, "about-to-move"), ElementsAre("reason EXIT_REASON_DIFFERS"));
  EXPECT_THAT(reasons(CloseReason::kRefused, "about-to-move"), ElementsAre("exit_reason_code NOT_ASKED"));
}

TEST(ParticipationTaskTest, ARefusalOpensOneAndNothingElseDoes) {
  const auto refused = Close(Referral{}, Leaving(), CloseReason::kRefused);
  const auto task = TaskAfter(*refused, Leaving(), kToday);
  ASSERT_TRUE(task.has_value());
  EXPECT_EQ(task->role_code, "case-director");
  EXPECT_FALSE(TaskAfter(*refused, MakeRules(), kToday).has_value());
  const auto moved = Close(Referral{}, Leaving(), CloseReason::kMoved, "about-to-move");
  EXPECT_FALSE(TaskAfter(*moved, Leaving(), kToday).has_value());
}

TEST(ParticipationTaskTest, EndsOnceWithAFormOfTheProgramme) {
  ParticipationTask task;
  task.opened_date = kToday;
  EXPECT_THAT(Reasons(Close(task, Leaving(), {"sleeping", kToday + 1, "a"}, kToday).status()),
              ElementsAre("outcome_code UNKNOWN_OUTCOME", "closed_date IN_THE_FUTURE"));
  EXPECT_THAT(Reasons(Close(task, Leaving(), {"volunteering", kToday - 1, "a"}, kToday).status()),
              ElementsAre("closed_date INTERVAL_REVERSED"));
  const auto closed = Close(task, Leaving(), {"volunteering", kToday, "a"}, kToday);
  ASSERT_TRUE(closed.ok());
  EXPECT_TRUE(
      HasReason(Close(*closed, Leaving(), {"volunteering", kToday, "a"}, kToday).status(), "TASK_CLOSED"));
}

}  // namespace
}  // namespace duaal::intake::domain
