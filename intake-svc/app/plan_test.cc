// Plans on a real database: what is sealed, which version holds, and what the first one starts.

#include <string>
#include <thread>
#include <vector>

#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/programme/v1/programme.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/app/change_plan.h"
#include "intake-svc/app/create_participant.h"
#include "intake-svc/app/create_plan.h"
#include "intake-svc/app/record_assessment.h"
#include "tests/intake/use_case_fixture.h"

namespace duaal::intake::app {
namespace {

using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const absl::CivilDay kToday(2026, 11, 16);
const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 16, 9, 0, 0), absl::UTCTimeZone());
const absl::CivilDay kPlanDate(2026, 11, 10);
// Words that stand nowhere else.
constexpr char kStory[] = "bakkerij-4c1d";
constexpr char kMood[] = "zwaarmoedig-4c1d";

// A programme with an instrument and a form of one field, without terms.
programme::v1::ProgrammeDefinition MakeProgramme(const std::string& code) {
  programme::v1::ProgrammeDefinition definition;
  definition.set_code(code);
  auto& test = *definition.add_instruments();
  test.set_code("learnability");
  test.set_version("1");
  auto& fields = *definition.add_catalogues();
  fields.set_code("fields");
  fields.add_entries()->set_code("work");
  auto& form = *definition.mutable_plan_form();
  form.set_code("development-plan");
  form.add_inputs("motivation");
  form.add_inputs("mental-health");
  form.add_special_inputs("mental-health");
  form.set_goal_catalogue("fields");
  form.set_next_goal_when_reached(true);
  return definition;
}

class PlanTest : public UseCaseTest {
 protected:
  PlanTest() {
    staff_.id = "cm-1";
    staff_.mandates = {{"GM0164", {}, {}}};
    staff_.permissions = {"plans.write-special"};
    plain_ = staff_;
    plain_.permissions = {};
    other_.id = "cm-2";
    other_.mandates = {{"GM0599", {}, {}}};
    EXPECT_OK(db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
      for (const char* code : {"weert", "elsewhere"}) {
        RETURN_IF_ERROR(deps_.reference.PutProgramme(tx, code, MakeProgramme(code).SerializeAsString()));
      }
      return deps_.reference.PutMunicipalities(
          tx, {{"GM0164", "Hengelo", {}, {}}, {"GM0599", "Rotterdam", {}, {}}});
    }));
  }

  Caller By(const auth::Principal& principal, const std::string& request_id) {
    return {principal, Soon(), kNow, kToday, {principal.id, "method", request_id, std::string(32, 'b')}};
  }
  Caller Staff() { return By(staff_, "r" + std::to_string(++requests_)); }
  storage::Viewer Viewer(const auth::Principal& principal) { return {principal, kToday}; }

  domain::Participant Person(domain::LegalRegime regime = domain::LegalRegime::kWi2021) {
    CreateParticipantCommand command;
    command.participant.given_name = "Rima";
    command.participant.family_name = "Darwish";
    command.participant.birth_date = PartialDate(absl::CivilDay(1991, 4, 17));
    command.participant.municipality_code = "GM0164";
    command.participant.target_group = domain::TargetGroup::kAsylumStatusHolder;
    command.participant.legal_regime = regime;
    const auto person = CreateParticipant(deps_, Staff(), command);
    EXPECT_OK(person);
    return *person;
  }

  Uuid Test(const Uuid& person) {
    RecordAssessmentCommand command;
    command.assessment.participant_id = person;
    command.assessment.programme_code = "weert";
    command.assessment.instrument_code = "learnability";
    command.assessment.instrument_version = "1";
    command.assessment.taken_date = kPlanDate - 30;
    command.assessment.setting = domain::AssessmentSetting::kMunicipality;
    const auto assessment = RecordAssessment(deps_, Staff(), command);
    EXPECT_OK(assessment);
    return assessment->id;
  }

  static CreatePlanCommand Complete(const Uuid& person, const std::string& programme = "weert") {
    CreatePlanCommand command{person, programme};
    command.content.emplace();
    command.content->goals.push_back({Uuid(), "work", "", kStory, kToday + 60});
    command.content->inputs = {{"motivation", kStory}};
    command.content->special_inputs = {{"mental-health", kMood}};
    return command;
  }

  static domain::RouteDecision Route(const Uuid& evidence) {
    domain::RouteDecision route;
    route.route = domain::LearningRoute::kB1;
    route.language_level = "B1";
    route.route_hours = 600;
    route.participation_declaration_hours = 12;
    route.labour_market_hours = 40;
    route.progress_talks = 6;
    route.reasoning = kStory;
    route.assessment_ids = {evidence};
    return route;
  }

  domain::Plan Create(const CreatePlanCommand& command) {
    const auto plan = CreatePlan(deps_, Staff(), command);
    EXPECT_OK(plan);
    return *plan;
  }
  domain::Plan Establish(const domain::Plan& draft, absl::CivilDay date = kPlanDate) {
    const auto plan = EstablishPlan(deps_, Staff(), {draft.id, draft.row_version, date});
    EXPECT_OK(plan);
    return *plan;
  }
  StatusOr<domain::Plan> Get(const auth::Principal& who, const Uuid& id) {
    return db_.Read(Soon(), [&](sql::Session& session) { return deps_.plans.Get(session, id, Viewer(who)); });
  }
  std::vector<domain::PlanInput> Special(const Uuid& id) {
    const auto inputs = db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.plans.GetSpecialInputs(session, id, Viewer(staff_));
    });
    EXPECT_OK(inputs);
    return *inputs;
  }
  domain::Duty Duty(const domain::Participant& person) {
    const auto duty =
        db_.Read(Soon(), [&](sql::Session& session) { return deps_.duties.Load(session, person); });
    EXPECT_OK(duty);
    return *duty;
  }
  std::int64_t Count(const std::string& what) {
    return server_.Root(schema_, "SELECT COUNT(1) FROM " + what).at(0).Int(0);
  }

  auth::Principal staff_, plain_, other_;
  int requests_ = 0;
};

TEST_F(PlanTest, WhatItSaysIsSealedAndSpecialInputsLeaveByTheirOwnDoor) {
  const domain::Plan plan = Create(Complete(Person().id));
  ASSERT_OK_AND_ASSIGN(const domain::Plan read, Get(staff_, plan.id));
  EXPECT_EQ(read.content.goals, plan.content.goals);
  EXPECT_EQ(read.content.inputs, plan.content.inputs);
  EXPECT_THAT(read.content.special_inputs, IsEmpty());
  EXPECT_THAT(Special(plan.id), ElementsAre(domain::PlanInput{"mental-health", kMood}));
  for (const char* word : {kStory, kMood, "mental-health"}) {
    for (const char* cell : {"plan WHERE sealed", "plan_special WHERE sealed", "outbox WHERE payload"}) {
      EXPECT_EQ(Count(std::string(cell) + " LIKE '%" + word + "%'"), 0) << cell << " " << word;
    }
  }
}

TEST_F(PlanTest, WhoMayNotWriteSpecialInputsKeepsThem) {
  const domain::Plan plan = Create(Complete(Person().id));
  domain::PlanContent content = plan.content;
  EXPECT_THAT(RevisePlan(deps_, By(plain_, "x1"), {plan.id, 1, content}),
              StatusIs(absl::StatusCode::kPermissionDenied));
  content.special_inputs.clear();
  content.inputs[0].text = "anders";
  ASSERT_OK_AND_ASSIGN(const domain::Plan revised,
                       RevisePlan(deps_, By(plain_, "x2"), {plan.id, 1, content}));
  EXPECT_EQ(revised.row_version, 2);
  EXPECT_EQ(revised.content.goals[0].id, plan.content.goals[0].id) << "a goal that stays keeps its id";
  EXPECT_THAT(Special(plan.id), SizeIs(1));
  EXPECT_THAT(RevisePlan(deps_, Staff(), {plan.id, 1, content}), StatusIs(absl::StatusCode::kAborted));
}

TEST_F(PlanTest, AnEstablishedVersionStaysAndTheNextTakesItsPlace) {
  const domain::Participant person = Person();
  const domain::Plan first = Establish(Create(Complete(person.id)));
  EXPECT_THAT(RevisePlan(deps_, Staff(), {first.id, first.row_version, first.content}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  CreatePlanCommand objection{person.id, "weert"};
  objection.reason = domain::PlanChangeReason::kObjection;
  objection.explanation = kStory;
  const domain::Plan draft = Create(objection);
  EXPECT_EQ(draft.content.goals, first.content.goals);
  EXPECT_THAT(CreatePlan(deps_, Staff(), objection), StatusIs(absl::StatusCode::kAlreadyExists));
  ASSERT_OK_AND_ASSIGN(const domain::Plan holds, Get(staff_, first.id));
  EXPECT_EQ(holds.state, domain::PlanState::kEstablished) << "a draft takes no place";
  const domain::Plan second = Establish(draft, kPlanDate + 1);
  ASSERT_OK_AND_ASSIGN(const domain::Plan old, Get(staff_, first.id));
  EXPECT_EQ(old.state, domain::PlanState::kSuperseded);
  EXPECT_EQ(old.superseded_by_id, second.id);
  EXPECT_EQ(old.content.goals, first.content.goals);
  EXPECT_EQ(old.plan_date, kPlanDate);
  EXPECT_EQ(second.version, 2);
  EXPECT_THAT(Special(second.id), SizeIs(1)) << "special inputs go along";
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.PlanEstablished'"), 2);
}

TEST_F(PlanTest, ADraftIsDiscardedWithAllThatItSaysAndLeavesWhatHolds) {
  const auto person = Person();
  const auto first = Establish(Create(Complete(person.id)));
  CreatePlanCommand next = Complete(person.id);
  next.reason = domain::PlanChangeReason::kObjection;
  const auto draft = Create(next);
  EXPECT_THAT(DiscardPlan(deps_, Staff(), {first.id, first.row_version}),
              StatusIs(absl::StatusCode::kFailedPrecondition, "NOT_A_DRAFT"));
  EXPECT_THAT(DiscardPlan(deps_, Staff(), {draft.id, draft.row_version + 1}),
              StatusIs(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_THAT(DiscardPlan(deps_, By(other_, "x1"), {draft.id, draft.row_version}),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(Count("plan_special"), 2);
  const Caller caller = Staff();
  ASSERT_OK_AND_ASSIGN(const auto discarded, DiscardPlan(deps_, caller, {draft.id, draft.row_version}));
  ASSERT_OK_AND_ASSIGN(const auto again, DiscardPlan(deps_, caller, {draft.id, draft.row_version}));
  EXPECT_EQ(discarded.participant_id, person.id);
  EXPECT_EQ(again.id, draft.id);
  EXPECT_EQ(again.participant_id, person.id);
  EXPECT_EQ(Count("plan_special"), 1) << "of the version that holds";
  EXPECT_THAT(DiscardPlan(deps_, Staff(), {draft.id, draft.row_version}),
              StatusIs(absl::StatusCode::kNotFound));
  const auto later = Create(next);
  EXPECT_EQ(later.version, draft.version);
  EXPECT_EQ(Establish(later, kPlanDate + 1).supersedes_id, first.id);
}

TEST_F(PlanTest, TheFirstPlanWithARouteStartsTheTermAndALaterOneDoesNot) {
  const domain::Participant person = Person();
  CreatePlanCommand command = Complete(person.id);
  Establish(Create(command));
  EXPECT_THAT(Duty(person).plan_dates, IsEmpty()) << "a plan without a route is no PIP";
  CreatePlanCommand pip = Complete(person.id, "elsewhere");
  pip.content->route = Route(Test(person.id));
  const domain::Plan first = Establish(Create(pip), kPlanDate);
  EXPECT_THAT(Duty(person).plan_dates, ElementsAre(kPlanDate));
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.DutyRecorded'"), 1);
  CreatePlanCommand again{person.id, "elsewhere"};
  again.reason = domain::PlanChangeReason::kCorrection;
  const domain::Plan draft = Create(again);
  EXPECT_THAT(EstablishPlan(deps_, Staff(), {draft.id, 1, kPlanDate - 1}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  Establish(draft, kPlanDate + 2);
  EXPECT_THAT(Duty(person).plan_dates, ElementsAre(kPlanDate));
}

TEST_F(PlanTest, EvidenceIsOfThePerson) {
  const domain::Participant person = Person();
  CreatePlanCommand command = Complete(person.id);
  command.content->route = Route(Test(Person().id));
  command.content->inputs[0].assessment_ids = {Uuid::NewV7()};
  command.content->goals[0].field_code = "sports";
  const auto refused = CreatePlan(deps_, Staff(), command);
  std::vector<std::string> faults;
  for (const auto& one : DetailsOf(refused.status()).violations)
    faults.push_back(one.field + " " + one.reason);
  EXPECT_THAT(faults, ElementsAre("plan.content.goals[0].field_code UNKNOWN_FIELD",
                                  "plan.content.inputs[0].assessment_ids[0] UNKNOWN_ASSESSMENT",
                                  "plan.content.route_decision.assessment_ids[0] UNKNOWN_ASSESSMENT"));
  EXPECT_EQ(Count("plan"), 0);
}

TEST_F(PlanTest, AReachedGoalLeadsToTheNext) {
  const domain::Plan plan = Establish(Create(Complete(Person().id)));
  CloseGoalCommand command{plan.id, plan.row_version, {}};
  command.closing = {plan.content.goals[0].id, domain::GoalStatus::kReached, kToday, "",
                     domain::PlanGoal{Uuid(), "work", "", "hierna", kToday + 90}};
  const Caller caller = Staff();
  ASSERT_OK_AND_ASSIGN(const domain::Plan after, CloseGoal(deps_, caller, command));
  ASSERT_OK_AND_ASSIGN(const domain::Plan read, Get(staff_, plan.id));
  EXPECT_EQ(read.content.goals, after.content.goals);
  EXPECT_THAT(read.content.goals, SizeIs(2));
  EXPECT_EQ(read.content.goals[1].follows_id, plan.content.goals[0].id);
  ASSERT_OK_AND_ASSIGN(const domain::Plan again, CloseGoal(deps_, caller, command));
  EXPECT_EQ(again.row_version, after.row_version) << "the same request again changes nothing";
  CloseGoalCommand second{plan.id, after.row_version, {}};
  second.closing = {read.content.goals[1].id, domain::GoalStatus::kDropped, kToday, "past niet meer", {}};
  ASSERT_OK(CloseGoal(deps_, Staff(), second));
  EXPECT_EQ(Count("plan_goal_closing"), 2);
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.GoalClosed'"), 2);
  CreatePlanCommand evaluation{plan.participant_id, "weert"};
  evaluation.reason = domain::PlanChangeReason::kEvaluation;
  EXPECT_THAT(Create(evaluation).content.goals, IsEmpty()) << "a new version starts with the open goals";
}

TEST_F(PlanTest, TwoWhoDraftAtOnceMakeOneDraft) {
  const Uuid person = Person().id;
  std::vector<Status> outcomes(2);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Caller caller = Staff();
    threads.emplace_back(
        [&, i, caller] { outcomes[i] = CreatePlan(deps_, caller, Complete(person)).status(); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(outcomes[0].ok() + outcomes[1].ok(), 1);
  EXPECT_TRUE(HasReason(outcomes[0].ok() ? outcomes[1] : outcomes[0], "DRAFT_KNOWN"));
  EXPECT_EQ(Count("plan"), 1);
}

TEST_F(PlanTest, AnotherMunicipalityFindsNothing) {
  const domain::Plan plan = Create(Complete(Person().id));
  EXPECT_THAT(Get(other_, plan.id), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(EstablishPlan(deps_, By(other_, "o1"), {plan.id, 1, kPlanDate}),
              StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const auto list, db_.Read(Soon(), [&](sql::Session& session) {
    return deps_.plans.List(session, Viewer(other_), plan.participant_id, Uuid(), 50);
  }));
  EXPECT_THAT(list, IsEmpty());
}

TEST_F(PlanTest, ReadsGoByIndexWhateverTheTableHolds) {
  for (const char* query :
       {"SELECT n.id FROM plan n JOIN participant p ON p.id = n.participant_id WHERE n.participant_id = X'00'"
        " AND p.municipality_code IN ('GM0164') AND n.id < X'FF' ORDER BY n.id DESC LIMIT 51",
        "SELECT n.id FROM plan n JOIN participant p ON p.id = n.participant_id WHERE n.participant_id = X'00'"
        " AND n.programme_code = 'weert' AND n.open_state = 2",
        "SELECT s.id FROM sanction_proposal s JOIN participant p ON p.id = s.participant_id WHERE "
        "s.participant_id ="
        " X'00' AND p.municipality_code IN ('GM0164') AND s.id < X'FF' ORDER BY s.id DESC LIMIT 51",
        "SELECT n.route, n.plan_date FROM plan n WHERE n.participant_id = X'00' AND n.route IN (1, 2, 3)"
        " AND n.plan_date IS NOT NULL ORDER BY n.plan_date DESC, n.version DESC LIMIT 1",
        "SELECT c.ordinal FROM plan_goal_closing c WHERE c.plan_id IN (X'00', X'01') ORDER BY c.plan_id, "
        "c.ordinal"}) {
    const std::string explain = std::string("EXPLAIN ") + query;
    ASSERT_OK_AND_ASSIGN(const sql::Rows plan,
                         db_.Read(Soon(), [&](sql::Session& session) { return session.Query(explain); }));
    ASSERT_FALSE(plan.empty());
    for (const sql::Row& row : plan) EXPECT_NE(row.Str(3), "ALL") << query;
  }
}

}  // namespace
}  // namespace duaal::intake::app
