#include <functional>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trajectory-svc/storage/attendance_repository.h"
#include "trajectory-svc/storage/enrolment_repository.h"
#include "trajectory-svc/storage/offering_repository.h"
#include "trajectory-svc/storage/planning_repository.h"
#include "trajectory-svc/storage/programme_repository.h"
#include "trajectory-svc/storage/schedule_repository.h"
#include "trajectory-svc/storage/session_repository.h"
#include "trajectory-svc/storage/signal_repository.h"
#include "trajectory-svc/storage/trajectory_repository.h"

// No query of the request path reads a whole table. The statements are those that the server was really asked
// to prepare, explained over tables with some thousand rows.
namespace duaal::trajectory::storage {
namespace {

using testing::MariaDb;

// Rows enough for the optimizer to have a choice: 5,000 people in 50 municipalities.
constexpr std::string_view kFill[] = {
    R"(INSERT INTO trajectory SELECT UNHEX(CONCAT('019000', LPAD(HEX(seq), 26, '0'))),
        UNHEX(MD5(CONCAT('r', seq))), UNHEX(MD5(CONCAT('p', seq))), CONCAT('programme-', seq % 5),
        CONCAT('GM0', 100 + seq % 50), CONCAT('cm-', seq % 100), '2026-09-01', 1, '2026-09-01', 1 FROM
        seq_1_to_5000)",
    R"(INSERT INTO trajectory_schedule SELECT id, 1 FROM trajectory)",
    R"(INSERT INTO candidate SELECT referral_id, participant_id, programme_code, municipality_code, NULL,
        4, NULL, 'A1' FROM trajectory)",
    R"(INSERT INTO offering SELECT UNHEX(MD5(CONCAT('o', seq))), CONCAT('programme-', seq % 5), 'language',
        UNHEX(MD5('org')), 'Klas', 30, 0, '2026-09-01', '2027-07-01', 1, 1, NULL,
        IF(seq % 10 = 0, '2027-07-01', '1000-01-01') FROM seq_1_to_500)",
    R"(INSERT INTO offering_slot SELECT id, 0, 1, 540, 720, 'Hengelo' FROM offering)",
    R"(INSERT INTO session SELECT UNHEX(MD5(CONCAT('s', seq))), UNHEX(MD5(CONCAT('o', 1 + seq % 500))),
        'programme-1', 'language', DATE_ADD('2026-09-01', INTERVAL seq DIV 500 DAY), 540, 720, 'Hengelo', 1
        + (seq % 20 = 0), 0, 1 FROM seq_1_to_20000)",
    R"(INSERT INTO enrolment SELECT UNHEX(CONCAT('019000', LPAD(HEX(seq), 26, '0'))),
        UNHEX(CONCAT('019000', LPAD(HEX(1 + seq % 5000), 26, '0'))), UNHEX(MD5(CONCAT('o', 1 + seq DIV
        40))), UNHEX(MD5(CONCAT('p', 1 + seq % 5000))), UNHEX(MD5('org')), 'language', CONCAT('GM0', 100 +
        seq % 50), '2026-09-01', '2027-07-01', IF(seq % 4 = 0, NULL, 1), '2026-09-01', 1 FROM seq_1_to_15000)",
    R"(INSERT INTO saved_week SELECT id, '2026-09-07', 0, '9999-12-31' FROM trajectory)",
    R"(INSERT INTO planned_activity SELECT id, '2026-09-07', 0, 0, 'work', 1, 780, 960, '', NULL, '' FROM
        trajectory)",
    R"(INSERT INTO component_turn SELECT id, '2026-09-07', 'module', 0, 2, 1 FROM trajectory)",
    R"(INSERT INTO attendance SELECT UNHEX(MD5(CONCAT('s', 1 + seq DIV 10))), UNHEX(MD5(CONCAT('p', 1 + seq
        % 5000))), UNHEX(MD5('t')), CONCAT('GM0', 100 + seq % 50), 'language', '2026-09-07', 540, 1, 180, 1,
        '2026-09-07' FROM seq_1_to_20000)",
    R"(INSERT INTO case_signal SELECT UNHEX(CONCAT('019000', LPAD(HEX(seq), 26, '0'))), 1, UNHEX(MD5('t')),
        UNHEX(MD5(CONCAT('p', 1 + seq % 5000))), CONCAT('GM0', 100 + seq % 50), CONCAT('cm-', seq % 100),
        UNHEX(MD5(CONCAT('s', seq))), 'language', '2026-09-07', '2026-09-07', NULL, seq % 2, 1 FROM
        seq_1_to_10000)",
    R"(INSERT INTO access_service SELECT id, participant_id, UNHEX(MD5('org')), '2026-09-01', NULL FROM
        trajectory WHERE municipality_code = 'GM0101')",
    R"(ANALYZE TABLE trajectory, trajectory_schedule, offering, offering_slot, session, enrolment,
        saved_week, candidate, planned_activity, component_turn, attendance, case_signal, access_service)",
};

class QueriesTest : public ::testing::Test {
 protected:
  QueriesTest() {
    for (const std::string_view statement : kFill) server_.Root(schema_, statement);
    staff_.mandates = {{"GM0101", {}, {}}, {"GM0102", {}, {}}};
    partner_.kind = auth::PrincipalKind::kPartner;
    partner_.organisation_id = Uuid::NewV7().ToString();
  }

  // What the server prepared for the schema's user while `body` ran.
  std::vector<std::string> Prepared(const std::function<void(sql::Session&)>& body) {
    server_.Root(schema_, "SET GLOBAL log_output = 'TABLE'");
    server_.Root(schema_, "TRUNCATE TABLE mysql.general_log");
    server_.Root(schema_, "SET GLOBAL general_log = 1");
    sql::Database db(server_.OptionsFor(schema_));
    const Status done = db.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) {
      body(session);
      return absl::OkStatus();
    });
    server_.Root(schema_, "SET GLOBAL general_log = 0");
    EXPECT_OK(done);
    std::vector<std::string> texts;
    for (const sql::Row& row : server_.Root(
             schema_,
             "SELECT argument FROM mysql.general_log WHERE command_type = 'Prepare' AND user_host LIKE '" +
                 schema_ + "[%' AND argument LIKE '%SELECT%'")) {
      texts.push_back(row.Str(0));
    }
    return texts;
  }

  // The tables that a statement reads whole, by EXPLAIN, with plausible values for its placeholders.
  std::vector<std::string> Scanned(std::string text) {
    text = std::regex_replace(text, std::regex(R"(LIMIT \?)"), "LIMIT 51");
    text = std::regex_replace(text, std::regex(R"(((?:_date|valid_from|valid_until) >=? )\?)"),
                              "$1'2026-11-16'");
    text = std::regex_replace(text, std::regex(R"(((?:_date|valid_from|valid_until) <=? )\?)"),
                              "$1'2026-12-01'");
    text =
        std::regex_replace(text, std::regex(R"((\.id < )\?)"), "$1UNHEX('FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF')");
    text = std::regex_replace(text, std::regex(R"((municipality_code IN \()[?,]+\))"),
                              "$1'GM0101','GM0102','GM0101')");
    text = std::regex_replace(
        text, std::regex(R"((trajectory_id IN \()[?,]+\))"),
        "$1UNHEX('01900000000000000000000000000007'),UNHEX('01900000000000000000000000000008'))");
    text = std::regex_replace(text, std::regex(R"((trajectory_id = )\?)"),
                              "$1UNHEX('01900000000000000000000000000007')");
    text = std::regex_replace(text, std::regex(R"((offering_id = |o.id = )\?)"), "$1UNHEX(MD5('o7'))");
    text = std::regex_replace(text, std::regex(R"((offering_id IN \()[?,]+\))"),
                              "$1UNHEX(MD5('o7')),UNHEX(MD5('o8')))");
    text = std::regex_replace(text, std::regex(R"((o\.id IN )\([?,]+\))"),
                              "$1(UNHEX(MD5('o7')),UNHEX(MD5('o8')))");
    text = std::regex_replace(text, std::regex(R"((session_id = )\?)"), "$1UNHEX(MD5('s7'))");
    text = std::regex_replace(text, std::regex(R"((session_id IN |s\.id IN )\([?,]+\))"),
                              "$1(UNHEX(MD5('s7')),UNHEX(MD5('s8')))");
    text = std::regex_replace(text, std::regex(R"((participant_id IN \()[?,]+\))"),
                              "$1UNHEX(MD5('p7')),UNHEX(MD5('p8')))");
    text = std::regex_replace(text, std::regex(R"((participant_id = )\?)"), "$1UNHEX(MD5('p7'))");
    text = std::regex_replace(text, std::regex(R"((organisation_id = )\?)"), "$1UNHEX(MD5('org'))");
    text = std::regex_replace(
        text, std::regex(R"((t\.id IN )\([?,]+\))"),
        "$1(UNHEX('01900000000000000000000000000007'),UNHEX('01900000000000000000000000000008'))");
    text = std::regex_replace(text, std::regex(R"((case_manager_id = )\?)"), "$1'cm-7'");
    text = std::regex_replace(text, std::regex(R"((programme_code = )\?)"), "$1'programme-1'");
    text =
        std::regex_replace(text, std::regex(R"((component_code IN )\([?,]+\))"), "$1('language','module')");
    text = std::regex_replace(text, std::regex(R"((t\.id = )\?)"),
                              "$1UNHEX('01900000000000000000000000000001')");  // in GM0101
    text = std::regex_replace(text, std::regex(R"((state = )\?)"), "$012");
    text = std::regex_replace(text, std::regex(R"(create_time = \?)"), "create_time = '2026-09-01'");
    text = std::regex_replace(text, std::regex(R"(\?)"), "'x'");
    std::vector<std::string> scanned;
    const auto plan = root_.Read(absl::Now() + absl::Seconds(20),
                                 [&](sql::Session& session) { return session.Query("EXPLAIN " + text); });
    if (!plan.ok()) return {std::string(plan.status().ToString()) + ": " + text};
    for (const sql::Row& row : *plan) {
      // id, select_type, table, type, possible_keys, key, key_len, ref, rows, Extra.
      if (row.Str(9).find("mpossible") != std::string::npos) scanned.push_back("not explained: " + text);
      // The people that an organisation serves, put together by an index first, are no table.
      if (row.Str(2).starts_with("<")) continue;
      // A scan that stops at a LIMIT of 51 along the key of the order reads 51 rows of it.
      const bool stops = row.Str(3) == "index" && row.Int(8) <= 60;
      if (row.Str(3) == "ALL" || (row.Str(3) == "index" && !stops)) {
        scanned.push_back(row.Str(2) + " by " + row.Str(3) + " (" + row.Str(8) + " rows): " + text);
      }
    }
    return scanned;
  }

  void ExpectNoScan(std::size_t statements, const std::function<void(sql::Session&)>& body) {
    const std::vector<std::string> texts = Prepared(body);
    EXPECT_GE(texts.size(), statements);
    for (const std::string& text : texts) EXPECT_THAT(Scanned(text), ::testing::IsEmpty());
  }

  [[nodiscard]] Uuid Trajectory() const {
    return server_.Root(schema_, "SELECT id FROM trajectory WHERE municipality_code = 'GM0101' LIMIT 1")
        .at(0)
        .Id(0);
  }
  [[nodiscard]] Uuid Offering() const {
    return server_.Root(schema_, "SELECT id FROM offering LIMIT 1").at(0).Id(0);
  }

  MariaDb& server_ = MariaDb::Shared();
  std::string schema_ = server_.CreateSchema({"chassis/migrations", "trajectory-svc/migrations"});
  sql::Database root_{server_.RootOptions(schema_)};
  auth::Principal staff_;
  auth::Principal partner_;
  absl::CivilDay today_{2026, 11, 22};
};

TEST_F(QueriesTest, AScanIsSeenByTheseTests) {
  EXPECT_THAT(Scanned("SELECT t.id FROM trajectory t WHERE t.start_date >= ?"), ::testing::SizeIs(1));
}

TEST_F(QueriesTest, RootAnswersWithThePlanThatItIsAskedFor) {
  const sql::Rows plan = server_.Root(schema_, "EXPLAIN SELECT t.id FROM trajectory t");
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(plan.at(0).Str(2), "t");
}

TEST_F(QueriesTest, ListsOfTrajectoriesFollowAnIndex) {
  const TrajectoryRepository trajectories;
  for (const auth::Principal* who : {&staff_, &partner_}) {
    const Viewer viewer{*who, today_};
    ExpectNoScan(5, [&](sql::Session& session) {
      EXPECT_OK(trajectories.List(session, viewer, {}, Uuid(), 51));
      EXPECT_OK(trajectories.List(session, viewer, {"programme-1", "", {}}, Uuid(), 51));
      EXPECT_OK(trajectories.List(session, viewer, {"", "cm-7", {}}, Uuid(), 51));
      EXPECT_OK(trajectories.List(session, viewer, {"", "", Uuid::NewV7()}, Uuid(), 51));
      EXPECT_OK(trajectories.FindMany(session, {Trajectory(), Uuid::NewV7()}, viewer));
    });
  }
}

TEST_F(QueriesTest, ListsOfSeatsFollowAnIndex) {
  const EnrolmentRepository enrolments;
  for (const auth::Principal* who : {&staff_, &partner_}) {
    const Viewer viewer{*who, today_};
    ExpectNoScan(7, [&](sql::Session& session) {
      EXPECT_OK(enrolments.ListOfTrajectory(session, viewer, Trajectory(), Uuid(), 51));
      EXPECT_OK(enrolments.ListOfOffering(session, viewer, Offering(), Uuid(), 51));
      EXPECT_OK(enrolments.TrajectoriesOfOffering(session, viewer, Offering(), {today_, today_ + 7}, 100));
      EXPECT_OK(enrolments.FindHolders(session, Offering(), {Trajectory(), Uuid::NewV7()}));
      EXPECT_OK(enrolments.CountDuring(session, Offering(), {today_, today_ + 7}));
      EXPECT_OK(enrolments.ListEndingAfter(session, Offering(), today_));
      EXPECT_OK(enrolments.ListCreatedAt(session, viewer, Offering(), absl::Now()));
    });
  }
}

TEST_F(QueriesTest, AWeekIsLoadedByKeys) {
  const ScheduleRepository schedules;
  const TrajectoryRepository trajectories;
  ExpectNoScan(8, [&](sql::Session& session) {
    auto loaded = schedules.Load(session, {Trajectory(), Uuid::NewV7()}, {today_, today_ + 7});
    EXPECT_OK(loaded);
    EXPECT_OK(schedules.LoadFinished(session, today_, *loaded));
    EXPECT_OK(trajectories.ScheduleVersions(session, {Trajectory(), Uuid::NewV7()}));
  });
}

TEST_F(QueriesTest, WhatIsOpenFollowsAnIndexAndIsReadOnce) {
  const OfferingRepository offerings(absl::ZeroDuration());
  ExpectNoScan(3, [&](sql::Session& session) {
    const auto open = offerings.ListOpen(session, "programme-1", today_);
    ASSERT_OK(open);
    EXPECT_EQ((*open)->size(), 100U);
    EXPECT_EQ((*open)->Of("language").size() + (*open)->Of("module").size(), 100U);
  });
  const auto again =
      Prepared([&](sql::Session& session) { EXPECT_OK(offerings.ListOpen(session, "programme-1", today_)); });
  EXPECT_THAT(again, ::testing::SizeIs(1)) << "only the seats";
}

// What one process changes it sees at once; what another changes, when the moment is over.
TEST_F(QueriesTest, SeatsAreKeptForAMomentUnlessOneIsTakenHere) {
  sql::Database db(server_.OptionsFor(schema_));
  const OfferingRepository here(absl::InfiniteDuration());
  const OfferingRepository elsewhere(absl::InfiniteDuration());
  const auto first = [&](const OfferingRepository& offerings) {
    const auto open = db.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) {
      return offerings.ListOpen(session, "programme-1", today_);
    });
    EXPECT_OK(open);
    return (*open)->Of("language").front();
  };
  const Uuid id = first(here).offering->id;
  const auto left = [&](const OfferingRepository& offerings) { return first(offerings).seats_left; };
  const int before = left(elsewhere);
  ASSERT_EQ(left(here), before);
  const auto take = [&](bool keep) {
    return db.Run(absl::Now() + absl::Seconds(20), [&](sql::Tx& tx) -> Status {
      RETURN_IF_ERROR(here.TakeSeats(tx, id, 1).status());
      EXPECT_EQ(left(here), before) << "nobody sees it before the commit";
      return keep ? absl::OkStatus() : absl::AbortedError("given up");
    });
  };
  EXPECT_FALSE(take(false).ok());
  EXPECT_EQ(left(here), before);
  EXPECT_OK(take(true));
  EXPECT_EQ(left(here), before - 1);
  EXPECT_EQ(left(elsewhere), before) << "not read again within the moment";
  EXPECT_EQ(left(OfferingRepository(absl::ZeroDuration())), before - 1);
}

TEST_F(QueriesTest, MoreThanIsKeptIsReadAgain) {
  server_.Root(
      schema_,
      "INSERT INTO offering SELECT UNHEX(MD5(CONCAT('many', seq))), 'programme-many', 'language',"
      " UNHEX(MD5('org')), 'Klas', 30, seq % 30, '2026-09-01', '2027-07-01', 1, 1, NULL, '1000-01-01' FROM"
      " seq_1_to_" +
          std::to_string(OfferingRepository::kMostKnown + 1));
  const OfferingRepository offerings;
  for (int time = 0; time < 2; ++time) {
    const auto texts = Prepared([&](sql::Session& session) {
      const auto open = offerings.ListOpen(session, "programme-many", today_);
      ASSERT_OK(open);
      EXPECT_EQ((*open)->size(), OfferingRepository::kMostKnown + 1);
    });
    EXPECT_GT(texts.size(), 1U) << "nothing of it was kept";
  }
}

TEST_F(QueriesTest, APersonToPlanForIsTwoQueriesByKeys) {
  const PlanningRepository planning;
  for (const auth::Principal* who : {&staff_, &partner_}) {
    const auto texts = Prepared([&](sql::Session& session) {
      const auto person = planning.Find(session, Trajectory(), {*who, today_});
      EXPECT_EQ(person.ok(), who == &staff_);
      if (!person.ok()) return;
      EXPECT_OK(planning.LoadSchedule(session, *person, {today_, today_ + 7}));
      EXPECT_OK(planning.LoadToPlan(session, *person, domain::Programme(), {today_, today_ + 366}));
    });
    EXPECT_THAT(texts, ::testing::SizeIs(who == &staff_ ? 3 : 1));
    for (const std::string& text : texts) EXPECT_THAT(Scanned(text), ::testing::IsEmpty());
  }
}

TEST_F(QueriesTest, SessionsAttendanceAndSignalsFollowAnIndex) {
  const SessionRepository sessions;
  const AttendanceRepository attendances;
  const SignalRepository signals;
  for (const auth::Principal* who : {&staff_, &partner_}) {
    const Viewer viewer{*who, today_};
    ExpectNoScan(9, [&](sql::Session& session) {
      EXPECT_OK(sessions.List(session, Offering(), {today_ - 90, today_}, 1000));
      EXPECT_OK(attendances.ListOfSession(session, viewer, Uuid::NewV7(), 1000));
      EXPECT_OK(attendances.AnyOfSession(session, Uuid::NewV7()));
      EXPECT_OK(attendances.History(session, Uuid::NewV7(), "language", today_ - 366));
      EXPECT_OK(signals.List(session, viewer, {"cm-7", false}, Uuid(), 51));
      EXPECT_OK(signals.List(session, viewer, {"cm-7", true}, Uuid(), 51));
      EXPECT_OK(signals.List(session, viewer, {"", false}, Uuid(), 51));
      EXPECT_OK(signals.List(session, viewer, {"", true}, Uuid(), 51));
      EXPECT_OK(signals.FindRaised(session, {Uuid::NewV7(), Uuid::NewV7()}));
    });
  }
}

TEST_F(QueriesTest, ABatchOfAttendanceLooksUpByKeys) {
  const SessionRepository sessions;
  const EnrolmentRepository enrolments;
  const AttendanceRepository attendances;
  server_.Root(schema_, "SET GLOBAL log_output = 'TABLE'");
  sql::Database db(server_.OptionsFor(schema_));
  std::vector<Uuid> ids;
  for (int i = 0; i < 60; ++i) ids.push_back(Uuid::NewV7());
  const Viewer viewer{staff_, today_};
  server_.Root(schema_, "TRUNCATE TABLE mysql.general_log");
  server_.Root(schema_, "SET GLOBAL general_log = 1");
  EXPECT_OK(db.Run(absl::Now() + absl::Seconds(20), [&](sql::Tx& tx) -> Status {
    RETURN_IF_ERROR(sessions.FindManyForShare(tx, ids).status());
    RETURN_IF_ERROR(enrolments.FindSeatsForShare(tx, viewer, ids, {today_, today_ + 1}).status());
    return attendances.FindForUpdate(tx, ids, ids).status();
  }));
  server_.Root(schema_, "SET GLOBAL general_log = 0");
  const sql::Rows texts = server_.Root(
      schema_,
      "SELECT argument FROM mysql.general_log WHERE command_type = 'Prepare' AND argument LIKE 'SELECT%'"
      " AND user_host LIKE '" +
          schema_ + "[%'");
  EXPECT_EQ(texts.size(), 3U) << "one look per table";
  for (const sql::Row& row : texts) EXPECT_THAT(Scanned(row.Str(0)), ::testing::IsEmpty());
}

}  // namespace
}  // namespace duaal::trajectory::storage
