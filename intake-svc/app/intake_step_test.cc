// What surrounds the intake steps, on a real database: what is sealed, what is due, what happens once, who
// sees it.

#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "chassis/testing/fault_points.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/programme/v1/programme.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/app/change_referral.h"
#include "intake-svc/app/close_participation_task.h"
#include "intake-svc/app/create_participant.h"
#include "intake-svc/app/create_referral.h"
#include "intake-svc/app/record_alone_wish.h"
#include "intake-svc/app/record_conversation.h"
#include "intake-svc/app/summon.h"
#include "intake-svc/storage/feeds.h"
#include "tests/intake/use_case_fixture.h"

namespace duaal::intake::app {
namespace {

using ::duaal::testing::FaultPoint;
using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::CivilDay kToday(2026, 11, 16);
const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 16, 9, 0, 0), absl::UTCTimeZone());

// A talk to which people are summoned, with a guide and the view of the client, and a joint intake after the
// start.
programme::v1::ProgrammeDefinition MakeProgramme() {
  programme::v1::ProgrammeDefinition definition;
  definition.set_code("arnhem");
  definition.mutable_region()->add_core_municipalities("GM0202");
  auto& talk = *definition.add_intake_steps();
  talk.set_code("talk");
  talk.set_client_view(true);
  talk.set_summonses_before_absence(3);
  talk.mutable_guide()->set_version("1");
  talk.mutable_guide()->add_questions()->set_code("needs");
  auto& joint = *definition.add_intake_steps();
  joint.set_code("joint-intake");
  joint.set_within_days_after_start(28);
  auto& forms = *definition.add_catalogues();
  forms.set_code("forms");
  forms.add_entries()->set_code("volunteering");
  definition.mutable_participation()->set_refusal_task_role("case-director");
  definition.mutable_participation()->set_refusal_outcome_catalogue("forms");
  return definition;
}

class IntakeStepTest : public UseCaseTest {
 protected:
  IntakeStepTest() {
    staff_.id = "cm-1";
    staff_.mandates = {{"GM0202", {}, {}}};
    other_.id = "cm-2";
    other_.mandates = {{"GM0599", {}, {}}};
    EXPECT_OK(db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
      const auto definition = MakeProgramme();
      RETURN_IF_ERROR(deps_.reference.PutProgramme(tx, definition.code(), definition.SerializeAsString()));
      return deps_.reference.PutMunicipalities(
          tx, {{"GM0202", "Arnhem", {}, {}}, {"GM0599", "Rotterdam", {}, {}}});
    }));
  }

  Caller By(const auth::Principal& principal, const std::string& request_id) {
    return {principal, Soon(), kNow, kToday, {principal.id, "method", request_id, std::string(32, 'b')}};
  }
  Caller Staff(const std::string& request_id) { return By(staff_, request_id); }
  storage::Viewer Viewer(const auth::Principal& principal) { return {principal, kToday}; }

  domain::Referral Refer(const std::string& request_id) {
    CreateParticipantCommand person;
    person.participant.given_name = "Rima";
    person.participant.family_name = "Darwish";
    person.participant.birth_date = PartialDate(absl::CivilDay(1971, 4, 17));
    person.participant.municipality_code = "GM0202";
    person.participant.legal_regime = domain::LegalRegime::kWi2021;
    const auto made = CreateParticipant(deps_, Staff(request_id + "-person"), person);
    EXPECT_OK(made);
    CreateReferralCommand command;
    command.referral.participant_id = made->id;
    command.referral.programme_code = "arnhem";
    command.referral.channel = domain::InflowChannel::kCaseManager;
    const auto referral = CreateReferral(deps_, Staff(request_id), command);
    EXPECT_OK(referral);
    return *referral;
  }

  static RecordIntakeCommand Talk(const domain::Referral& referral,
                                  const std::string& view = "wil graag werken") {
    return {referral.id, referral.row_version, {"talk", kToday - 1, {"cm-1"}}, {view, {}}};
  }
  static RecordIntakeCommand Joint(const domain::Referral& referral) {
    return {referral.id, referral.row_version, {"joint-intake", kToday, {"coach-1"}}};
  }
  static RecordSummonsCommand Sent(const domain::Referral& referral, absl::CivilDay day) {
    RecordSummonsCommand command{referral.id, {}};
    command.summons.step_code = "talk";
    command.summons.sent_date = day;
    command.summons.appointment_date = day + 3;
    command.summons.channel = domain::SummonsChannel::kLetter;
    command.summons.staff_id = "cm-1";
    return command;
  }
  static RecordConversationCommand Said(const Uuid& person, int version, const std::string& story) {
    RecordConversationCommand command;
    command.conversation.participant_id = person;
    command.conversation.programme_code = "arnhem";
    command.conversation.step_code = "talk";
    command.conversation.guide_version = "1";
    command.conversation.version = version;
    command.conversation.held_date = kToday;
    command.conversation.content.story = story;
    return command;
  }

  void Miss(const domain::Referral& referral, absl::CivilDay day, const std::string& request_id) {
    const auto summons = RecordSummons(deps_, Staff(request_id), Sent(referral, day));
    ASSERT_OK(summons);
    ASSERT_OK(RecordAppearance(deps_, Staff(request_id + "-missed"),
                               {summons->id, summons->row_version, domain::Appearance::kNotAppeared}));
  }

  // trajectory-svc tells of a start.
  Status Start(const domain::Referral& referral, const std::string& day) {
    trajectory::v1::TrajectoryStarted started;
    started.set_trajectory_id(Uuid::NewV7().ToString());
    started.set_referral_id(referral.id.ToString());
    started.set_participant_id(referral.participant_id.ToString());
    started.set_programme_code("arnhem");
    started.set_start_date(day);
    feed::v1::Event event;
    event.set_type(started.GetTypeName());
    event.set_payload(started.SerializeAsString());
    return db_.Run(Soon(), [&](sql::Tx& tx) {
      return storage::ApplyTrajectoryFeed(
          {deps_.reference, deps_.steps, deps_.trajectories, deps_.destructions, deps_.sharings}, tx,
          {event});
    });
  }

  std::vector<storage::IntakeDeadline> Due(const auth::Principal& who,
                                           storage::DeadlineFilter filter = {"arnhem"},
                                           const std::optional<storage::IntakeDeadline>& after = {},
                                           int limit = 50) {
    const auto list = db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.steps.ListDeadlines(session, Viewer(who), filter, after, limit);
    });
    EXPECT_OK(list);
    return list.ok() ? *list : std::vector<storage::IntakeDeadline>();
  }
  std::vector<domain::ParticipationTask> Tasks(const auth::Principal& who,
                                               const storage::TaskFilter& filter) {
    const auto list = db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.tasks.List(session, Viewer(who), filter, Uuid(), 50);
    });
    EXPECT_OK(list);
    return list.ok() ? *list : std::vector<domain::ParticipationTask>();
  }

  auth::Principal staff_;
  auth::Principal other_;
};

TEST_F(IntakeStepTest, NotesAreSealedAndBoundToTheirStep) {
  const auto first = Refer("r1");
  const auto second = Refer("r2");
  ASSERT_OK(RecordIntake(deps_, Staff("i1"), Talk(first, "slaapt slecht")));
  ASSERT_OK(RecordIntake(deps_, Staff("i2"), Talk(second, "zingt graag")));
  EXPECT_EQ(Count("referral_intake_notes WHERE sealed LIKE '%slecht%' OR sealed LIKE '%zingt%'"), 0);
  EXPECT_EQ(Count("outbox WHERE payload LIKE '%slecht%' OR payload LIKE '%zingt%'"), 0);
  const auto notes = [&](const Uuid& id) {
    return db_.Read(Soon(), [&](sql::Session& session) { return deps_.steps.GetNotes(session, id, "talk"); });
  };
  EXPECT_EQ(notes(first.id)->client_view, "slaapt slecht");
  server_.Root(schema_,
               "UPDATE referral_intake_notes x JOIN referral_intake_notes y ON y.referral_id < x.referral_id"
               " SET x.sealed = y.sealed");
  EXPECT_OK(notes(first.id));
  EXPECT_THAT(notes(second.id), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(IntakeStepTest, AStepWithoutTheViewOfTheClientLeavesNothingBehind) {
  const auto referral = Refer("r1");
  EXPECT_THAT(RecordIntake(deps_, Staff("i1"), Talk(referral, "")),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(Count("referral_intake"), 0);
  EXPECT_EQ(Count("referral_intake_notes"), 0);
}

TEST_F(IntakeStepTest, ProfessionalsComeBackWithTheirSteps) {
  const auto referral = Refer("r1");
  RecordIntakeCommand command = Talk(referral);
  command.intake.staff_ids = {"a", "b"};
  command.intake.professionals = {{"a", "consultant", {}}, {"b", "coach", Uuid::NewV7()}};
  command.intake.company = domain::IntakeCompany::kAlone;
  ASSERT_OK(RecordIntake(deps_, Staff("i1"), command));
  ASSERT_OK_AND_ASSIGN(const auto read, db_.Read(Soon(), [&](sql::Session& session) {
    return deps_.referrals.List(session, Viewer(staff_), {"arnhem", {}, {}}, Uuid(), 10);
  }));
  ASSERT_THAT(read, SizeIs(1));
  ASSERT_THAT(read[0].intakes, SizeIs(1));
  EXPECT_EQ(read[0].intakes[0].professionals, command.intake.professionals);
  EXPECT_EQ(read[0].intakes[0].company, domain::IntakeCompany::kAlone);
  // A later change stores the step no second time.
  EXPECT_OK(
      CloseReferral(deps_, Staff("c1"), {referral.id, read[0].row_version, domain::CloseReason::kMoved}));
  EXPECT_EQ(Count("referral_intake_professional"), 2);
}

TEST_F(IntakeStepTest, TheLastWishCounts) {
  const auto referral = Refer("r1");
  const auto wish = [&](const std::string& request_id, bool alone) {
    return RecordAloneWish(deps_, Staff(request_id), {referral.id, {"talk", alone, kToday}});
  };
  ASSERT_OK(wish("w1", true));
  ASSERT_OK(wish("w1", true));  // the same request
  RecordIntakeCommand talk = Talk(referral);
  talk.intake.company = domain::IntakeCompany::kWithPartner;
  EXPECT_THAT(RecordIntake(deps_, Staff("i1"), talk), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(wish("w2", false));
  EXPECT_OK(RecordIntake(deps_, Staff("i2"), talk));
  EXPECT_EQ(Count("alone_wish"), 2);
  EXPECT_THAT(wish("w3", true), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(IntakeStepTest, AStartMakesAStepDueAndHoldingItEndsThat) {
  const auto referral = Refer("r1");
  ASSERT_OK_AND_ASSIGN(const auto talked, RecordIntake(deps_, Staff("i1"), Talk(referral)));
  EXPECT_THAT(RecordIntake(deps_, Staff("j1"), Joint(talked)),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  ASSERT_OK(Start(talked, "2026-10-18"));
  ASSERT_OK(Start(talked, "2026-10-18"));  // told twice
  const auto due = Due(staff_);
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_EQ(due[0].due_date, absl::CivilDay(2026, 11, 15));
  EXPECT_THAT(Due(staff_, {"arnhem", kToday}), SizeIs(1));
  EXPECT_THAT(Due(other_), IsEmpty());
  EXPECT_OK(RecordIntake(deps_, Staff("j2"), Joint(talked)));
  EXPECT_THAT(Due(staff_), IsEmpty());
}

TEST_F(IntakeStepTest, DeadlinesArePagedInTheOrderInWhichTheyAreDue) {
  const std::vector<std::string> starts = {"2026-10-20", "2026-10-10", "2026-10-20", "2026-11-09"};
  for (std::size_t i = 0; i < starts.size(); ++i) {
    ASSERT_OK(Start(Refer("r" + std::to_string(i)), starts[i]));
  }
  std::vector<absl::CivilDay> seen;
  std::optional<storage::IntakeDeadline> after;
  for (;;) {
    const auto page = Due(staff_, {"arnhem"}, after, 1);
    if (page.empty()) break;
    seen.push_back(page.back().due_date);
    after = page.back();
  }
  EXPECT_THAT(seen, ElementsAre(absl::CivilDay(2026, 11, 7), absl::CivilDay(2026, 11, 17),
                                absl::CivilDay(2026, 11, 17), absl::CivilDay(2026, 12, 7)));
  EXPECT_THAT(Due(staff_, {"arnhem", kToday}), SizeIs(1));
}

TEST_F(IntakeStepTest, AnEndedReferralHasNothingDue) {
  const auto referral = Refer("r1");
  ASSERT_OK(Start(referral, "2026-10-18"));
  ASSERT_OK(
      CloseReferral(deps_, Staff("c1"), {referral.id, referral.row_version, domain::CloseReason::kMoved}));
  EXPECT_THAT(Due(staff_), IsEmpty());
}

TEST_F(IntakeStepTest, ThreeMissedSummonsesLetAStepBeCompletedInAbsence) {
  const auto referral = Refer("r1");
  const CompleteInAbsenceCommand absent{referral.id, referral.row_version, {"talk", kToday, {"cm-1"}}};
  Miss(referral, kToday - 30, "s1");
  Miss(referral, kToday - 20, "s2");
  EXPECT_THAT(CompleteInAbsence(deps_, Staff("a1"), absent), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(Count("referral_intake"), 0);
  Miss(referral, kToday - 10, "s3");
  ASSERT_OK_AND_ASSIGN(const auto done, CompleteInAbsence(deps_, Staff("a2"), absent));
  EXPECT_TRUE(done.intakes.front().in_absence);
  EXPECT_EQ(done.state, domain::ReferralState::kIntakeComplete);
  EXPECT_EQ(Count("outbox WHERE type LIKE '%IntakeRecorded'"), 1);
}

TEST_F(IntakeStepTest, OfTwoSummonsesAtOnceOneIsTheFirst) {
  const auto referral = Refer("r1");
  std::vector<Status> results(2);
  std::vector<std::thread> writers;
  for (int i = 0; i < 2; ++i) {
    writers.emplace_back([&, i] {
      results[i] = RecordSummons(deps_, Staff("s" + std::to_string(i)), Sent(referral, kToday - 9)).status();
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_NE(results[0].ok(), results[1].ok());
  EXPECT_EQ(Count("summons"), 1);
}

TEST_F(IntakeStepTest, ARefusalOpensOneTaskThatEndsOnce) {
  const auto referral = Refer("r1");
  const CloseReferralCommand refused{referral.id, referral.row_version, domain::CloseReason::kRefused};
  const FaultPoint lost = FaultPoint::LoseAfter("COMMIT");
  ASSERT_OK(CloseReferral(deps_, Staff("c1"), refused));
  ASSERT_OK(CloseReferral(deps_, Staff("c1"), refused));
  const auto tasks = Tasks(staff_, {"arnhem", "case-director"});
  ASSERT_THAT(tasks, SizeIs(1));
  EXPECT_THAT(Tasks(other_, {"arnhem", "case-director"}), IsEmpty());
  EXPECT_THAT(Tasks(staff_, {"arnhem", "job-coach"}), IsEmpty());
  EXPECT_THAT(Tasks(staff_, {"arnhem", "case-director", "GM0599"}), IsEmpty());
  const CloseParticipationTaskCommand found{tasks[0].id, 1, {"volunteering", kToday, "cd-1"}};
  EXPECT_THAT(CloseParticipationTask(deps_, By(other_, "t0"), found), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK(CloseParticipationTask(deps_, Staff("t1"), found));
  EXPECT_THAT(CloseParticipationTask(deps_, Staff("t2"), found), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(Tasks(staff_, {"arnhem", "case-director"}), IsEmpty());
}

TEST_F(IntakeStepTest, AFailedRefusalOpensNoTask) {
  const auto referral = Refer("r1");
  {
    const FaultPoint full = FaultPoint::Fail("INSERT INTO outbox", 1114);
    EXPECT_FALSE(
        CloseReferral(deps_, Staff("c1"), {referral.id, referral.row_version, domain::CloseReason::kRefused})
            .ok());
  }
  EXPECT_EQ(Count("participation_task"), 0);
}

TEST_F(IntakeStepTest, ConversationsAreSealedInVersionsOfWhichNoneIsLost) {
  const auto person = Refer("r1").participant_id;
  ASSERT_OK_AND_ASSIGN(const auto first,
                       RecordConversation(deps_, Staff("v1"), Said(person, 1, "slaapt slecht")));
  ASSERT_OK_AND_ASSIGN(const auto again,
                       RecordConversation(deps_, Staff("v1"), Said(person, 1, "slaapt slecht")));
  EXPECT_EQ(first.id, again.id);
  EXPECT_THAT(RecordConversation(deps_, Staff("v2"), Said(person, 1, "iets anders")),
              StatusIs(absl::StatusCode::kAborted));
  ASSERT_OK(RecordConversation(deps_, Staff("v3"), Said(person, 2, "slaapt beter")));
  EXPECT_EQ(Count("conversation WHERE sealed LIKE '%slaapt%'"), 0);
  EXPECT_EQ(Count("outbox WHERE payload LIKE '%slaapt%'"), 0);
  ASSERT_OK_AND_ASSIGN(const auto list, db_.Read(Soon(), [&](sql::Session& session) {
    return deps_.conversations.List(session, Viewer(staff_), person, Uuid(), 10);
  }));
  ASSERT_THAT(list, SizeIs(2));
  EXPECT_EQ(list[0].version, 2);
  EXPECT_EQ(list[0].content, domain::ConversationContent{});
  const auto read = [&](const auth::Principal& who) {
    return db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.conversations.Get(session, first.id, Viewer(who));
    });
  };
  EXPECT_EQ(read(staff_)->content.story, "slaapt slecht");
  EXPECT_THAT(read(other_), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(IntakeStepTest, OfTwoSecondVersionsAtOnceOneStands) {
  const auto person = Refer("r1").participant_id;
  ASSERT_OK(RecordConversation(deps_, Staff("v1"), Said(person, 1, "eerst")));
  std::vector<Status> results(2);
  std::vector<std::thread> writers;
  for (int i = 0; i < 2; ++i) {
    writers.emplace_back([&, i] {
      results[i] = RecordConversation(deps_, Staff("w" + std::to_string(i)), Said(person, 2, "dan")).status();
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_NE(results[0].ok(), results[1].ok());
  EXPECT_EQ(Count("conversation"), 2);
}

TEST_F(IntakeStepTest, ListsGoByIndex) {
  for (const std::string query :
       {"SELECT d.referral_id FROM intake_deadline d JOIN referral r ON r.id = d.referral_id WHERE"
        " d.programme_code = 'arnhem' AND d.held_date IS NULL AND d.due_date < '2026-11-16'"
        " AND r.open_programme_code IS NOT NULL AND r.municipality_code IN ('GM0202')"
        " ORDER BY d.due_date, d.referral_id, d.step_code LIMIT 51",
        "SELECT t.id FROM participation_task t JOIN referral r ON r.id = t.referral_id WHERE"
        " t.programme_code = 'arnhem' AND t.role_code = 'x' AND t.closed_date IS NULL"
        " AND r.municipality_code IN ('GM0202') AND t.id > X'00' ORDER BY t.id LIMIT 51",
        "SELECT s.id FROM summons s JOIN referral r ON r.id = s.referral_id WHERE s.referral_id = X'00'",
        "SELECT c.id FROM conversation c JOIN participant p ON p.id = c.participant_id WHERE"
        " c.participant_id = X'00' AND p.municipality_code IN ('GM0202') AND c.id < X'FF' ORDER BY c.id DESC"
        " LIMIT 51"}) {
    const std::string explain = std::string("EXPLAIN ") + query;
    ASSERT_OK_AND_ASSIGN(const sql::Rows plan,
                         db_.Read(Soon(), [&](sql::Session& session) { return session.Query(explain); }));
    ASSERT_FALSE(plan.empty());
    for (const sql::Row& row : plan) EXPECT_NE(row.Str(3), "ALL") << query;
  }
}

}  // namespace
}  // namespace duaal::intake::app
