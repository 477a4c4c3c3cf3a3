#include <atomic>
#include <string>

#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "chassis/timers/lease.h"
#include "chassis/timers/periodic.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::timers {
namespace {

using ::duaal::testing::IsOk;
using ::duaal::testing::IsOkAnd;
using ::duaal::testing::MariaDb;
using ::duaal::testing::StatusIs;

constexpr absl::Duration kLong = absl::Seconds(30);

absl::Time Soon() { return absl::Now() + absl::Seconds(10); }

class LeaseTest : public ::testing::Test {
 protected:
  // What a restart of the clock or a pause of the holder would do: the lease runs out now.
  void Expire(const std::string& name) {
    server_.Root(schema_, "UPDATE lease SET expire_time = UTC_TIMESTAMP(6) WHERE name = '" + name + "'");
  }
  static Status Check(sql::Database& db, const Lease& lease) {
    return db.Run(Soon(), [&](sql::Tx& tx) { return lease.CheckEpoch(tx); });
  }

  MariaDb& server_ = MariaDb::Shared();
  std::string schema_ = server_.CreateSchema({"chassis/migrations"});
  sql::Database db_{server_.OptionsFor(schema_)};
};

TEST_F(LeaseTest, OnlyOneHolderAtATime) {
  Lease first(db_, "job", "same-name", kLong);
  Lease second(db_, "job", "same-name", kLong);
  EXPECT_THAT(first.TakeOrRenew(Soon()), IsOkAnd(true));
  EXPECT_THAT(second.TakeOrRenew(Soon()), IsOkAnd(false));
  EXPECT_THAT(first.TakeOrRenew(Soon()), IsOkAnd(true));
  EXPECT_THAT(Check(db_, first), IsOk());
  EXPECT_THAT(Check(db_, second), StatusIs(absl::StatusCode::kAborted, "LEASE_LOST"));
}

TEST_F(LeaseTest, LeasesOfOtherNamesDoNotDisturb) {
  Lease first(db_, "one", "a", kLong);
  Lease second(db_, "two", "b", kLong);
  EXPECT_THAT(first.TakeOrRenew(Soon()), IsOkAnd(true));
  EXPECT_THAT(second.TakeOrRenew(Soon()), IsOkAnd(true));
}

TEST_F(LeaseTest, AReleasedLeaseIsTakenAtOnce) {
  Lease first(db_, "job", "a", kLong);
  Lease second(db_, "job", "b", kLong);
  ASSERT_THAT(first.TakeOrRenew(Soon()), IsOkAnd(true));
  first.Release(Soon());
  EXPECT_FALSE(first.held());
  EXPECT_THAT(second.TakeOrRenew(Soon()), IsOkAnd(true));
}

TEST_F(LeaseTest, AHolderThatWakesLateWritesNothing) {
  Lease first(db_, "job", "a", kLong);
  Lease second(db_, "job", "b", kLong);
  ASSERT_THAT(first.TakeOrRenew(Soon()), IsOkAnd(true));
  Expire("job");
  ASSERT_THAT(second.TakeOrRenew(Soon()), IsOkAnd(true));
  EXPECT_TRUE(first.held()) << "it cannot know yet";
  const Status late = db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
    RETURN_IF_ERROR(first.CheckEpoch(tx));
    return tx.Execute("INSERT INTO feed_cursor (feed, position) VALUES ('late', 1)").status();
  });
  EXPECT_THAT(late, StatusIs(absl::StatusCode::kAborted, "LEASE_LOST"));
  EXPECT_TRUE(server_.Root(schema_, "SELECT feed FROM feed_cursor").empty());
  EXPECT_THAT(first.TakeOrRenew(Soon()), IsOkAnd(false));
}

TEST_F(LeaseTest, AnExpiredLeaseThatNobodyTookIsRenewed) {
  Lease lease(db_, "job", "a", kLong);
  ASSERT_THAT(lease.TakeOrRenew(Soon()), IsOkAnd(true));
  Expire("job");
  EXPECT_THAT(Check(db_, lease), IsOk());
  Lease other(db_, "job", "b", kLong);
  EXPECT_THAT(other.TakeOrRenew(Soon()), IsOkAnd(false)) << "the check renewed it";
}

TEST_F(LeaseTest, ATakeoverWaitsForATransactionUnderTheLease) {
  Lease first(db_, "job", "a", kLong);
  Lease second(db_, "job", "b", kLong);
  ASSERT_THAT(first.TakeOrRenew(Soon()), IsOkAnd(true));
  Expire("job");
  const Status status = db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
    RETURN_IF_ERROR(first.CheckEpoch(tx));
    // The expiry is still the committed one, so the other tries to take it, and has to wait.
    const auto taken = second.TakeOrRenew(absl::Now() + absl::Milliseconds(300));
    EXPECT_FALSE(taken.ok() && *taken);
    return absl::OkStatus();
  });
  EXPECT_THAT(status, IsOk());
  EXPECT_THAT(second.TakeOrRenew(Soon()), IsOkAnd(false)) << "the transaction renewed it";
}

TEST_F(LeaseTest, TheFenceTimeNeverGoesBack) {
  Lease lease(db_, "job", "a", kLong);
  ASSERT_THAT(lease.TakeOrRenew(Soon()), IsOkAnd(true));
  server_.Root(schema_, "UPDATE lease SET fence_time = '2999-01-01 00:00:00'");
  ASSERT_THAT(Check(db_, lease), IsOk());
  ASSERT_THAT(lease.TakeOrRenew(Soon()), IsOkAnd(true));
  const sql::Rows rows = server_.Root(schema_, "SELECT fence_time >= '2999-01-01' FROM lease");
  EXPECT_EQ(rows.at(0).Int(0), 1);
}

class PeriodicTest : public LeaseTest {
 protected:
  template <typename Condition>
  static bool Within10s(Condition condition) {
    const absl::Time deadline = Soon();
    while (!condition()) {
      if (absl::Now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }
  static PeriodicOptions Every(absl::Duration interval) {
    return {"sweep", "test", interval, absl::Seconds(5)};
  }
};

TEST_F(PeriodicTest, RepeatsAStepWhileThereIsMoreAndThenEveryInterval) {
  std::atomic<int> steps{0};
  Periodic job(db_, Every(absl::Milliseconds(20)),
               [&](sql::Tx&) -> StatusOr<bool> { return ++steps % 3 != 0; });
  job.Start();
  EXPECT_TRUE(Within10s([&] { return steps >= 9; }));
}

TEST_F(PeriodicTest, GoesOnAfterAnError) {
  std::atomic<int> steps{0};
  Periodic job(db_, Every(absl::Milliseconds(5)), [&](sql::Tx&) -> StatusOr<bool> {
    if (++steps < 3) return Error(absl::StatusCode::kInternal, "TEST", "Fails.");
    return false;
  });
  job.Start();
  EXPECT_TRUE(Within10s([&] { return steps >= 5; }));
}

TEST_F(PeriodicTest, RunsInOneProcessOnlyAndMovesWhenThatEnds) {
  std::atomic<int> first_steps{0};
  std::atomic<int> second_steps{0};
  const auto count = [](std::atomic<int>& steps) {
    return [&steps](sql::Tx&) -> StatusOr<bool> {
      ++steps;
      return false;
    };
  };
  auto first = std::make_unique<Periodic>(db_, Every(absl::Milliseconds(5)), count(first_steps));
  first->Start();
  ASSERT_TRUE(Within10s([&] { return first_steps > 0; }));
  Periodic second(db_, Every(absl::Milliseconds(5)), count(second_steps));
  second.Start();
  const int seen = first_steps;
  ASSERT_TRUE(Within10s([&] { return first_steps > seen + 5; }));
  EXPECT_EQ(second_steps, 0);
  first.reset();
  EXPECT_TRUE(Within10s([&] { return second_steps > 0; }));
}

}  // namespace
}  // namespace duaal::timers
