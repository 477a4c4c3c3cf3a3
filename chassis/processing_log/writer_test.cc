#include "chassis/processing_log/writer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "absl/strings/escaping.h"
#include "chassis/testing/fault_points.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::processing_log {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using testing::FaultPoint;
using testing::IsOk;
using testing::MariaDb;
using ::testing::SizeIs;
using testing::StatusIs;

constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr std::string_view kLockRecords = "SELECT COUNT(*) FROM processing_log WHERE id >= '' FOR UPDATE";

Record SomeRecord(std::vector<Uuid> subjects) {
  Record record;
  record.time = absl::FromUnixMicros(1'795'342'500'123'456);
  record.principal_kind = auth::PrincipalKind::kPartner;
  record.principal_id = "partner-user-7";
  record.organisation_id = "0192f0c1-7a3b-7c4d-8e5f-001122334455";
  record.municipality_code = "GM0164";
  record.method = "duaal.intake.v1.ParticipantService/GetParticipant";
  record.processing_activity = "guidance";
  record.purpose = "inburgering";
  record.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  record.status = absl::StatusCode::kNotFound;
  record.subjects = std::move(subjects);
  return record;
}

// Gathers answers from the writer's threads.
class Answers {
 public:
  std::function<void(Status)> Take() {
    return [this](Status status) {
      std::lock_guard lock(mutex_);
      answers_.push_back(std::move(status));
      more_.notify_all();
    };
  }
  std::vector<Status> WaitFor(std::size_t count) {
    std::unique_lock lock(mutex_);
    more_.wait_for(lock, absl::ToChronoMilliseconds(kPatience), [&] { return answers_.size() >= count; });
    return answers_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable more_;
  std::vector<Status> answers_;
};

class WriterTest : public ::testing::Test {
 protected:
  WriterTest()
      : schema_(MariaDb::Shared().CreateSchema({"chassis/migrations"})),
        db_(MariaDb::Shared().Open(schema_)) {}

  sql::Rows Read(std::string_view statement) { return MariaDb::Shared().Root(schema_, statement); }
  std::int64_t Count(const std::string& table) { return Read("SELECT COUNT(*) FROM " + table).at(0).Int(0); }

  std::int64_t Uncounted() { return Read("SELECT COUNT(waiting) FROM processing_log").at(0).Int(0); }

  std::string schema_;
  sql::Database db_;
  Answers answers_;
};

TEST_F(WriterTest, KeepsEverythingThatARecordSays) {
  const Uuid one = Uuid::NewV7();
  const Uuid two = Uuid::NewV7();
  Writer writer(db_);
  writer.Append(SomeRecord({one, two}), answers_.Take());
  ASSERT_THAT(answers_.WaitFor(1), ElementsAre(IsOk()));
  const sql::Rows rows = Read(
      "SELECT log_time, principal_kind, principal_id, organisation_id, municipality_code, method, "
      "processing_activity, purpose, trace_id, status_code, subjects FROM processing_log");
  ASSERT_THAT(rows, SizeIs(1));
  const Record expected = SomeRecord({});
  EXPECT_EQ(rows[0].Time(0), expected.time);
  EXPECT_EQ(rows[0].Str(1), "partner");
  EXPECT_EQ(rows[0].Str(2), expected.principal_id);
  EXPECT_EQ(rows[0].Id(3).ToString(), expected.organisation_id);
  EXPECT_EQ(rows[0].Str(4), "GM0164");
  EXPECT_EQ(rows[0].Str(5), expected.method);
  EXPECT_EQ(rows[0].Str(6), "guidance");
  EXPECT_EQ(rows[0].Str(7), "inburgering");
  EXPECT_EQ(absl::BytesToHexString(rows[0].Str(8)), expected.trace_id);
  EXPECT_EQ(rows[0].Int(9), static_cast<int>(absl::StatusCode::kNotFound));
  EXPECT_EQ(rows[0].Str(10), one.Bytes() + two.Bytes());
  EXPECT_EQ(Uncounted(), 1);
}

TEST_F(WriterTest, ManyCallersShareFewStatements) {
  Writer writer(db_);
  const std::int64_t before = Read("SHOW GLOBAL STATUS LIKE 'Com_insert'").at(0).Int(1);
  std::vector<std::thread> callers;
  constexpr int kEach = 250;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int n = 0; n < kEach; ++n) writer.Append(SomeRecord({Uuid::NewV7()}), answers_.Take());
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_THAT(answers_.WaitFor(4 * kEach), Each(IsOk()));
  EXPECT_EQ(Count("processing_log"), 4 * kEach);
  EXPECT_EQ(Uncounted(), 4 * kEach);
  const std::int64_t inserts = Read("SHOW GLOBAL STATUS LIKE 'Com_insert'").at(0).Int(1) - before;
  EXPECT_LT(inserts, 4 * kEach / 4);
}

TEST_F(WriterTest, AfterAGroupTheNextOneWaitsForCompany) {
  WriterOptions options;
  options.patience = absl::Hours(1);
  Writer writer(db_, options);
  sql::Database locker(MariaDb::Shared().RootOptions(schema_));
  // While the table is locked the first record stands still, so the two after it make one group.
  ASSERT_THAT(locker.Run(absl::Now() + kPatience,
                         [&](sql::Tx& tx) -> Status {
                           RETURN_IF_ERROR(tx.Query(kLockRecords).status());
                           writer.Append(SomeRecord({Uuid::NewV7()}), answers_.Take());
                           while (writer.waiting() > 0) std::this_thread::yield();
                           for (int i = 0; i < 2; ++i) {
                             writer.Append(SomeRecord({Uuid::NewV7()}), answers_.Take());
                           }
                           return absl::OkStatus();
                         }),
              IsOk());
  ASSERT_THAT(answers_.WaitFor(3), AllOf(SizeIs(3), Each(IsOk())));
  const std::int64_t before = Read("SHOW GLOBAL STATUS LIKE 'Com_insert'").at(0).Int(1);
  for (int i = 0; i < 16; ++i) writer.Append(SomeRecord({Uuid::NewV7()}), answers_.Take());
  EXPECT_THAT(answers_.WaitFor(19), AllOf(SizeIs(19), Each(IsOk())));
  EXPECT_EQ(Read("SHOW GLOBAL STATUS LIKE 'Com_insert'").at(0).Int(1) - before, 1);
}

TEST_F(WriterTest, TheAnswerComesAfterTheCommit) {
  Writer writer(db_);
  std::atomic<std::int64_t> seen{-1};
  writer.Append(SomeRecord({Uuid::NewV7()}), [&, take = answers_.Take()](Status status) {
    seen = Count("processing_log");
    take(std::move(status));
  });
  answers_.WaitFor(1);
  EXPECT_EQ(seen, 1);
}

TEST_F(WriterTest, FailsTheCallWhenTheRecordCannotBeWritten) {
  const FaultPoint fault = FaultPoint::Fail("INSERT INTO processing_log ", 1290, 1000);
  WriterOptions options;
  options.write_timeout = absl::Milliseconds(200);
  Writer writer(db_, options);
  writer.Append(SomeRecord({Uuid::NewV7()}), answers_.Take());
  EXPECT_THAT(answers_.WaitFor(1), ElementsAre(StatusIs(absl::StatusCode::kUnavailable, "PROCESSING_LOG")));
}

TEST_F(WriterTest, WritesAgainAfterADeadlock) {
  const FaultPoint fault = FaultPoint::Fail("INSERT INTO processing_log", 1213);
  Writer writer(db_);
  writer.Append(SomeRecord({Uuid::NewV7()}), answers_.Take());
  EXPECT_THAT(answers_.WaitFor(1), ElementsAre(IsOk()));
  EXPECT_EQ(fault.hits(), 1);
  EXPECT_EQ(Count("processing_log"), 1);
}

TEST_F(WriterTest, AStatementOfUnknownOutcomeLeavesOneRecord) {
  const FaultPoint fault = FaultPoint::LoseAfter("INSERT INTO processing_log");
  Writer writer(db_);
  writer.Append(SomeRecord({Uuid::NewV7()}), answers_.Take());
  EXPECT_THAT(answers_.WaitFor(1), ElementsAre(IsOk()));
  EXPECT_EQ(fault.hits(), 1);
  EXPECT_EQ(Count("processing_log"), 1);
  EXPECT_EQ(Uncounted(), 1);
}

TEST_F(WriterTest, ARecordThatTheTableRefusesFailsAlone) {
  Answers good;
  Answers bad;
  {
    // While the first group stands still, the others gather in one group.
    const FaultPoint slow = FaultPoint::Fail("INSERT INTO processing_log", 1213, 3);
    Writer writer(db_);
    writer.Append(SomeRecord({Uuid::NewV7()}), good.Take());
    Record unfit = SomeRecord({Uuid::NewV7()});
    unfit.method = std::string(1000, 'm');
    writer.Append(std::move(unfit), bad.Take());
    writer.Append(SomeRecord({Uuid::NewV7()}), good.Take());
    EXPECT_THAT(good.WaitFor(2), ElementsAre(IsOk(), IsOk()));
    EXPECT_THAT(bad.WaitFor(1), ElementsAre(StatusIs(absl::StatusCode::kUnavailable, "PROCESSING_LOG")));
  }
  EXPECT_EQ(Count("processing_log"), 2);
}

TEST_F(WriterTest, RefusesAtOnceWhenTooManyWait) {
  WriterOptions options;
  options.queue = 2;
  Writer writer(db_, options);
  std::mutex mutex;
  std::optional<std::thread::id> refused_on;
  // The table is locked, so the first group cannot be written and the queue fills up.
  ASSERT_OK_AND_ASSIGN(const bool refused,
                       db_.Read(absl::Now() + kPatience, [&](sql::Session&) -> StatusOr<bool> {
                         sql::Database locker(MariaDb::Shared().RootOptions(schema_));
                         return locker.Run(absl::Now() + kPatience, [&](sql::Tx& tx) -> StatusOr<bool> {
                           RETURN_IF_ERROR(tx.Query(kLockRecords).status());
                           for (int i = 0; i < 1000 && !refused_on; ++i) {
                             writer.Append(SomeRecord({Uuid::NewV7()}), [&](const Status& status) {
                               std::lock_guard lock(mutex);
                               if (HasReason(status, "PROCESSING_LOG_BUSY"))
                                 refused_on = std::this_thread::get_id();
                             });
                           }
                           return refused_on.has_value();
                         });
                       }));
  EXPECT_TRUE(refused);
  EXPECT_EQ(*refused_on, std::this_thread::get_id());
}

TEST_F(WriterTest, WritesWhatWaitsBeforeItEnds) {
  {
    Writer writer(db_);
    for (int i = 0; i < 300; ++i) writer.Append(SomeRecord({Uuid::NewV7()}), answers_.Take());
  }
  EXPECT_THAT(answers_.WaitFor(300), SizeIs(300));
  EXPECT_EQ(Count("processing_log"), 300);
}

TEST_F(WriterTest, TheServiceCannotChangeItsOwnRecords) {
  Writer writer(db_);
  writer.Append(SomeRecord({Uuid::NewV7()}), answers_.Take());
  answers_.WaitFor(1);
  for (const char* statement : {"DELETE FROM processing_log", "UPDATE processing_log SET purpose = 'x'",
                                "DELETE FROM processing_log_way"}) {
    const auto changed = db_.Run(absl::Now() + kPatience, [&](sql::Tx& tx) { return tx.Execute(statement); });
    EXPECT_FALSE(changed.ok()) << statement;
  }
  EXPECT_EQ(Count("processing_log"), 1);
}

}  // namespace
}  // namespace duaal::processing_log
