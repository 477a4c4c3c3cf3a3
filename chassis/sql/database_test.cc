// Transactions, reruns, lost connections and the pool.

#include "chassis/sql/database.h"

#include <atomic>
#include <latch>
#include <new>
#include <thread>

#include "chassis/sql/sql_fixture.h"
#include "chassis/testing/fault_points.h"

namespace duaal::sql {
namespace {

using ::duaal::testing::FaultPoint;
using ::duaal::testing::IsOkAnd;
using ::duaal::testing::StatusIs;

class DatabaseTest : public SqlTest {
 protected:
  Database db_ = server_.Open(schema_);
};

TEST_F(DatabaseTest, CommitsWhatTheBodyWrote) {
  EXPECT_OK(db_.Run(Soon(), [](Tx& tx) { return Insert(tx, 1); }));
  EXPECT_EQ(Count(), 1);
}

TEST_F(DatabaseTest, RollsBackOnTheBodysErrorAndReturnsIt) {
  const Status status = db_.Run(Soon(), [](Tx& tx) -> Status {
    RETURN_IF_ERROR(Insert(tx, 1));
    return EtagMismatch();
  });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_EQ(Count(), 0);
  EXPECT_OK(db_.Run(Soon(), [](Tx& tx) { return Insert(tx, 1); }));
}

TEST_F(DatabaseTest, ATransactionSeesWhatOthersCommitMeanwhile) {
  ASSERT_OK(db_.Run(Soon(), [](Tx& tx) { return Insert(tx, 1); }));
  const auto seen = db_.Run(Soon(), [&](Tx& tx) -> StatusOr<std::int64_t> {
    constexpr std::string_view kText = "SELECT amount FROM item WHERE id = 1";
    RETURN_IF_ERROR(tx.Query(kText).status());
    server_.Root(schema_, "UPDATE item SET amount = 8 WHERE id = 1");
    ASSIGN_OR_RETURN(const Rows rows, tx.Query(kText));
    return rows[0].Int(0);
  });
  EXPECT_THAT(seen, IsOkAnd(8));
}

TEST_F(DatabaseTest, SessionsAreStrictUtcAndReadCommitted) {
  const auto check = [](Session& session) -> Status {
    ASSIGN_OR_RETURN(const Rows rows,
                     session.Query("SELECT @@tx_isolation, @@time_zone, @@sql_mode, @@character_set_client"));
    EXPECT_EQ(rows[0].Str(0), "READ-COMMITTED");
    EXPECT_EQ(rows[0].Str(1), "+00:00");
    EXPECT_NE(rows[0].Str(2).find("STRICT_ALL_TABLES"), std::string::npos);
    EXPECT_EQ(rows[0].Str(3), "utf8mb4");
    return absl::OkStatus();
  };
  EXPECT_OK(db_.Run(Soon(), check));
  EXPECT_OK(db_.Read(Soon(), check));
}

// Two transactions that lock the same two rows in opposite order: the server kills one, which runs again.
TEST_F(DatabaseTest, ADeadlockIsRunAgain) {
  ASSERT_OK(db_.Run(Soon(), [](Tx& tx) { return tx.Execute("INSERT INTO item (id) VALUES (1), (2)"); }));
  std::latch both_hold_one(2);
  std::atomic<int> runs{0};
  const auto transfer = [&](int first, int second) {
    bool met = false;
    return db_.Run(Soon(), [&, first, second](Tx& tx) -> Status {
      ++runs;
      constexpr std::string_view kText = "UPDATE item SET amount = amount + 1 WHERE id = ?";
      RETURN_IF_ERROR(tx.Execute(kText, first).status());
      if (!std::exchange(met, true)) both_hold_one.arrive_and_wait();
      return tx.Execute(kText, second).status();
    });
  };
  Status other;
  std::thread thread([&] { other = transfer(2, 1); });
  EXPECT_OK(transfer(1, 2));
  thread.join();
  EXPECT_OK(other);
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(server_.Root(schema_, "SELECT SUM(amount) FROM item")[0].Int(0), 4);
}

TEST_F(DatabaseTest, ABodyThatIgnoresADeadlockCannotCommitItsSecondHalf) {
  const FaultPoint deadlock = FaultPoint::Fail("INSERT INTO item", 1213);
  int runs = 0;
  const Status status = db_.Run(Soon(), [&](Tx& tx) -> Status {
    ++runs;
    Insert(tx, 1).IgnoreError();
    Insert(tx, 2).IgnoreError();
    return absl::OkStatus();
  });
  EXPECT_OK(status);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Count(), 2);
}

TEST_F(DatabaseTest, AConflictAtCommitIsRunAgain) {
  const FaultPoint certification = FaultPoint::Fail("COMMIT", 1213);
  int runs = 0;
  EXPECT_OK(db_.Run(Soon(), [&](Tx& tx) {
    ++runs;
    return Insert(tx, 1);
  }));
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Count(), 1);
}

TEST_F(DatabaseTest, ConflictsWithoutEndEndAtTheDeadline) {
  const FaultPoint deadlock = FaultPoint::Fail("INSERT INTO item", 1213, 1'000'000);
  const absl::Time start = absl::Now();
  EXPECT_THAT(db_.Run(In(absl::Milliseconds(200)), [](Tx& tx) { return Insert(tx, 1); }),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_LT(absl::Now() - start, absl::Seconds(2));
  EXPECT_GT(deadlock.hits(), 2);
}

TEST_F(DatabaseTest, AWaitForARowEndsSoonAfterTheDeadline) {
  ASSERT_OK(db_.Run(Soon(), [](Tx& tx) { return Insert(tx, 1); }));
  constexpr std::string_view kText = "SELECT id FROM item WHERE id = 1 FOR UPDATE";
  const auto held = db_.Run(Soon(), [&](Tx& holder) -> Status {
    RETURN_IF_ERROR(holder.Query(kText).status());
    const absl::Time start = absl::Now();
    EXPECT_THAT(db_.Run(In(absl::Milliseconds(100)), [&](Tx& tx) { return tx.Query(kText).status(); }),
                StatusIs(absl::StatusCode::kDeadlineExceeded));
    EXPECT_LT(absl::Now() - start, absl::Seconds(8));
    return absl::OkStatus();
  });
  EXPECT_OK(held);
}

TEST_F(DatabaseTest, ACommitLostBeforeTheServerIsRunAgain) {
  const FaultPoint lost = FaultPoint::LoseBefore("COMMIT");
  EXPECT_OK(db_.Run(Soon(), [](Tx& tx) { return Insert(tx, 1); }));
  EXPECT_EQ(lost.hits(), 1);
  EXPECT_EQ(Count(), 1);
}

TEST_F(DatabaseTest, ACommitWhoseAnswerIsLostIsNotStoredTwice) {
  const FaultPoint lost = FaultPoint::LoseAfter("COMMIT");
  bool replayed = false;
  const Status status = db_.Run(Soon(), [&](Tx& tx) -> Status {
    const Status inserted = Insert(tx, 1, "request id");
    if (DuplicateKey(inserted).empty()) return inserted;
    replayed = true;
    return absl::OkStatus();
  });
  EXPECT_OK(status);
  EXPECT_TRUE(replayed);
  EXPECT_EQ(Count(), 1);
}

TEST_F(DatabaseTest, AnUnknownCommitIsToldToThoseWhoMayNotRerun) {
  {
    const FaultPoint lost = FaultPoint::LoseAfter("COMMIT");
    EXPECT_THAT(db_.Run(
                    Soon(), [](Tx& tx) { return Insert(tx, 1); }, false),
                StatusIs(absl::StatusCode::kUnavailable, "COMMIT_OUTCOME_UNKNOWN"));
  }
  EXPECT_EQ(Count(), 1);
  const FaultPoint lost = FaultPoint::LoseBefore("COMMIT");
  EXPECT_THAT(db_.Run(
                  Soon(), [](Tx& tx) { return Insert(tx, 2); }, false),
              StatusIs(absl::StatusCode::kUnavailable, "COMMIT_OUTCOME_UNKNOWN"));
  EXPECT_EQ(Count(), 1);
}

TEST_F(DatabaseTest, AnUnknownCommitIsNotForgottenWhenTheRerunRunsOutOfTime) {
  const FaultPoint lost = FaultPoint::LoseAfter("COMMIT");
  int runs = 0;
  const Status status = db_.Run(In(absl::Seconds(1)), [&](Tx& tx) -> Status {
    if (++runs == 1) return Insert(tx, 1);
    return tx.Query("SELECT SLEEP(1.2)").ok() ? tx.Query("SELECT 1").status() : absl::OkStatus();
  });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, "COMMIT_OUTCOME_UNKNOWN"));
  EXPECT_EQ(Count(), 1);
}

TEST_F(DatabaseTest, AConnectionLostDuringTheTransactionStartsItAfresh) {
  const FaultPoint lost = FaultPoint::LoseBefore("VALUES (?, ?)", 1);
  int runs = 0;
  EXPECT_OK(db_.Run(Soon(), [&](Tx& tx) -> Status {
    ++runs;
    RETURN_IF_ERROR(tx.Execute("INSERT INTO item (id) VALUES (?)", 1).status());
    return Insert(tx, 2);
  }));
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Count(), 2);
}

TEST_F(DatabaseTest, AReadIsRepeatedOnceOnALostConnection) {
  const FaultPoint once = FaultPoint::LoseBefore("SELECT 41");
  EXPECT_OK(db_.Read(Soon(), [](Session& session) { return session.Query("SELECT 41"); }));
  const FaultPoint always = FaultPoint::LoseBefore("SELECT 42", 1'000);
  EXPECT_THAT(db_.Read(Soon(), [](Session& session) { return session.Query("SELECT 42"); }),
              StatusIs(absl::StatusCode::kUnavailable, "DATABASE_UNAVAILABLE"));
  EXPECT_EQ(always.hits(), 2);
}

TEST_F(DatabaseTest, AWriteOutsideATransactionIsNotRepeated) {
  const FaultPoint lost = FaultPoint::LoseAfter("UPDATE item");
  ASSERT_OK(db_.Run(Soon(), [](Tx& tx) { return Insert(tx, 1); }));
  EXPECT_THAT(db_.Read(Soon(), [](Session& s) { return s.Execute("UPDATE item SET amount = amount + 1"); }),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(server_.Root(schema_, "SELECT amount FROM item")[0].Int(0), 1);
}

TEST_F(DatabaseTest, OneStatementIsATransactionAndRunsAgainUntilItsOutcomeIsKnown) {
  constexpr std::string_view kText = "INSERT INTO item (id) VALUES (?), (?)";
  const auto insert = [&](int first, int second) {
    return db_.RunStatement(Soon(), kText, std::vector<Value>{first, second});
  };
  {
    const FaultPoint deadlock = FaultPoint::Fail("INSERT INTO item", 1213);
    EXPECT_THAT(insert(1, 2), IsOkAnd(2));
    EXPECT_EQ(deadlock.hits(), 1);
  }
  {
    const FaultPoint lost = FaultPoint::LoseAfter("INSERT INTO item");
    EXPECT_THAT(insert(3, 4), StatusIs(absl::StatusCode::kAlreadyExists))
        << "the first attempt has stored it";
  }
  EXPECT_THAT(insert(5, 1), StatusIs(absl::StatusCode::kAlreadyExists)) << "all or nothing";
  EXPECT_EQ(Count(), 4);
}

TEST_F(DatabaseTest, WhatFollowsACommitRunsOnceAndOnlyThen) {
  int told = 0;
  const auto write = [&](int id, bool keep) {
    return db_.Run(Soon(), [&, id, keep](Tx& tx) -> Status {
      tx.AfterCommit([&] { ++told; });
      const int before = told;
      const Status inserted = Insert(tx, id);
      EXPECT_EQ(told, before);
      if (!inserted.ok() && DuplicateKey(inserted).empty()) return inserted;
      return keep ? absl::OkStatus() : EtagMismatch();
    });
  };
  EXPECT_FALSE(write(1, false).ok());
  EXPECT_EQ(told, 0);
  EXPECT_OK(write(1, true));
  EXPECT_EQ(told, 1);
  {
    const FaultPoint refused = FaultPoint::Fail("COMMIT", 1213);
    EXPECT_OK(write(2, true));
    EXPECT_EQ(told, 2) << "the attempt that was refused tells nobody";
  }
  const FaultPoint lost = FaultPoint::LoseAfter("COMMIT");
  EXPECT_OK(write(3, true));
  EXPECT_EQ(told, 4) << "after an unknown outcome, and after the rerun";
}

TEST_F(DatabaseTest, AFullPoolRefusesAtTheDeadlineAndServesLater) {
  DatabaseOptions options = server_.OptionsFor(schema_);
  options.pool_size = 1;
  Database db(options);
  EXPECT_OK(db.Run(Soon(), [&](Tx& tx) -> Status {
    RETURN_IF_ERROR(Insert(tx, 1));
    const absl::Time start = absl::Now();
    EXPECT_THAT(db.Run(In(absl::Milliseconds(100)), [](Tx& other) { return Insert(other, 2); }),
                StatusIs(absl::StatusCode::kResourceExhausted, "DATABASE_BUSY"));
    EXPECT_GE(absl::Now() - start, absl::Milliseconds(100));
    EXPECT_LT(absl::Now() - start, absl::Seconds(2));
    return absl::OkStatus();
  }));
  EXPECT_OK(db.Run(Soon(), [](Tx& tx) { return Insert(tx, 2); }));
}

TEST_F(DatabaseTest, TellsHowManyUseIt) {
  EXPECT_EQ(db_.in_use(), 0);
  EXPECT_OK(db_.Run(Soon(), [&](Tx& /*tx*/) {
    EXPECT_EQ(db_.in_use(), 1);
    return db_.Read(Soon(), [&](Session& /*session*/) -> Status {
      EXPECT_EQ(db_.in_use(), 2);
      return absl::OkStatus();
    });
  }));
  EXPECT_EQ(db_.in_use(), 0);
}

TEST_F(DatabaseTest, ABodyThatThrowsLeavesNothingToTheNext) {
  DatabaseOptions options = server_.OptionsFor(schema_);
  options.pool_size = 1;
  Database db(options);
  EXPECT_THROW(static_cast<void>(db.Run(Soon(),
                                        [](Tx& tx) -> Status {
                                          EXPECT_OK(Insert(tx, 1));
                                          throw std::bad_alloc();
                                        })),
               std::bad_alloc);
  EXPECT_OK(db.Run(Soon(), [](Tx& tx) { return Insert(tx, 2); }));
  EXPECT_EQ(Count(), 1);
}

TEST_F(DatabaseTest, ACallWhoseTimeIsUpTouchesNothing) {
  bool ran = false;
  EXPECT_THAT(db_.Run(In(-absl::Seconds(1)),
                      [&](Tx&) {
                        ran = true;
                        return absl::OkStatus();
                      }),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_FALSE(ran);
}

TEST_F(DatabaseTest, ManyThreadsOnOneRowLoseNoIncrement) {
  ASSERT_OK(db_.Run(Soon(), [](Tx& tx) { return Insert(tx, 1); }));
  constexpr int kThreads = 12;  // more than the pool holds
  constexpr int kRounds = 40;
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kRounds; ++i) {
        const Status status = db_.Run(In(absl::Minutes(1)), [](Tx& tx) -> Status {
          ASSIGN_OR_RETURN(const Rows rows, tx.Query("SELECT amount FROM item WHERE id = ? FOR UPDATE", 1));
          return tx.Execute("UPDATE item SET amount = ? WHERE id = ?", rows[0].Int(0) + 1, 1).status();
        });
        if (!status.ok()) ++failures;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(server_.Root(schema_, "SELECT amount FROM item")[0].Int(0), kThreads * kRounds);
}

// These kill and freeze the server, so they have one of their own.
class CrashTest : public ::testing::Test {
 protected:
  CrashTest() : schema_(server_.CreateSchema({})), db_(server_.OptionsFor(schema_)) {
    server_.Root(schema_, "CREATE TABLE item (id BIGINT NOT NULL PRIMARY KEY)");
    server_.Root(schema_, "GRANT ALL ON " + schema_ + ".* TO '" + schema_ + "'@'localhost'");
  }
  static Status Insert(Session& session, std::int64_t id) {
    return session.Execute("INSERT INTO item (id) VALUES (?)", id).status();
  }
  std::int64_t Count() { return server_.Root(schema_, "SELECT COUNT(*) FROM item")[0].Int(0); }

  testing::MariaDb server_;
  const std::string schema_;
  Database db_;
};

TEST_F(CrashTest, ATransactionOutlivesTheServersCrash) {
  bool crashed = false;
  EXPECT_OK(db_.Run(Soon(), [&](Tx& tx) -> Status {
    RETURN_IF_ERROR(Insert(tx, 1));
    if (!std::exchange(crashed, true)) server_.Restart();
    return Insert(tx, 2);
  }));
  EXPECT_EQ(Count(), 2);
}

TEST_F(CrashTest, WhatWasCommittedOutlivesTheCrashAndIdleConnectionsAreReplaced) {
  std::latch all_open(4);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      EXPECT_OK(db_.Run(Soon(), [&](Tx& tx) -> Status {
        RETURN_IF_ERROR(Insert(tx, i));
        all_open.arrive_and_wait();
        return absl::OkStatus();
      }));
      EXPECT_OK(db_.Read(Soon(), [](Session& session) { return session.Query("SELECT 1"); }));
    });
  }
  for (std::thread& thread : threads) thread.join();
  server_.Restart();
  for (int i = 0; i < 8; ++i) {
    EXPECT_THAT(db_.Read(Soon(), [](Session& session) { return session.Query("SELECT id FROM item"); }),
                IsOkAnd(::testing::SizeIs(4)));
  }
  EXPECT_OK(db_.Run(Soon(), [](Tx& tx) { return Insert(tx, 4); }));
}

TEST_F(CrashTest, AServerThatIsAwayIsUnavailableWithinTheDeadline) {
  ASSERT_OK(db_.Ping(absl::Seconds(2)));
  server_.Kill();
  const absl::Time start = absl::Now();
  EXPECT_THAT(db_.Run(In(absl::Milliseconds(300)), [](Tx& tx) { return Insert(tx, 1); }),
              StatusIs(absl::StatusCode::kUnavailable, "DATABASE_UNAVAILABLE"));
  EXPECT_THAT(db_.Read(In(absl::Milliseconds(300)), [](Session& s) { return s.Query("SELECT 1"); }),
              StatusIs(absl::StatusCode::kUnavailable, "DATABASE_UNAVAILABLE"));
  EXPECT_LT(absl::Now() - start, absl::Seconds(3));
  EXPECT_FALSE(db_.Ping(absl::Seconds(1)).ok());
  server_.Restart();
  EXPECT_OK(db_.Ping(absl::Seconds(2)));
  EXPECT_OK(db_.Run(Soon(), [](Tx& tx) { return Insert(tx, 1); }));
}

TEST_F(CrashTest, AServerThatHangsDoesNotHangThePing) {
  server_.Freeze();
  const absl::Time start = absl::Now();
  EXPECT_FALSE(db_.Ping(absl::Seconds(1)).ok());
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  server_.Thaw();
  EXPECT_OK(db_.Ping(absl::Seconds(10)));
}

}  // namespace
}  // namespace duaal::sql
