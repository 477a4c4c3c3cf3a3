#include "intake-svc/domain/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake-svc/domain/plan_comparison.h"

namespace duaal::intake::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const absl::CivilDay kToday(2026, 11, 16);
const absl::CivilDay kPlanDate(2026, 11, 10);

std::vector<std::string> Faults(const Status& status) {
  std::vector<std::string> faults;
  for (const FieldViolation& one : DetailsOf(status).violations)
    faults.push_back(one.field + " " + one.reason);
  return faults;
}

// Two terms by two fields (D08).
PlanForm LightForm() {
  PlanForm form;
  form.code = "pip-light";
  form.inputs = {"talents", "mood"};
  form.special_inputs = {"mood"};
  form.horizons = {"short", "long"};
  form.fields = {"language", "participation"};
  form.goal_in_every_field = true;
  return form;
}

// Goals with a time plan of their own (N09).
PlanForm DevelopmentForm() {
  PlanForm form;
  form.code = "development-plan";
  form.fields = {"money", "health"};
  form.next_goal_when_reached = true;
  return form;
}

PlanGoal Goal(const std::string& field, const std::string& horizon,
              const std::string& text = "meer oefenen") {
  PlanGoal goal;
  goal.field_code = field;
  goal.horizon = horizon;
  goal.description = text;
  return goal;
}

PlanContent FullContent() {
  PlanContent content;
  for (const char* horizon : {"short", "long"}) {
    for (const char* field : {"language", "participation"}) {
      content.goals.push_back(Goal(field, horizon));
      content.goals.back().id = Uuid::NewV7();
    }
  }
  content.inputs = {{"talents", "kan goed koken"}};
  content.special_inputs = {{"mood", "", "niet ter sprake gekomen"}};
  return content;
}

Plan Established(const PlanForm& form, const PlanContent& content) {
  Plan plan;
  plan.id = Uuid::NewV7();
  plan.participant_id = Uuid::NewV7();
  plan.content = content;
  plan.row_version = 1;
  const auto established = Establish(plan, form, kPlanDate, {}, kToday);
  EXPECT_TRUE(established.ok()) << established.status();
  return *established;
}

Plan WithGoal() {
  PlanContent content;
  content.goals = {Goal("money", "")};
  content.goals[0].id = Uuid::NewV7();
  content.goals[0].target_date = kToday + 60;
  return Established(DevelopmentForm(), content);
}

GoalClosing Reached(const Plan& plan) {
  return {plan.content.goals[0].id, GoalStatus::kReached, kToday, "", std::nullopt};
}

TEST(CheckDraftTest, AnIncompleteDraftIsFine) {
  EXPECT_TRUE(CheckDraft({}, LightForm(), nullptr, "").ok());
  EXPECT_TRUE(CheckDraft(FullContent(), LightForm(), nullptr, "").code() ==
              absl::StatusCode::kInvalidArgument)
      << "its goals have ids that no version knows";
}

TEST(CheckDraftTest, NamesWhatTheFormDoesNotKnow) {
  PlanContent content;
  content.goals = {Goal("sports", "short"), Goal("language", "some day"), Goal("language", "")};
  content.inputs = {{"weather", "mooi"}, {"mood", "somber"}, {"talents", ""}, {"talents", "x", "y"}};
  content.special_inputs = {{"talents", "x"}};
  EXPECT_THAT(Faults(CheckDraft(content, LightForm(), nullptr, "c.")),
              ElementsAre("c.goals[0].field_code UNKNOWN_FIELD", "c.goals[1].horizon UNKNOWN_HORIZON",
                          "c.goals[2].horizon UNKNOWN_HORIZON", "c.inputs[0].input_code UNKNOWN_INPUT",
                          "c.inputs[1].input_code SPECIAL_INPUT", "c.inputs[2].text TEXT_OR_REASON",
                          "c.inputs[3].input_code DUPLICATE_INPUT", "c.inputs[3].text TEXT_OR_REASON",
                          "c.special_inputs[0].input_code NOT_SPECIAL"));
}

TEST(CheckDraftTest, AGoalThatStaysIsOneOfTheVersionBeforeAndStandsOnce) {
  Plan before = WithGoal();
  PlanContent content;
  content.goals = {before.content.goals[0], before.content.goals[0], Goal("money", "")};
  content.goals[2].id = Uuid::NewV7();
  EXPECT_THAT(Faults(CheckDraft(content, DevelopmentForm(), &before, "")),
              ElementsAre("goals[1].goal_id DUPLICATE_GOAL", "goals[2].goal_id UNKNOWN_GOAL"));
  before.content.goals[0].status = GoalStatus::kReached;
  content.goals.resize(1);
  EXPECT_THAT(Faults(CheckDraft(content, DevelopmentForm(), &before, "")),
              ElementsAre("goals[0].goal_id UNKNOWN_GOAL"));
}

TEST(DraftTest, AFirstVersionHasContentAndNoReason) {
  EXPECT_THAT(Faults(Draft(nullptr, std::nullopt, PlanChangeReason::kObjection, "").status()),
              ElementsAre("plan.content REQUIRED", "plan.change_reason NO_VERSION_BEFORE"));
  const auto first = Draft(nullptr, FullContent(), PlanChangeReason::kNone, "");
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->version, 1);
  EXPECT_FALSE(first->supersedes_id);
}

TEST(DraftTest, ALaterVersionHasAReasonAndStartsWithTheOpenGoals) {
  Plan before = Established(LightForm(), FullContent());
  before.content.goals[0].status = GoalStatus::kReached;
  EXPECT_THAT(Faults(Draft(&before, std::nullopt, PlanChangeReason::kNone, "").status()),
              ElementsAre("plan.change_reason REQUIRED"));
  EXPECT_THAT(Faults(Draft(&before, std::nullopt, PlanChangeReason::kOther, "").status()),
              ElementsAre("plan.explanation REQUIRED"));
  const auto next = Draft(&before, std::nullopt, PlanChangeReason::kObjection, "bezwaar gegrond");
  ASSERT_TRUE(next.ok());
  EXPECT_EQ(next->version, 2);
  EXPECT_EQ(next->supersedes_id, before.id);
  EXPECT_EQ(next->content.goals.size(), 3U);
}

TEST(EstablishTest, EveryMissingCellOfTheFormIsNamed) {
  Plan draft;
  draft.content.goals = {Goal("language", "short"), Goal("participation", "long")};
  draft.content.goals[1].status = GoalStatus::kDropped;
  const auto refused = Establish(draft, LightForm(), kPlanDate, {}, kToday);
  EXPECT_TRUE(HasReason(refused.status(), "PLAN_NOT_READY"));
  EXPECT_THAT(
      Faults(refused.status()),
      ElementsAre("content.goals GOAL_MISSING", "content.goals GOAL_MISSING", "content.goals GOAL_MISSING",
                  "content.inputs INPUT_MISSING", "content.special_inputs INPUT_MISSING"));
  std::vector<std::string> cells;
  for (const auto& one : DetailsOf(refused.status()).violations) {
    if (one.reason == "GOAL_MISSING") cells.push_back(one.description);
  }
  EXPECT_THAT(cells, ElementsAre(testing::HasSubstr("participation in the term short"),
                                 testing::HasSubstr("language in the term long"),
                                 testing::HasSubstr("participation in the term long")));
}

TEST(EstablishTest, AGoalWithoutATermHasADayOfItsOwn) {
  Plan draft;
  EXPECT_THAT(Faults(Establish(draft, DevelopmentForm(), kPlanDate, {}, kToday).status()),
              ElementsAre("content.goals GOAL_MISSING"));
  draft.content.goals = {Goal("money", "")};
  EXPECT_THAT(Faults(Establish(draft, DevelopmentForm(), kPlanDate, {}, kToday).status()),
              ElementsAre("content.goals[0].target_date TIME_PLAN_MISSING"));
}

TEST(EstablishTest, HoldsFromThenOnAndNeverTwice) {
  const Plan plan = Established(LightForm(), FullContent());
  EXPECT_EQ(plan.state, PlanState::kEstablished);
  EXPECT_EQ(plan.plan_date, kPlanDate);
  EXPECT_TRUE(HasReason(Establish(plan, LightForm(), kPlanDate, {}, kToday).status(), "NOT_A_DRAFT"));
  EXPECT_TRUE(HasReason(Revise(plan, {}).status(), "NOT_A_DRAFT"));
}

TEST(EstablishTest, TheDateFitsWhatIsKnown) {
  Plan draft;
  draft.content = FullContent();
  PlanCircumstances circumstances;
  circumstances.duty_start = kToday + 2;
  circumstances.settlement_date = kToday + 3;
  circumstances.superseded_date = kToday + 4;
  EXPECT_THAT(Faults(Establish(draft, LightForm(), kToday + 1, circumstances, kToday).status()),
              ElementsAre("plan_date IN_THE_FUTURE", "plan_date BEFORE_DUTY", "plan_date BEFORE_SETTLEMENT",
                          "plan_date BEFORE_PREVIOUS_PLAN"));
  circumstances = {};
  circumstances.legal_regime = LegalRegime::kWi2021;
  EXPECT_THAT(
      Faults(Establish(draft, LightForm(), absl::CivilDay(2021, 12, 31), circumstances, kToday).status()),
      ElementsAre("plan_date BEFORE_ACT"));
}

TEST(CloseGoalTest, TheNextGoalIsSetWhenOneIsReached) {
  const Plan plan = WithGoal();
  EXPECT_THAT(Faults(CloseGoal(plan, DevelopmentForm(), Reached(plan), kToday).status()),
              ElementsAre("next_goal NEXT_GOAL_REQUIRED"));
  GoalClosing closing = Reached(plan);
  closing.next_goal = Goal("health", "");
  closing.next_goal->target_date = kToday + 90;
  const auto after = CloseGoal(plan, DevelopmentForm(), closing, kToday);
  ASSERT_TRUE(after.ok()) << after.status();
  ASSERT_EQ(after->content.goals.size(), 2U);
  EXPECT_EQ(after->content.goals[0].status, GoalStatus::kReached);
  EXPECT_EQ(after->content.goals[0].closed_date, kToday);
  EXPECT_EQ(after->content.goals[1].follows_id, plan.content.goals[0].id);
  EXPECT_TRUE(HasReason(CloseGoal(*after, DevelopmentForm(), closing, kToday).status(), "GOAL_CLOSED"));
  closing.next_goal = std::nullopt;
  closing.note = "geen ondersteuning meer nodig";
  EXPECT_TRUE(CloseGoal(plan, DevelopmentForm(), closing, kToday).ok()) << "a note says why none comes";
  EXPECT_TRUE(CloseGoal(plan, LightForm(), Reached(plan), kToday).ok()) << "this programme asks for none";
}

TEST(CloseGoalTest, NamesEveryFault) {
  const Plan plan = WithGoal();
  GoalClosing closing{Uuid::NewV7(), GoalStatus::kSet, kToday + 1, "", Goal("sports", "")};
  EXPECT_THAT(Faults(CloseGoal(plan, DevelopmentForm(), closing, kToday).status()),
              ElementsAre("status NOT_A_CLOSING", "goal_id UNKNOWN_GOAL", "closed_date IN_THE_FUTURE",
                          "next_goal.field_code UNKNOWN_FIELD", "next_goal.target_date TIME_PLAN_MISSING"));
  closing = {plan.content.goals[0].id, GoalStatus::kDropped, kPlanDate - 1, "", std::nullopt};
  EXPECT_THAT(Faults(CloseGoal(plan, DevelopmentForm(), closing, kToday).status()),
              ElementsAre("closed_date BEFORE_PLAN", "note NOTE_REQUIRED"));
  Plan draft = plan;
  draft.state = PlanState::kDraft;
  EXPECT_TRUE(HasReason(CloseGoal(draft, DevelopmentForm(), closing, kToday).status(), "PLAN_NOT_IN_FORCE"));
}

TEST(MergeInputsTest, WhatIsLeftOutIsKept) {
  const std::vector<PlanInput> before = {{"mood", "somber"}, {"body", "rugpijn"}};
  EXPECT_THAT(MergeInputs(before, {{"mood", "beter"}}),
              UnorderedElementsAre(PlanInput{"mood", "beter"}, PlanInput{"body", "rugpijn"}));
}

TEST(CompareTest, GoalsCameWentOrChanged) {
  const Plan base = Established(LightForm(), FullContent());
  Plan later = base;
  later.content.goals[1].description = "anders";
  later.content.goals.erase(later.content.goals.begin());
  later.content.goals.push_back(Goal("language", "long", "nieuw"));
  later.content.goals.back().id = Uuid::NewV7();
  later.content.inputs = {{"other", "x"}};
  later.content.route = RouteDecision{};
  const auto comparison = Compare(base, later);
  ASSERT_TRUE(comparison.ok());
  ASSERT_EQ(comparison->goals.size(), 3U);
  EXPECT_FALSE(comparison->goals[0].after) << "went";
  EXPECT_TRUE(comparison->goals[1].before && comparison->goals[1].after) << "changed";
  EXPECT_FALSE(comparison->goals[2].before) << "came";
  EXPECT_THAT(comparison->changed_inputs, ElementsAre("talents", "other"));
  EXPECT_TRUE(comparison->route_changed);
  EXPECT_THAT(Compare(base, base)->goals, IsEmpty());
  later.participant_id = Uuid::NewV7();
  EXPECT_THAT(Faults(Compare(base, later).status()), ElementsAre("base_plan_id OTHER_PERSON"));
}

}  // namespace
}  // namespace duaal::intake::domain
