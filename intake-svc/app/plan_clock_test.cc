// The time for plans on a real database: who is due, what is told, and what a move or a plan makes of it.

#include <string>
#include <vector>

#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/intake/v1/plan_events.pb.h"
#include "duaal/programme/v1/programme.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/app/change_plan.h"
#include "intake-svc/app/create_participant.h"
#include "intake-svc/app/create_plan.h"
#include "intake-svc/app/move_participant.h"
#include "intake-svc/app/record_assessment.h"
#include "intake-svc/app/record_plan_clock.h"
#include "intake-svc/app/tell_plan_due.h"
#include "intake-svc/app/update_participant.h"
#include "tests/intake/use_case_fixture.h"

namespace duaal::intake::app {
namespace {

using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 16);
const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 16, 9, 0, 0), absl::UTCTimeZone());

class PlanClockTest : public UseCaseTest {
 protected:
  PlanClockTest() {
    staff_.id = "cm-1";
    staff_.mandates = {{"GM0164", {}, {}}};
    both_ = staff_;
    both_.mandates.push_back({"GM0599", {}, {}});
    programme::v1::ProgrammeDefinition definition;
    definition.set_code("plain");
    auto& test = *definition.add_instruments();
    test.set_code("learnability");
    test.set_version("1");
    EXPECT_OK(db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
      RETURN_IF_ERROR(deps_.reference.PutProgramme(tx, "plain", definition.SerializeAsString()));
      return deps_.reference.PutMunicipalities(
          tx, {{"GM0164", "Hengelo", {}, {}}, {"GM0599", "Rotterdam", {}, {}}});
    }));
  }

  Caller By(const auth::Principal& who) {
    return {who,
            Soon(),
            kNow,
            kToday,
            {who.id, "method", "r" + std::to_string(++requests_), std::string(32, 'b')}};
  }

  // Settled on 2026-06-01, notified on the day.
  domain::Participant Notified(absl::CivilDay day) {
    CreateParticipantCommand command;
    command.participant.given_name = "Rima";
    command.participant.family_name = "Darwish";
    command.participant.birth_date = PartialDate(absl::CivilDay(1991, 4, 17));
    command.participant.municipality_code = "GM0164";
    command.participant.settlement_date = absl::CivilDay(2026, 6, 1);
    command.participant.target_group = domain::TargetGroup::kAsylumStatusHolder;
    command.participant.legal_regime = domain::LegalRegime::kWi2021;
    const auto person = CreateParticipant(deps_, By(both_), command);
    EXPECT_OK(person);
    EXPECT_OK(RecordDutyNotice(deps_, By(both_), {person->id, day, std::nullopt}));
    return *person;
  }

  // A plan with a route, without a form to fill.
  Status Establish(const domain::Participant& person, absl::CivilDay date) {
    RecordAssessmentCommand test;
    test.assessment.participant_id = person.id;
    test.assessment.programme_code = "plain";
    test.assessment.instrument_code = "learnability";
    test.assessment.instrument_version = "1";
    test.assessment.taken_date = date;
    test.assessment.setting = domain::AssessmentSetting::kMunicipality;
    ASSIGN_OR_RETURN(const auto evidence, RecordAssessment(deps_, By(both_), test));
    CreatePlanCommand command{person.id, "plain"};
    command.content.emplace();
    command.content->goals.push_back({Uuid(), "", "", "taal leren"});
    command.content->route =
        domain::RouteDecision{domain::LearningRoute::kB1, "B1", 600, 12, 40, 6, "haalbaar", {evidence.id}};
    ASSIGN_OR_RETURN(const auto draft, CreatePlan(deps_, By(both_), command));
    return EstablishPlan(deps_, By(both_), {draft.id, 1, date}).status();
  }

  domain::PlanClockState State(const domain::Participant& person) {
    const auto of = db_.Read(
        Soon(), [&](sql::Session& session) { return GetPlanClock(deps_, session, By(both_), person.id); });
    EXPECT_OK(of);
    return domain::StateOf(of->clock, domain::TimeFor(of->clock, of->person), kToday);
  }

  std::vector<Uuid> Due(const auth::Principal& who, const std::string& municipality = "GM0164",
                        const storage::ClockPosition& after = {}, int limit = 50) {
    const auto due = db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.plan_clocks.ListDue(session, {who, kToday}, municipality, absl::CivilDay(9999, 1, 1),
                                       after, limit);
    });
    EXPECT_OK(due);
    std::vector<Uuid> people;
    for (const auto& one : *due) people.push_back(one.participant_id);
    return people;
  }

  // What the job tells on a day: `due` or `overdue` per person, until there is no more.
  std::vector<std::string> TellOn(absl::CivilDay day) {
    const std::int64_t before = Told();
    for (bool more = true; more;) {
      const auto step = db_.Run(Soon(), [&](sql::Tx& tx) { return TellPlanDue(deps_, tx, day, kNow); });
      EXPECT_OK(step);
      more = step.ok() && *step;
    }
    std::vector<std::string> told;
    for (const sql::Row& row : server_.Root(schema_,
                                            "SELECT payload FROM outbox WHERE type ="
                                            " 'duaal.intake.v1.PlanDue' ORDER BY id LIMIT 100 OFFSET " +
                                                std::to_string(before))) {
      v1::PlanDue event;
      EXPECT_TRUE(event.ParseFromString(row.Str(0)));
      told.push_back(event.participant_id() + (event.overdue() ? " overdue" : " due"));
    }
    return told;
  }
  std::int64_t Told() {
    return server_.Root(schema_, "SELECT COUNT(1) FROM outbox WHERE type = 'duaal.intake.v1.PlanDue'")
        .at(0)
        .Int(0);
  }

  auth::Principal staff_, both_;
  int requests_ = 0;
};

TEST_F(PlanClockTest, ListsWhoIsDueTheLongestDueFirstPageByPage) {
  const auto late = Notified(absl::CivilDay(2026, 10, 1));
  const auto early = Notified(absl::CivilDay(2026, 8, 1));
  const auto same = Notified(absl::CivilDay(2026, 10, 1));
  EXPECT_THAT(Due(staff_), ElementsAre(early.id, late.id, same.id));
  EXPECT_THAT(Due(staff_, "GM0164", {absl::CivilDay(2026, 12, 10), late.id}), ElementsAre(same.id));
  EXPECT_THAT(Due(staff_, "GM0164", {absl::CivilDay(2026, 10, 10), early.id}, 1), ElementsAre(late.id));
  EXPECT_THAT(Due(staff_, "GM0599"), IsEmpty());
  auth::Principal other;
  other.id = "cm-2";
  other.mandates = {{"GM0599", {}, {}}};
  EXPECT_THAT(Due(other), IsEmpty()) << "the mandate is part of the question";
}

TEST_F(PlanClockTest, APlanWithARouteMeetsIt) {
  const auto person = Notified(absl::CivilDay(2026, 8, 1));
  EXPECT_EQ(State(person), domain::PlanClockState::kOverdue);
  ASSERT_OK(Establish(person, absl::CivilDay(2026, 11, 10)));
  EXPECT_EQ(State(person), domain::PlanClockState::kMet);
  EXPECT_THAT(Due(staff_), IsEmpty());
  EXPECT_THAT(TellOn(kToday), IsEmpty()) << "what is met is not told";
}

TEST_F(PlanClockTest, APlanIsNotOlderThanTheDuty) {
  const auto person = Notified(absl::CivilDay(2026, 8, 1));
  ASSERT_OK(RecordDutyNotice(deps_, By(staff_),
                             {person.id, absl::CivilDay(2026, 8, 1), absl::CivilDay(2026, 7, 15)}));
  const Status refused = Establish(person, absl::CivilDay(2026, 7, 14));
  ASSERT_EQ(DetailsOf(refused).violations.size(), 1U);
  EXPECT_EQ(DetailsOf(refused).violations[0].reason, "BEFORE_DUTY");
}

TEST_F(PlanClockTest, TellsOnceThatItIsDueAndOnceThatItIsOverdue) {
  const std::string person = Notified(absl::CivilDay(2026, 9, 1)).id.ToString();  // due on 2026-11-10
  EXPECT_THAT(TellOn(absl::CivilDay(2026, 10, 26)), IsEmpty());
  EXPECT_THAT(TellOn(absl::CivilDay(2026, 10, 27)), ElementsAre(person + " due"));
  EXPECT_THAT(TellOn(absl::CivilDay(2026, 11, 10)), IsEmpty()) << "the last day is in time";
  EXPECT_THAT(TellOn(absl::CivilDay(2026, 11, 11)), ElementsAre(person + " overdue"));
  EXPECT_THAT(TellOn(absl::CivilDay(2026, 12, 31)), IsEmpty());
}

TEST_F(PlanClockTest, AWaitForAThirdPartyIsNotToldAndTheNewDayIs) {
  const auto person = Notified(absl::CivilDay(2026, 9, 1));
  const std::string id = person.id.ToString();
  ASSERT_OK(RecordThirdPartyWait(deps_, By(staff_), {person.id, absl::CivilDay(2026, 10, 1), std::nullopt}));
  EXPECT_EQ(State(person), domain::PlanClockState::kWaiting);
  EXPECT_THAT(TellOn(kToday), IsEmpty());
  ASSERT_OK(RecordThirdPartyWait(deps_, By(staff_), {person.id, absl::CivilDay(2026, 10, 1), kToday}));
  EXPECT_EQ(State(person), domain::PlanClockState::kRunning) << "two weeks from today";
  EXPECT_THAT(TellOn(kToday), ElementsAre(id + " due"));
  EXPECT_THAT(TellOn(kToday + 15), ElementsAre(id + " overdue"));
}

TEST_F(PlanClockTest, AMoveStartsItAnewInTheOtherMunicipality) {
  const auto person = Notified(absl::CivilDay(2026, 8, 1));
  ASSERT_OK(Establish(person, absl::CivilDay(2026, 9, 1)));
  ASSERT_OK(MoveParticipant(deps_, By(both_),
                            {person.id, person.row_version, "GM0599", absl::CivilDay(2026, 11, 2)}));
  EXPECT_THAT(Due(both_, "GM0164"), IsEmpty());
  EXPECT_THAT(Due(both_, "GM0599"), ElementsAre(person.id));
  EXPECT_EQ(State(person), domain::PlanClockState::kRunning);
}

TEST_F(PlanClockTest, ACorrectedSettlementMovesTheDay) {
  const auto person = Notified(absl::CivilDay(2026, 8, 1));
  EXPECT_EQ(State(person), domain::PlanClockState::kOverdue);
  UpdateParticipantCommand correction{person.id, person.row_version, {}};
  correction.change.settlement_date = std::optional(absl::CivilDay(2026, 10, 1));
  ASSERT_OK(UpdateParticipant(deps_, By(staff_), correction));
  EXPECT_EQ(State(person), domain::PlanClockState::kRunning);
  EXPECT_THAT(TellOn(kToday), IsEmpty());
}

TEST_F(PlanClockTest, ReadsGoByIndexWhateverTheTableHolds) {
  for (const char* query :
       {"SELECT c.participant_id FROM plan_clock c JOIN participant p ON p.id = c.participant_id WHERE"
        " c.municipality_code = 'GM0164' AND c.running = TRUE AND p.municipality_code IN ('GM0164') AND "
        "c.due_date >="
        " '0001-01-01' AND c.due_date < '2026-11-16' AND (c.due_date > '0001-01-01' OR c.participant_id > "
        "X'00')"
        " ORDER BY c.due_date, c.participant_id LIMIT 51",
        "SELECT c.participant_id FROM plan_clock c WHERE c.running = TRUE AND c.waiting = FALSE AND c.told = "
        "0"
        " AND c.due_date <= '2026-11-30' ORDER BY c.due_date LIMIT 50"}) {
    const std::string explain = std::string("EXPLAIN ") + query;
    ASSERT_OK_AND_ASSIGN(const sql::Rows plan,
                         db_.Read(Soon(), [&](sql::Session& session) { return session.Query(explain); }));
    ASSERT_FALSE(plan.empty());
    for (const sql::Row& row : plan) EXPECT_NE(row.Str(3), "ALL") << query;
  }
}

}  // namespace
}  // namespace duaal::intake::app
