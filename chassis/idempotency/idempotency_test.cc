#include "chassis/idempotency/idempotency.h"

#include <string>
#include <thread>
#include <vector>

#include "chassis/testing/fault_points.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::idempotency {
namespace {

using ::duaal::testing::FaultPoint;
using ::duaal::testing::IsOk;
using ::duaal::testing::IsOkAnd;
using ::duaal::testing::MariaDb;
using ::duaal::testing::StatusIs;
using ::testing::Each;

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

std::string BodyHash(char fill) { return std::string(32, fill); }

// A counter that a command raises by one, guarded by its value as an etag: the smallest write there is.
class IdempotencyTest : public ::testing::Test {
 protected:
  IdempotencyTest() {
    server_.Root(schema_, "CREATE TABLE counter (id INT PRIMARY KEY, value BIGINT NOT NULL)");
    server_.Root(schema_, "INSERT INTO counter VALUES (1, 0)");
    server_.Root(schema_, "GRANT SELECT, UPDATE ON counter TO '" + schema_ + "'@'localhost'");
  }

  // Raises the counter if it still stands at `etag`, and answers what it became.
  StatusOr<std::int64_t> Raise(const Key& key, std::int64_t etag) {
    return Execute(
        db_, Soon(), key,
        [&](sql::Tx& tx) -> StatusOr<std::int64_t> {
          ASSIGN_OR_RETURN(const auto row, tx.QueryOne("SELECT value FROM counter WHERE id = 1 FOR UPDATE"));
          if (row->Int(0) != etag) return EtagMismatch();
          const std::int64_t value = row->Int(0) + 1;
          RETURN_IF_ERROR(tx.Execute("UPDATE counter SET value = ? WHERE id = 1", value).status());
          RETURN_IF_ERROR(Store(tx, key, {"counter-1", std::to_string(value), ""}));
          return value;
        },
        [](sql::Session&, const Outcome& outcome) -> StatusOr<std::int64_t> {
          return std::stoll(outcome.etag);
        });
  }

  [[nodiscard]] std::int64_t Counter() const {
    return server_.Root(schema_, "SELECT value FROM counter").at(0).Int(0);
  }
  [[nodiscard]] std::int64_t Stored() const {
    return server_.Root(schema_, "SELECT COUNT(*) FROM idempotency").at(0).Int(0);
  }

  MariaDb& server_ = MariaDb::Shared();
  std::string schema_ = server_.CreateSchema({"chassis/migrations"});
  sql::Database db_{server_.OptionsFor(schema_)};
  const Key key_{"principal", "Service/Raise", "request-1", BodyHash('a')};
};

TEST_F(IdempotencyTest, ARepeatedRequestHasOneEffectAndTheFirstAnswer) {
  EXPECT_THAT(Raise(key_, 0), IsOkAnd(1));
  EXPECT_THAT(Raise(key_, 0), IsOkAnd(1)) << "though its etag is stale by now";
  EXPECT_THAT(Raise(key_, 1), IsOkAnd(1));
  EXPECT_EQ(Counter(), 1);
}

TEST_F(IdempotencyTest, AnotherBodyUnderTheSameIdIsRefused) {
  ASSERT_THAT(Raise(key_, 0), IsOkAnd(1));
  Key other = key_;
  other.body_hash = BodyHash('b');
  EXPECT_THAT(Raise(other, 1), StatusIs(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));
  EXPECT_THAT(Raise(other, 99), StatusIs(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));
  EXPECT_EQ(Counter(), 1);
}

TEST_F(IdempotencyTest, AFailedCommandStoresNothingAndMayBeTriedAgain) {
  EXPECT_THAT(Raise(key_, 7), StatusIs(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_EQ(Stored(), 0);
  EXPECT_THAT(Raise(key_, 0), IsOkAnd(1));
}

TEST_F(IdempotencyTest, KeysOfOtherPrincipalsMethodsAndIdsAreApart) {
  // The parts run together into the same text; only their lengths tell them apart.
  ASSERT_THAT(Raise({"ab", "c", "d", BodyHash('a')}, 0), IsOkAnd(1));
  EXPECT_THAT(Raise({"a", "bc", "d", BodyHash('a')}, 1), IsOkAnd(2));
  EXPECT_THAT(Raise({"ab", "", "cd", BodyHash('a')}, 2), IsOkAnd(3));
  EXPECT_THAT(Raise({"ab", "c", "e", BodyHash('a')}, 3), IsOkAnd(4));
}

TEST_F(IdempotencyTest, FiftyAtOnceUnderOneIdHaveOneEffectAndFiftyEqualAnswers) {
  std::vector<StatusOr<std::int64_t>> answers(50, absl::UnknownError("not run"));
  std::vector<std::thread> threads;
  threads.reserve(answers.size());
  for (auto& answer : answers) {
    threads.emplace_back([&] { answer = Raise(key_, 0); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(answers, Each(IsOkAnd(1)));
  EXPECT_EQ(Counter(), 1);
}

// Nothing is there to lock yet, so all fifty run side by side and meet at the key itself.
TEST_F(IdempotencyTest, FiftyCreationsAtOnceUnderOneIdCreateOne) {
  server_.Root(schema_, "CREATE TABLE thing (id BIGINT AUTO_INCREMENT PRIMARY KEY)");
  server_.Root(schema_, "GRANT SELECT, INSERT ON thing TO '" + schema_ + "'@'localhost'");
  const auto create = [&]() -> StatusOr<std::string> {
    return Execute(
        db_, Soon(), key_,
        [&](sql::Tx& tx) -> StatusOr<std::string> {
          RETURN_IF_ERROR(tx.Execute("INSERT INTO thing VALUES ()").status());
          ASSIGN_OR_RETURN(const auto row, tx.QueryOne("SELECT LAST_INSERT_ID()"));
          RETURN_IF_ERROR(Store(tx, key_, {row->Str(0), "", ""}));
          return row->Str(0);
        },
        [](sql::Session&, const Outcome& outcome) -> StatusOr<std::string> { return outcome.resource_id; });
  };
  std::vector<StatusOr<std::string>> answers(50, absl::UnknownError("not run"));
  std::vector<std::thread> threads;
  threads.reserve(answers.size());
  for (auto& answer : answers) {
    threads.emplace_back([&] { answer = create(); });
  }
  for (std::thread& thread : threads) thread.join();
  const sql::Rows rows = server_.Root(schema_, "SELECT id FROM thing");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_THAT(answers, Each(IsOkAnd(rows.at(0).Str(0))));
}

TEST_F(IdempotencyTest, ACommitWhoseAnswerIsLostIsAnsweredFromTheRow) {
  const FaultPoint lost = FaultPoint::LoseAfter("COMMIT");
  EXPECT_THAT(Raise(key_, 0), IsOkAnd(1));
  EXPECT_EQ(lost.hits(), 1);
  EXPECT_EQ(Counter(), 1);
}

TEST_F(IdempotencyTest, ACommitThatNeverHappenedIsDoneAgain) {
  const FaultPoint lost = FaultPoint::LoseBefore("COMMIT");
  EXPECT_THAT(Raise(key_, 0), IsOkAnd(1));
  EXPECT_EQ(lost.hits(), 1);
  EXPECT_EQ(Counter(), 1);
}

TEST_F(IdempotencyTest, ADeadlockAtTheLastStatementIsRerunWhole) {
  const FaultPoint deadlock = FaultPoint::Fail("INSERT INTO idempotency", 1213);
  EXPECT_THAT(Raise(key_, 0), IsOkAnd(1));
  EXPECT_EQ(deadlock.hits(), 1);
  EXPECT_EQ(Counter(), 1);
}

TEST_F(IdempotencyTest, ARepeatThatCannotBeLookedUpIsNotRefused) {
  ASSERT_THAT(Raise(key_, 0), IsOkAnd(1));
  {
    const FaultPoint away = FaultPoint::LoseBefore("SELECT body_hash", 100);
    EXPECT_EQ(Raise(key_, 0).status().code(), absl::StatusCode::kUnavailable)
        << "its etag is stale only because of its own success";
    EXPECT_GT(away.hits(), 0);
  }
  EXPECT_THAT(Raise(key_, 0), IsOkAnd(1));
}

TEST_F(IdempotencyTest, WithoutARequestIdNothingIsWritten) {
  EXPECT_THAT(Raise({"principal", "Service/Raise", "", BodyHash('a')}, 0),
              StatusIs(absl::StatusCode::kInvalidArgument, "REQUEST_ID_MISSING"));
  EXPECT_EQ(Counter(), 0);
}

TEST_F(IdempotencyTest, AnOutcomeComesBackAsItWasStored) {
  const std::string note(1000, 'n');
  ASSERT_THAT(db_.Run(Soon(),
                      [&](sql::Tx& tx) {
                        return Store(tx, key_, {std::string(64, 'r'), "\"3\"", note});
                      }),
              IsOk());
  const auto found = db_.Read(Soon(), [&](sql::Session& session) { return Find(session, key_); });
  ASSERT_THAT(found, IsOk());
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->resource_id, std::string(64, 'r'));
  EXPECT_EQ((*found)->etag, "\"3\"");
  EXPECT_EQ((*found)->note, note);
}

TEST_F(IdempotencyTest, AnOutcomeThatDoesNotFitFailsTheCommand) {
  const auto store = [&](const Outcome& outcome) {
    return db_.Run(Soon(), [&](sql::Tx& tx) { return Store(tx, key_, outcome); });
  };
  EXPECT_THAT(store({std::string(65, 'r'), "", ""}), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(store({"r", "", std::string(1001, 'n')}), StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(Stored(), 0);
}

TEST_F(IdempotencyTest, PurgeDropsWhatIsOlderThanSevenDaysOldestFirst) {
  for (int i = 0; i < 5; ++i) {
    const Key key{"p", "m", "old-" + std::to_string(i), BodyHash('a')};
    ASSERT_THAT(db_.Run(Soon(), [&](sql::Tx& tx) { return Store(tx, key, {}); }), IsOk());
  }
  server_.Root(schema_, "UPDATE idempotency SET create_time = UTC_TIMESTAMP(6) - INTERVAL 8 DAY");
  ASSERT_THAT(Raise(key_, 0), IsOkAnd(1));
  EXPECT_THAT(Purge(db_, Soon(), 3), IsOkAnd(3));
  EXPECT_THAT(Purge(db_, Soon(), 3), IsOkAnd(2));
  EXPECT_THAT(Purge(db_, Soon(), 3), IsOkAnd(0));
  EXPECT_THAT(Raise(key_, 0), IsOkAnd(1)) << "the young one is still known";
  EXPECT_EQ(Stored(), 1);
}

}  // namespace
}  // namespace duaal::idempotency
