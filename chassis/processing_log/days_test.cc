// Days on a real database: what is counted, once, whatever fails in between.

#include "chassis/processing_log/days.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "chassis/processing_log/writer.h"
#include "chassis/testing/fault_points.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::processing_log {
namespace {

using ::testing::ElementsAre;
using testing::FaultPoint;
using testing::MariaDb;

constexpr absl::Duration kPatience = absl::Seconds(30);

class DaysTest : public ::testing::Test {
 protected:
  // Written when it returns.
  void Log(const std::string& principal, const std::vector<Uuid>& subjects, int records = 1) {
    Record record;
    record.time = absl::FromCivil(absl::CivilSecond(2026, 11, 16, 9, 0, 0), absl::UTCTimeZone());
    record.principal_id = principal;
    record.method = "duaal.intake.v1.ParticipantService/ListParticipants";
    record.processing_activity = "guidance";
    record.purpose = "inburgering";
    record.trace_id = std::string(32, 'a');
    record.subjects = subjects;
    Writer writer(db_);
    for (int i = 0; i < records; ++i) writer.Append(record, [](const Status& status) { EXPECT_OK(status); });
  }

  StatusOr<Uuid> Step(const Uuid& after = {}) {
    return db_.Run(absl::Now() + kPatience, [&](sql::Tx& tx) { return CountDays(tx, after); });
  }
  // Steps until nothing is left; returns how many did something.
  int CountAll() {
    int steps = 0;
    Uuid after;
    do {
      const auto last = Step(after);
      EXPECT_OK(last);
      after = last.value_or(Uuid());
      ++steps;
    } while (!after.IsNil());
    return steps;
  }

  sql::Rows Read(const std::string& statement) { return MariaDb::Shared().Root(schema_, statement); }
  std::int64_t Number(const std::string& what) { return Read("SELECT " + what).at(0).Int(0); }

  std::string schema_ = MariaDb::Shared().CreateSchema({"chassis/migrations"});
  sql::Database db_ = MariaDb::Shared().Open(schema_);
};

TEST_F(DaysTest, CallsOfOneWayOnOneDayAreOneRow) {
  const Uuid one = Uuid::FromBytes(std::string(16, '1'));
  const Uuid two = Uuid::FromBytes(std::string(16, '2'));
  Log("case-manager-1", {one, two}, 3);
  Log("case-manager-2", {one});
  CountAll();
  std::vector<std::string> days;
  for (const sql::Row& row :
       Read("SELECT w.principal_id, d.log_date, d.calls FROM processing_log_day d JOIN processing_log_way w"
            " ON w.id = d.way_id ORDER BY d.subject_id, w.principal_id")) {
    days.push_back(row.Str(0) + " " + row.Str(1) + " " + row.Str(2));
  }
  EXPECT_THAT(days, ElementsAre("case-manager-1 2026-11-16 3", "case-manager-2 2026-11-16 1",
                                "case-manager-1 2026-11-16 3"));
  EXPECT_EQ(Number("COUNT(waiting) FROM processing_log"), 0);
  EXPECT_EQ(Number("COUNT(*) FROM processing_log"), 4);
}

TEST_F(DaysTest, ManyRecordsAndLargeOnesAreCountedStepByStep) {
  const Uuid person = Uuid::NewV7();
  Log("case-manager-1", {person}, 150);
  EXPECT_GE(CountAll(), 3);
  EXPECT_EQ(Number("SUM(calls) FROM processing_log_day"), 150);
  std::vector<Uuid> many;
  for (int i = 0; i < 3000; ++i) many.push_back(Uuid::NewV7());
  Log("importer", many, 3);
  EXPECT_GE(CountAll(), 2);
  EXPECT_EQ(Number("SUM(calls) FROM processing_log_day"), 150 + 3 * 3000);
  EXPECT_EQ(Number("COUNT(waiting) FROM processing_log"), 0);
}

TEST_F(DaysTest, AStepThatFailsCountsNothingTwice) {
  Log("case-manager-1", {Uuid::NewV7()}, 5);
  {
    const FaultPoint broken = FaultPoint::Fail("UPDATE processing_log SET waiting", 1366);
    EXPECT_FALSE(Step().ok());
  }
  EXPECT_EQ(Number("COUNT(*) FROM processing_log_day"), 0);
  CountAll();
  EXPECT_EQ(Number("SUM(calls) FROM processing_log_day"), 5);
}

// Another process may have committed a record with an older id meanwhile.
TEST_F(DaysTest, WhatComesInBehindTheStepIsCountedByTheNextRun) {
  Log("case-manager-1", {Uuid::NewV7()});
  ASSERT_OK(Step(Uuid::NewV7()));
  EXPECT_EQ(Number("COUNT(waiting) FROM processing_log"), 1);
  CountAll();
  EXPECT_EQ(Number("COUNT(waiting) FROM processing_log"), 0);
}

}  // namespace
}  // namespace duaal::processing_log
