// Destruction on a real database: who may, what goes, what stays, and what a crash leaves behind.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "chassis/testing/fault_points.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/programme/v1/programme.pb.h"
#include "duaal/trajectory/v1/destruction_events.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/app/create_destruction.h"
#include "intake-svc/app/create_participant.h"
#include "intake-svc/app/create_referral.h"
#include "intake-svc/app/decide_destruction.h"
#include "intake-svc/app/record_barrier.h"
#include "intake-svc/app/record_duty.h"
#include "intake-svc/app/record_retention_event.h"
#include "intake-svc/app/run_destructions.h"
#include "intake-svc/storage/feeds.h"
#include "intake-svc/storage/person_data.h"
#include "tests/intake/use_case_fixture.h"

namespace duaal::intake::app {
namespace {

using domain::Destruction;
using domain::DestructionOutcome;
using domain::DestructionState;
using domain::RetentionEventKind;
using ::duaal::testing::FaultPoint;
using ::duaal::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 16);
const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 16, 9, 0, 0), absl::UTCTimeZone());
const absl::CivilDay kLongAgo(2021, 11, 16);

programme::v1::ProgrammeDefinition MakeProgramme() {
  programme::v1::ProgrammeDefinition definition;
  definition.set_code("dordrecht");
  auto& barriers = *definition.add_catalogues();
  barriers.set_code("barriers");
  barriers.add_entries()->set_code("financial");
  definition.mutable_target_group()->set_barrier_catalogue("barriers");
  auto& step = *definition.add_intake_steps();
  step.set_code("after-start");
  step.set_within_days_after_start(28);
  return definition;
}

class DestructionTest : public UseCaseTest {
 protected:
  DestructionTest() {
    one_.id = "officer-1";
    one_.mandates = {{"GM0164", {}, {}}, {"GM0599", {}, {}}};
    two_ = one_;
    two_.id = "officer-2";
    EXPECT_OK(db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
      RETURN_IF_ERROR(deps_.reference.PutProgramme(tx, "dordrecht", MakeProgramme().SerializeAsString()));
      return deps_.reference.PutMunicipalities(
          tx, {{"GM0164", "Hengelo", {}, {}}, {"GM0599", "Rotterdam", {}, {}}});
    }));
  }

  Caller By(const auth::Principal& principal) {
    return {principal,
            Soon(),
            kNow,
            kToday,
            {principal.id, "method", "r" + std::to_string(++requests_), std::string(32, 'b')}};
  }

  // With something in every corner that this service keeps.
  domain::Participant Person() {
    CreateParticipantCommand command;
    command.participant.given_name = "Rima";
    command.participant.family_name = "Darwish";
    command.participant.birth_date = PartialDate(absl::CivilDay(1991, 4, 17));
    command.participant.municipality_code = "GM0164";
    command.participant.target_group = domain::TargetGroup::kAsylumStatusHolder;
    const auto person = CreateParticipant(deps_, By(one_), command);
    EXPECT_OK(person);
    RecordBarrierCommand barrier;
    barrier.barrier.participant_id = person->id;
    barrier.barrier.programme_code = "dordrecht";
    barrier.barrier.kind_code = "financial";
    barrier.barrier.noted_date = kToday;
    EXPECT_OK(RecordBarrier(deps_, By(one_), barrier));
    EXPECT_OK(RecordExtension(deps_, By(one_),
                              {person->id, {domain::ExtensionGround::kNotCulpable, 6, 0, kToday}}));
    return *person;
  }

  domain::Participant DuePerson(absl::CivilDay ended = kLongAgo) {
    const domain::Participant person = Person();
    EXPECT_OK(Ended(person.id, ended));
    return person;
  }

  Status Ended(const Uuid& person, absl::CivilDay date) {
    return RecordRetentionEvent(deps_, By(one_), {{person, RetentionEventKind::kDutyEnded, date, kNow}})
        .status();
  }

  StatusOr<Destruction> Propose(const std::vector<Uuid>& people,
                                const std::string& retention_class = storage::kIntegrationRecord) {
    return CreateDestruction(deps_, By(one_), {retention_class, "GM0164", people});
  }

  Destruction Agreed(const std::vector<Uuid>& people,
                     const std::string& retention_class = storage::kIntegrationRecord) {
    const auto proposed = Propose(people, retention_class);
    EXPECT_OK(proposed);
    const auto agreed = DecideDestruction(deps_, By(two_), {proposed->id, 1, true});
    EXPECT_OK(agreed);
    return *agreed;
  }

  StatusOr<bool> Step(absl::CivilDay today = kToday) {
    return db_.Run(Soon(), [&](sql::Tx& tx) { return RunDestructions(deps_, tx, today, kNow); });
  }
  void RunAll(absl::CivilDay today = kToday) {
    while (true) {
      const StatusOr<bool> more = Step(today);
      ASSERT_OK(more);
      if (!*more) return;
    }
  }

  // trajectory-svc answers.
  Status Answer(const Destruction& list, const Uuid& person) {
    trajectory::v1::PersonDataDestroyed payload;
    payload.set_destruction_id(list.id.ToString());
    payload.set_participant_id(person.ToString());
    auto& rows = *payload.add_destroyed_rows();
    rows.set_table_name("attendance");
    rows.set_row_count(7);
    return Told(payload);
  }

  // What trajectory-svc's feed tells.
  template <typename Payload>
  Status Told(const Payload& payload) {
    feed::v1::Event event;
    event.set_type(payload.GetTypeName());
    event.set_payload(payload.SerializeAsString());
    return db_.Run(Soon(), [&](sql::Tx& tx) {
      return storage::ApplyTrajectoryFeed(
          {deps_.reference, deps_.steps, deps_.trajectories, deps_.destructions, deps_.sharings}, tx,
          {event});
    });
  }

  // A start and a seat, as the feed tells of them.
  void ToldOfStart(const Uuid& person, const Uuid& referral_id) {
    trajectory::v1::TrajectoryStarted started;
    started.set_trajectory_id(Uuid::NewV7().ToString());
    started.set_referral_id(referral_id.ToString());
    started.set_participant_id(person.ToString());
    started.set_programme_code("dordrecht");
    started.set_start_date("2026-11-01");
    EXPECT_OK(Told(started));
    trajectory::v1::EnrolmentCreated seat;
    seat.set_enrolment_id(Uuid::NewV7().ToString());
    seat.set_participant_id(person.ToString());
    seat.set_organisation_id(Uuid::NewV7().ToString());
    seat.set_served_from_date("2026-11-01");
    EXPECT_OK(Told(seat));
  }

  Destruction Read(const Uuid& id) {
    const auto list = db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.destructions.Get(session, id, {one_, kToday});
    });
    EXPECT_OK(list);
    return *list;
  }

  auth::Principal one_;
  auth::Principal two_;
  int requests_ = 0;
};

TEST_F(DestructionTest, OnlyWhoIsDueStandsOnAListAndOnOneOnly) {
  const auto due = DuePerson();
  const auto not_yet = DuePerson(kLongAgo + 1);
  const auto no_event = Person();
  const auto refused = Propose({due.id, not_yet.id, no_event.id});
  ASSERT_FALSE(refused.ok());
  std::vector<std::string> fields;
  for (const auto& one : DetailsOf(refused.status()).violations)
    fields.push_back(one.field + " " + one.reason);
  EXPECT_THAT(fields, ElementsAre("destruction.participant_ids[1] NOT_DUE",
                                  "destruction.participant_ids[2] NOT_DUE"));
  EXPECT_EQ(Count("destruction"), 0);
  ASSERT_OK_AND_ASSIGN(const Destruction list, Propose({due.id}));
  EXPECT_EQ(DetailsOf(Propose({due.id}).status()).violations.at(0).reason, "NOT_DUE");
  EXPECT_THAT(Ended(due.id, kToday),
              StatusIs(absl::StatusCode::kFailedPrecondition, "LISTED_FOR_DESTRUCTION"));
  EXPECT_OK(DecideDestruction(deps_, By(one_), {list.id, 1, false}));
  EXPECT_OK(Propose({due.id}));
  EXPECT_EQ(DetailsOf(Propose({due.id}, "nothing").status()).violations.at(0).reason,
            "UNKNOWN_RETENTION_CLASS");
}

TEST_F(DestructionTest, NothingGoesUntilASecondPersonAgrees) {
  const auto person = DuePerson();
  ASSERT_OK_AND_ASSIGN(const Destruction list, Propose({person.id}));
  EXPECT_THAT(DecideDestruction(deps_, By(one_), {list.id, 1, true}),
              StatusIs(absl::StatusCode::kPermissionDenied, "SECOND_PERSON"));
  EXPECT_THAT(DecideDestruction(deps_, By(two_), {list.id, 2, true}), StatusIs(absl::StatusCode::kAborted));
  RunAll();
  EXPECT_EQ(Count("barrier"), 1);
  EXPECT_EQ(Read(list.id).state, DestructionState::kProposed);
  auth::Principal elsewhere = two_;
  elsewhere.mandates = {{"GM0599", {}, {}}};
  EXPECT_THAT(DecideDestruction(deps_, By(elsewhere), {list.id, 1, true}),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(DestructionTest, TheRecordGoesTheKeyDataStayAndTheProofComesLast) {
  const auto person = DuePerson();
  const auto other = Person();
  const Destruction list = Agreed({person.id});
  RunAll();
  const std::string theirs = " WHERE participant_id = UNHEX('" + crypto::Hex(person.id.Bytes()) + "')";
  for (const char* table : {"barrier", "duty_extension"}) {
    EXPECT_EQ(Count(table + theirs), 0) << table;
    EXPECT_EQ(Count(table), 1) << table << " of the other person";
  }
  EXPECT_EQ(Count("participant WHERE family_name = 'Darwish' AND target_group = 0"), 1);
  EXPECT_EQ(Count("retention_event"), 1);
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.PersonDestroyed'"), 1);
  EXPECT_EQ(Read(list.id).state, DestructionState::kApproved);
  EXPECT_EQ(Read(list.id).people.at(0).outcome, DestructionOutcome::kUnderWay);

  EXPECT_OK(Answer(list, person.id));
  RunAll();
  const Destruction done = Read(list.id);
  EXPECT_EQ(done.state, DestructionState::kDone);
  EXPECT_EQ(done.people.at(0).outcome, DestructionOutcome::kDestroyed);
  EXPECT_EQ(done.proof_hash, crypto::Hex(crypto::Sha256(domain::ProofText(done))));
  std::vector<std::string> rows;
  for (const auto& one : done.rows)
    rows.push_back(one.service + " " + one.table + " " + std::to_string(one.rows));
  EXPECT_THAT(rows, ElementsAre("intake-svc barrier 1", "intake-svc duty_extension 1",
                                "intake-svc participant 1", "trajectory-svc attendance 7"));
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.DestructionFinished'"), 1);
  EXPECT_THAT(Propose({person.id}), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(Count("participant"), 2);
}

TEST_F(DestructionTest, FactsThatComeBetweenTheTwoServicesGoWithTheAnswer) {
  const auto person = DuePerson();
  const auto other = Person();
  CreateReferralCommand refer;
  refer.referral.participant_id = person.id;
  refer.referral.programme_code = "dordrecht";
  refer.referral.channel = domain::InflowChannel::kCaseManager;
  ASSERT_OK_AND_ASSIGN(const auto referral, CreateReferral(deps_, By(one_), refer));
  refer.referral.participant_id = other.id;
  ASSERT_OK_AND_ASSIGN(const auto of_other, CreateReferral(deps_, By(one_), refer));
  const Destruction list = Agreed({person.id});
  RunAll();
  ToldOfStart(person.id, referral.id);  // trajectory-svc had not read of the destruction when it told these
  ToldOfStart(other.id, of_other.id);
  EXPECT_EQ(Count("intake_deadline"), 1) << "of a referral that is gone nothing is due";
  EXPECT_OK(Answer(list, person.id));
  EXPECT_OK(Answer(list, person.id));  // the same fact again
  RunAll();
  EXPECT_EQ(Count("started_trajectory"), 1) << "of the other person";
  EXPECT_EQ(Count("access_service"), 1) << "of the other person";
  std::vector<std::string> rows;
  for (const auto& one : Read(list.id).rows) {
    if (one.service == "intake-svc") rows.push_back(one.table + " " + std::to_string(one.rows));
  }
  EXPECT_THAT(rows, ElementsAre("access_service 1", "barrier 1", "duty_extension 1", "participant 1",
                                "referral 1", "started_trajectory 1"));
  EXPECT_EQ(Read(list.id).state, DestructionState::kDone);
}

TEST_F(DestructionTest, NoKeysOfTheNameAreMadeOnceTheRecordHasGone) {
  const auto person = DuePerson();
  const Destruction list = Agreed({person.id});
  RunAll();  // before the job that makes the keys came by
  PutAllMatchKeys(kToday);
  EXPECT_EQ(Count("participant_match"), 0);
  const auto other = Person();
  PutAllMatchKeys(kToday);
  EXPECT_GT(Count("participant_match"), 0) << "of who has a record";
}

TEST_F(DestructionTest, TheKeyDataTakeEverythingWithThem) {
  const auto person = DuePerson(absl::CivilDay(1991, 4, 17));
  const absl::CivilDay later(2041, 4, 17);
  EXPECT_THAT(Propose({person.id}, storage::kKeyData), StatusIs(absl::StatusCode::kInvalidArgument));
  Caller caller = By(one_);
  caller.today = later;
  ASSERT_OK_AND_ASSIGN(const Destruction list,
                       CreateDestruction(deps_, caller, {storage::kKeyData, "GM0164", {person.id}}));
  EXPECT_OK(DecideDestruction(deps_, By(two_), {list.id, 1, true}));
  RunAll(later);
  for (const char* table : {"participant", "barrier", "duty_extension", "retention_event"}) {
    EXPECT_EQ(Count(table), 0) << table;
  }
}

TEST_F(DestructionTest, ACrashInTheMiddleLosesAndDoublesNothing) {
  std::vector<Uuid> people;
  for (int i = 0; i < 25; ++i) people.push_back(DuePerson().id);
  const Destruction list = Agreed(people);
  EXPECT_OK(Step());  // the first twenty
  EXPECT_EQ(Count("barrier"), 5);
  {
    const FaultPoint broken = FaultPoint::Fail("INSERT INTO outbox", 1366);
    EXPECT_FALSE(Step().ok());
  }
  EXPECT_EQ(Count("barrier"), 5);
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.PersonDestroyed'"), 20);
  RunAll();
  EXPECT_EQ(Count("barrier"), 0);
  EXPECT_EQ(Count("outbox WHERE type = 'duaal.intake.v1.PersonDestroyed'"), 25);
  EXPECT_THAT(Read(list.id).rows, Contains(::testing::Field(&domain::DestroyedRows::rows, 25)));
  for (const Uuid& id : people) {
    EXPECT_OK(Answer(list, id));
  }
  RunAll();
  EXPECT_EQ(Read(list.id).state, DestructionState::kDone);
}

TEST_F(DestructionTest, WhoMovedMeanwhileIsLeft) {
  const auto person = DuePerson();
  const Destruction list = Agreed({person.id});
  server_.Root(schema_, "UPDATE participant SET municipality_code = 'GM0599'");
  RunAll();
  EXPECT_EQ(Count("barrier"), 1);
  const Destruction done = Read(list.id);
  EXPECT_EQ(done.people.at(0).outcome, DestructionOutcome::kLeft);
  EXPECT_EQ(done.state, DestructionState::kDone);
  EXPECT_THAT(done.rows, IsEmpty());
}

TEST_F(DestructionTest, WhatIsDueComesInPages) {
  std::vector<Uuid> expected;
  for (int i = 0; i < 3; ++i) expected.push_back(DuePerson(kLongAgo - i).id);
  std::reverse(expected.begin(), expected.end());
  (void)DuePerson(kLongAgo + 1);
  std::vector<Uuid> found;
  absl::CivilDay date(1, 1, 1);
  Uuid id;
  for (int page = 0; page < 3; ++page) {
    const auto due = db_.Read(Soon(), [&](sql::Session& session) {
      return deps_.retention.ListDue(session, {one_, kToday}, storage::kIntegrationRecord,
                                     RetentionEventKind::kDutyEnded, kLongAgo, date, id, 1);
    });
    ASSERT_OK(due);
    ASSERT_EQ(due->size(), 1U);
    date = due->at(0).event_date;
    id = due->at(0).participant_id;
    found.push_back(id);
  }
  EXPECT_EQ(found, expected);
}

TEST_F(DestructionTest, ListsGoByIndexWhateverTheTablesHold) {
  for (const char* query :
       {"SELECT e.participant_id FROM retention_event e JOIN participant p ON p.id = e.participant_id"
        " WHERE p.municipality_code IN ('GM0164') AND e.event = 1 AND e.event_date <= '2021-11-16'"
        " AND e.event_date >= '2000-01-01' AND (e.event_date, e.participant_id) > ('2000-01-01', X'00')"
        " AND NOT EXISTS (SELECT 1 FROM destruction_item i WHERE i.participant_id = e.participant_id"
        " AND i.open_class = 'integration-record') ORDER BY e.event_date, e.participant_id LIMIT 51",
        "SELECT d.id FROM destruction d WHERE d.municipality_code IN ('GM0164') AND d.id < X'FF'"
        " ORDER BY d.id DESC LIMIT 51",
        "SELECT d.id FROM destruction d WHERE d.state = 2 AND NOT EXISTS (SELECT 1 FROM destruction_item i"
        " WHERE i.destruction_id = d.id AND i.outcome IN (1, 2)) ORDER BY d.id LIMIT 20",
        "SELECT s.id FROM sharing s WHERE s.participant_id = X'00' AND s.id < X'FF' ORDER BY s.id DESC LIMIT "
        "51"}) {
    const std::string explain = std::string("EXPLAIN ") + query;
    ASSERT_OK_AND_ASSIGN(const sql::Rows plan,
                         db_.Read(Soon(), [&](sql::Session& session) { return session.Query(explain); }));
    ASSERT_FALSE(plan.empty());
    for (const sql::Row& row : plan) EXPECT_NE(row.Str(3), "ALL") << query;
  }
}

}  // namespace
}  // namespace duaal::intake::app
