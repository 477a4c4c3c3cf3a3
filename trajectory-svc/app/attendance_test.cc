#include <thread>

#include "chassis/testing/fault_points.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trajectory-svc/app/acknowledge_signal.h"
#include "trajectory-svc/app/cancel_session.h"
#include "trajectory-svc/app/test_region.h"

namespace duaal::trajectory::app {
namespace {

using absl::StatusCode;
using ::duaal::testing::FaultPoint;
using ::duaal::testing::IsOk;
using ::duaal::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using enum domain::AttendanceStatus;

const absl::CivilDay kMonday(2026, 11, 16);

std::vector<std::string> Faults(const Status& status) {
  std::vector<std::string> told;
  for (const FieldViolation& v : DetailsOf(status).violations) told.push_back(v.field + " " + v.reason);
  return told;
}

class AttendanceTest : public ::testing::Test {
 protected:
  AttendanceTest() { region_.Enrol(person_, class_); }

  StatusOr<domain::Attendance> Record(const domain::Session& session, domain::AttendanceStatus status,
                                      int minutes = 0, const std::string& request_id = {}) {
    return RecordAttendance(region_.deps, region_.AsCaseManager(request_id),
                            {session.id, person_.participant_id, {status, minutes}});
  }
  // The session of the class `days` after Monday 16 November: 0, 2, 3, 7 ...
  domain::Session SessionAfter(int days) { return region_.SessionOn(class_, kMonday + days); }

  std::vector<domain::Signal> Signals(bool all = true) {
    const Caller caller = region_.AsCaseManager();
    return TestRegion::Must(region_.db.Read(caller.deadline, [&](sql::Session& session) {
      return region_.deps.signals.List(session, ViewerOf(caller), {"cm-1", all}, Uuid(), 50);
    }));
  }
  std::vector<v1::AttendanceRecorded> Events() {
    std::vector<v1::AttendanceRecorded> events;
    for (const sql::Row& row : region_.server.Root(region_.schema,
                                                   "SELECT payload FROM outbox WHERE type = "
                                                   "'duaal.trajectory.v1.AttendanceRecorded' ORDER BY id")) {
      events.emplace_back().ParseFromString(row.Str(0));
    }
    return events;
  }

  TestRegion region_;
  domain::Offering class_ = region_.AddLanguageClass();
  domain::Trajectory person_ = region_.AddTrajectory();
};

TEST_F(AttendanceTest, ACorrectionSupersedesAndKeepsWhatWasKnown) {
  const domain::Session session = SessionAfter(0);
  ASSERT_OK_AND_ASSIGN(const auto first, Record(session, kPresent));
  EXPECT_EQ(first.version, 1);
  EXPECT_EQ(first.value.minutes, 180);
  ASSERT_OK_AND_ASSIGN(const auto corrected, Record(session, kLate, 120));
  EXPECT_EQ(corrected.version, 2);
  ASSERT_OK_AND_ASSIGN(const auto same, Record(session, kLate, 120));
  EXPECT_EQ(same.version, 2) << "saying the same again changes nothing";
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM attendance"), 1);
  EXPECT_EQ(region_.Count(
                "SELECT COUNT(*) FROM attendance_history WHERE version = 1 AND status = 1 AND minutes = 180"),
            1);
  const auto events = Events();
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events[1].entries(0).version(), 2);
  EXPECT_EQ(events[1].entries(0).previous_status(), v1::ATTENDANCE_STATUS_PRESENT);
  EXPECT_EQ(events[1].entries(0).previous_minutes(), 180);
  EXPECT_EQ(events[1].entries(0).programme_code(), "hengelo");
  EXPECT_EQ(events[1].entries(0).municipality_code(), "GM0164");
}

TEST_F(AttendanceTest, AbsenceFromLanguageIsSignalledOnceOnTheSameDay) {
  const domain::Session session = SessionAfter(0);
  ASSERT_OK(Record(session, kAbsentWithNotice));
  EXPECT_THAT(Signals(), IsEmpty());
  ASSERT_OK(Record(session, kAbsentWithoutNotice));
  ASSERT_THAT(Signals(), SizeIs(1));
  const domain::Signal signal = Signals()[0];
  EXPECT_EQ(signal.case_manager_id, "cm-1");
  EXPECT_EQ(signal.trajectory_id, person_.id);
  EXPECT_EQ(signal.component_code, "language");
  EXPECT_EQ(signal.date, kMonday);
  EXPECT_EQ(signal.create_time, region_.now);
  // Corrected, and absent after all: told before.
  ASSERT_OK(Record(session, kPresent));
  ASSERT_OK(Record(session, kAbsentWithoutNotice));
  EXPECT_THAT(Signals(), SizeIs(1));
  ASSERT_OK(Record(SessionAfter(2), kAbsentWithoutNotice));
  EXPECT_THAT(Signals(), SizeIs(2)) << "the next session is another absence";
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM outbox WHERE type = 'duaal.trajectory.v1.SignalRaised'"), 2);
}

TEST_F(AttendanceTest, ASignalIsStoredWithTheAttendanceOrNeitherIs) {
  const FaultPoint broken = FaultPoint::Fail("INSERT INTO case_signal", 1064);
  EXPECT_THAT(Record(SessionAfter(0), kAbsentWithoutNotice), StatusIs(StatusCode::kInternal));
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM attendance"), 0);
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM outbox WHERE type LIKE '%Attendance%'"), 0);
}

TEST_F(AttendanceTest, ADeadlockIsRunAgain) {
  const FaultPoint deadlock = FaultPoint::Fail("INSERT INTO attendance ", 1213);
  EXPECT_THAT(Record(SessionAfter(0), kPresent), IsOk());
  EXPECT_EQ(deadlock.hits(), 1);
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM attendance"), 1);
}

TEST_F(AttendanceTest, OtherComponentsAreNotSignalled) {
  const domain::Offering module = region_.AddOffering("module", {TestRegion::At(2, "13:00", "16:00")});
  region_.Enrol(person_, module);
  ASSERT_OK(Record(region_.SessionOn(module, kMonday), kAbsentWithoutNotice));
  EXPECT_THAT(Signals(), IsEmpty());
}

TEST_F(AttendanceTest, ARuleMayAskForSeveralAbsencesInARow) {
  auto definition = ReadProgramme("hengelo");
  definition.mutable_absence_rules(0)->set_consecutive_absences(3);
  region_.Publish(definition);
  ASSERT_OK(Record(SessionAfter(0), kAbsentWithoutNotice));
  ASSERT_OK(Record(SessionAfter(3), kAbsentWithoutNotice));
  EXPECT_THAT(Signals(), IsEmpty());
  // Recorded late, the session in between completes the run; the signal is about the last of the three.
  ASSERT_OK(Record(SessionAfter(2), kAbsentWithoutNotice));
  ASSERT_THAT(Signals(), SizeIs(1));
  EXPECT_EQ(Signals()[0].date, kMonday + 3);
}

TEST_F(AttendanceTest, ASignalIsSeenOnce) {
  ASSERT_OK(Record(SessionAfter(0), kAbsentWithoutNotice));
  const domain::Signal signal = Signals()[0];
  EXPECT_THAT(AcknowledgeSignal(region_.deps, region_.AsCaseManager(), {signal.id, 9}),
              StatusIs(StatusCode::kAborted, "ETAG_MISMATCH"));
  ASSERT_OK(AcknowledgeSignal(region_.deps, region_.AsCaseManager("seen"), {signal.id, 1}));
  ASSERT_OK(AcknowledgeSignal(region_.deps, region_.AsCaseManager("seen"), {signal.id, 1}));
  EXPECT_THAT(AcknowledgeSignal(region_.deps, region_.AsCaseManager(), {signal.id, 2}),
              StatusIs(StatusCode::kFailedPrecondition, "SIGNAL_ACKNOWLEDGED"));
  EXPECT_THAT(Signals(false), IsEmpty());
  EXPECT_THAT(Signals(true), SizeIs(1));
}

TEST_F(AttendanceTest, RefusesWhoeverHasNoSeatAndWhateverIsNotHeld) {
  const domain::Session session = SessionAfter(0);
  const auto record = [&](const auth::Principal& who, const Uuid& session_id, const Uuid& person) {
    return RecordAttendance(region_.deps, region_.As(who), {session_id, person, {kPresent, 0}});
  };
  EXPECT_THAT(record(region_.case_manager, Uuid::NewV7(), person_.participant_id),
              StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(record(region_.case_manager, session.id, Uuid::NewV7()),
              StatusIs(StatusCode::kFailedPrecondition, "NOT_ENROLLED"));
  auth::Principal stranger = region_.case_manager;
  stranger.mandates = {{"GM0147", {}, {}}};
  EXPECT_THAT(record(stranger, session.id, person_.participant_id),
              StatusIs(StatusCode::kFailedPrecondition, "NOT_ENROLLED"));
  const auto too_long = Record(session, kPresent, 181);
  EXPECT_THAT(Faults(too_long.status()), ElementsAre("attendance.minutes OUT_OF_RANGE"));
  const domain::Session next = SessionAfter(2);
  ASSERT_OK(CancelSession(region_.deps, region_.AsCaseManager(), {next.id, false, 1}));
  EXPECT_THAT(Record(next, kPresent), StatusIs(StatusCode::kFailedPrecondition, "SESSION_CANCELLED"));
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM attendance"), 0);
}

TEST_F(AttendanceTest, TheSchoolRecordsThePeopleItServes) {
  auth::Principal school;
  school.kind = auth::PrincipalKind::kPartner;
  school.id = "school";
  school.organisation_id = region_.provider.ToString();
  const AttendanceEntry entry{SessionAfter(0).id, person_.participant_id, {kPresent, 0}};
  EXPECT_THAT(RecordAttendance(region_.deps, region_.As(school), entry), IsOk());
  school.organisation_id = Uuid::NewV7().ToString();
  EXPECT_THAT(RecordAttendance(region_.deps, region_.As(school), entry),
              StatusIs(StatusCode::kFailedPrecondition, "NOT_ENROLLED"));
}

TEST_F(AttendanceTest, ACancelledSessionIsInNobodysWeek) {
  const auto days = [&](const char* week) {
    std::vector<absl::CivilDay> found;
    for (const domain::Activity& activity : region_.Read(person_.id, week).week.activities)
      found.push_back(activity.date);
    return found;
  };
  ASSERT_THAT(days("2026-W47"), ElementsAre(kMonday, kMonday + 2, kMonday + 3));
  ASSERT_OK(CancelSession(region_.deps, region_.AsCaseManager(), {SessionAfter(2).id, true, 1}));
  EXPECT_THAT(days("2026-W47"), ElementsAre(kMonday, kMonday + 3));
  EXPECT_THAT(days("2026-W48"), ElementsAre(kMonday + 7, kMonday + 9, kMonday + 10));
}

TEST_F(AttendanceTest, ASessionWithAttendanceIsNotCancelled) {
  const domain::Session session = SessionAfter(0);
  ASSERT_OK(Record(session, kPresent));
  EXPECT_THAT(CancelSession(region_.deps, region_.AsCaseManager(), {session.id, true, 1}),
              StatusIs(StatusCode::kFailedPrecondition, "ATTENDANCE_RECORDED"));
}

TEST_F(AttendanceTest, ABatchIsAllOrNoneWithEveryFaultNamed) {
  const Uuid person = person_.participant_id;
  std::vector<AttendanceEntry> entries = {{SessionAfter(0).id, person, {kPresent, 0}},
                                          {Uuid::NewV7(), person, {kPresent, 0}},
                                          {SessionAfter(2).id, Uuid::NewV7(), {kPresent, 0}},
                                          {SessionAfter(3).id, person, {kAbsentWithNotice, 5}},
                                          {SessionAfter(0).id, person, {kLate, 0}}};
  const auto refused = BatchRecordAttendance(region_.deps, region_.AsCaseManager(), entries);
  EXPECT_THAT(refused, StatusIs(StatusCode::kInvalidArgument));
  EXPECT_THAT(
      Faults(refused.status()),
      ElementsAre("attendances[1].session_id UNKNOWN_SESSION", "attendances[2].participant_id NOT_ENROLLED",
                  "attendances[3].minutes NOT_ABSENT", "attendances[4].session_id DUPLICATE"));
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM attendance"), 0);
}

TEST_F(AttendanceTest, ABatchOfFiveHundredIsOneEvent) {
  std::vector<AttendanceEntry> entries;
  const std::vector<domain::Session> sessions =
      TestRegion::Must(region_.db.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) {
        return region_.deps.sessions.List(session, class_.id, class_.period, 100);
      }));
  std::vector<domain::Trajectory> people = {person_};
  for (int i = 0; i < 4; ++i) region_.Enrol(people.emplace_back(region_.AddTrajectory()), class_);
  for (const domain::Trajectory& person : people) {
    for (const domain::Session& session : sessions) {
      entries.push_back({session.id, person.participant_id, {kPresent, 0}});
    }
  }
  ASSERT_THAT(entries, SizeIs(500));
  ASSERT_OK_AND_ASSIGN(const auto counts,
                       BatchRecordAttendance(region_.deps, region_.AsCaseManager("b"), entries));
  EXPECT_EQ(counts.created, 500);
  ASSERT_OK_AND_ASSIGN(const auto again,
                       BatchRecordAttendance(region_.deps, region_.AsCaseManager("b"), entries));
  EXPECT_EQ(again.created, 500) << "the first answer";
  // Some known, some changed: one is corrected, none is lost.
  entries[499].value = {kLate, 90};
  ASSERT_OK_AND_ASSIGN(const auto second,
                       BatchRecordAttendance(region_.deps, region_.AsCaseManager("c"), entries));
  EXPECT_EQ(second.created, 0);
  EXPECT_EQ(second.corrected, 1);
  EXPECT_EQ(second.unchanged, 499);
  const auto events = Events();
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events[0].entries_size(), 500);
  EXPECT_EQ(events[1].entries_size(), 1);
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM attendance"), 500);
}

TEST_F(AttendanceTest, AKnownRecordAmongNewOnesIsNeitherLostNorDoubled) {
  std::vector<AttendanceEntry> entries;
  const std::vector<domain::Session> sessions =
      TestRegion::Must(region_.db.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) {
        return region_.deps.sessions.List(session, class_.id, class_.period, 70);
      }));
  for (const domain::Session& session : sessions)
    entries.push_back({session.id, person_.participant_id, {kPresent, 0}});
  ASSERT_OK(Record(sessions.back(), kPresent));
  ASSERT_OK_AND_ASSIGN(const auto counts,
                       BatchRecordAttendance(region_.deps, region_.AsCaseManager(), entries));
  EXPECT_EQ(counts.created, 69);
  EXPECT_EQ(counts.unchanged, 1);
  EXPECT_EQ(Events().back().entries_size(), 69);
}

TEST_F(AttendanceTest, AStreamFailsEntryByEntryAndMayBeSentAgain) {
  const Uuid person = person_.participant_id;
  const std::vector<AttendanceEntry> entries = {{SessionAfter(0).id, person, {kPresent, 0}},
                                                {Uuid::NewV7(), person, {kPresent, 0}},
                                                {SessionAfter(2).id, person, {kAbsentWithoutNotice, 0}},
                                                {SessionAfter(0).id, person, {kLate, 100}}};
  ASSERT_OK_AND_ASSIGN(const auto first, ImportAttendances(region_.deps, region_.AsCaseManager(), entries));
  EXPECT_EQ(first.created, 2);
  EXPECT_EQ(first.corrected, 1) << "a later entry corrects an earlier one";
  ASSERT_THAT(first.faults, SizeIs(1));
  EXPECT_EQ(first.faults[0].index, 1U);
  EXPECT_EQ(first.faults[0].reason, "UNKNOWN_SESSION");
  EXPECT_THAT(Signals(), SizeIs(1));
  const std::vector<AttendanceEntry> last = {entries[2], entries[3]};
  ASSERT_OK_AND_ASSIGN(const auto again, ImportAttendances(region_.deps, region_.AsCaseManager(), last));
  EXPECT_EQ(again.unchanged, 2);
  EXPECT_THAT(Signals(), SizeIs(1));
}

TEST_F(AttendanceTest, TwoCallersRecordOnePersonAtOnce) {
  const domain::Session session = SessionAfter(0);
  std::vector<Status> answers(8);
  std::vector<std::thread> callers;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    callers.emplace_back([&, i] { answers[i] = Record(session, kAbsentWithoutNotice).status(); });
  }
  for (std::thread& caller : callers) caller.join();
  for (const Status& answer : answers) EXPECT_THAT(answer, IsOk());
  EXPECT_EQ(region_.Count("SELECT COUNT(*) FROM attendance WHERE version = 1"), 1);
  EXPECT_THAT(Signals(), SizeIs(1));
  EXPECT_THAT(Events(), SizeIs(1));
}

}  // namespace
}  // namespace duaal::trajectory::app
