#ifndef CHASSIS_OUTBOX_FEED_FIXTURE_H_
#define CHASSIS_OUTBOX_FEED_FIXTURE_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "chassis/outbox/feed.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/server.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

// Shared by the tests of the feed and of its consumer.
namespace duaal::outbox {

inline absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

// Looks again and again until the condition holds; false when it does not within 20 seconds.
template <typename Condition>
bool Eventually(Condition condition) {
  const absl::Time deadline = Soon();
  while (!condition()) {
    if (absl::Now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

// A call as the server would hand it to `Watch`.
class FakeCall final : public rpc::Call {
 public:
  [[nodiscard]] const auth::Principal& principal() const override { return principal_; }
  [[nodiscard]] absl::Time deadline() const override { return Soon(); }
  [[nodiscard]] const std::string& method() const override { return method_; }
  [[nodiscard]] const std::string& trace_id() const override { return trace_id_; }
  [[nodiscard]] absl::CivilDay today() const override { return absl::CivilDay(2026, 11, 22); }
  [[nodiscard]] absl::Time now() const override { return absl::Now(); }
  [[nodiscard]] bool cancelled() const override { return cancelled_; }
  [[nodiscard]] const std::string& body_hash() const override { return trace_id_; }
  void LogAhead(const Uuid& /*subject*/) const override {}
  void Cancel() { cancelled_ = true; }

 private:
  auth::Principal principal_;
  std::string method_ = "duaal.feed.v1.FeedService/Watch";
  std::string trace_id_ = "0123456789abcdef0123456789abcdef";
  std::atomic<bool> cancelled_{false};
};

// A database with a table of facts, into which writers put one row and one or more events at a time.
class FeedFixture : public ::testing::Test {
 protected:
  explicit FeedFixture(testing::MariaDb& server = testing::MariaDb::Shared())
      : server_(server),
        schema_(server.CreateSchema({"chassis/migrations"})),
        db_(server.OptionsFor(schema_)) {
    server_.Root(schema_, "CREATE TABLE fact (name VARCHAR(64) PRIMARY KEY, writer INT NOT NULL)");
    server_.Root(schema_, "GRANT SELECT, INSERT ON fact TO '" + schema_ + "'@'localhost'");
  }

  static Event Named(std::string name) {
    return Event{"duaal.test.v1.Fact", "subject", "", "GM0164", absl::Now(), std::move(name)};
  }

  // Writes facts and their events in one transaction, which is rolled back at the end unless `keep`.
  Status Write(int writer, const std::vector<std::string>& names, bool keep = true) {
    return db_.Run(
        Soon(),
        [&](sql::Tx& tx) -> Status {
          std::vector<Event> events;
          for (const std::string& name : names) {
            RETURN_IF_ERROR(
                tx.Execute("INSERT INTO fact (name, writer) VALUES (?, ?)", name, writer).status());
            events.push_back(Named(name));
          }
          RETURN_IF_ERROR(Append(tx, events));
          return keep ? absl::OkStatus() : absl::CancelledError("rolled back on purpose");
        },
        /*rerun_unknown_commit=*/false);
  }

  // Writers that put one to four facts at a time until told to stop, one in five of them rolled back.
  // Remembers which were acknowledged.
  class Writers {
   public:
    Writers(FeedFixture& fixture, int count)
        : fixture_(fixture), acknowledged_(static_cast<std::size_t>(count)) {
      for (int writer = 0; writer < count; ++writer) {
        threads_.emplace_back([this, writer] { Work(writer); });
      }
    }
    ~Writers() { Stop(); }
    void Stop() {
      stop_ = true;
      for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
      }
    }
    // Call after `Stop`.
    [[nodiscard]] std::vector<std::string> Acknowledged() const {
      std::vector<std::string> all;
      for (const auto& names : acknowledged_) all.insert(all.end(), names.begin(), names.end());
      return all;
    }
    [[nodiscard]] int commits() const { return commits_; }

   private:
    void Work(int writer) {
      std::minstd_rand random(static_cast<unsigned>(writer) + 1);
      for (int round = 0; !stop_; ++round) {
        std::vector<std::string> names;
        for (unsigned i = 0; i <= random() % 4; ++i) {
          names.push_back(std::to_string(writer) + "/" + std::to_string(round) + "/" + std::to_string(i));
        }
        if (!fixture_.Write(writer, names, random() % 5 != 0).ok()) continue;
        ++commits_;
        auto& mine = acknowledged_[static_cast<std::size_t>(writer)];
        mine.insert(mine.end(), names.begin(), names.end());
      }
    }

    FeedFixture& fixture_;
    std::vector<std::vector<std::string>> acknowledged_;
    std::atomic<int> commits_{0};
    std::atomic<bool> stop_{false};
    std::vector<std::thread> threads_;
  };

  [[nodiscard]] std::int64_t Count(const std::string& table) const {
    return server_.Root(schema_, "SELECT COUNT(*) FROM " + table).at(0).Int(0);
  }
  [[nodiscard]] bool AllNumbered() const { return Count("outbox") == 0; }

  // The payloads in feed order, after a check that positions are 1, 2, 3 ... and known times never go back.
  [[nodiscard]] std::vector<std::string> FeedPayloads() const {
    const sql::Rows rows =
        server_.Root(schema_, "SELECT position, payload, known_time FROM feed ORDER BY position");
    std::vector<std::string> payloads;
    absl::Time known = absl::InfinitePast();
    for (const sql::Row& row : rows) {
      EXPECT_EQ(row.Int(0), static_cast<std::int64_t>(payloads.size()) + 1)
          << "a gap, or a position used twice";
      EXPECT_GE(row.Time(2), known);
      known = row.Time(2);
      payloads.push_back(row.Str(1));
    }
    return payloads;
  }

  // The names of all committed facts.
  [[nodiscard]] std::vector<std::string> Facts() const {
    std::vector<std::string> names;
    for (const sql::Row& row : server_.Root(schema_, "SELECT name FROM fact")) names.push_back(row.Str(0));
    return names;
  }

  // Each committed fact is in the feed once, nothing else is, and each writer's facts come in its order.
  void ExpectFeedEqualsFacts() const {
    const std::vector<std::string> payloads = FeedPayloads();
    std::vector<std::string> sorted = payloads;
    std::vector<std::string> facts = Facts();
    std::sort(sorted.begin(), sorted.end());
    std::sort(facts.begin(), facts.end());
    ASSERT_EQ(sorted, facts);
    std::map<std::string, int> last_round;
    for (const std::string& name : payloads) {
      const std::size_t slash = name.find('/');
      const int round = std::stoi(name.substr(slash + 1));
      int& last = last_round[name.substr(0, slash)];
      ASSERT_GE(round, last) << "effect before cause: " << name;
      last = round;
    }
  }

  testing::MariaDb& server_;
  const std::string schema_;
  sql::Database db_;
};

// Reads a feed through `Watch` on a thread of its own, checking that positions follow each other.
class Reader {
 public:
  Reader(Feed& feed, std::int64_t after) : thread_([this, &feed, after] { Work(feed, after); }) {}
  ~Reader() {
    call_->Cancel();
    thread_.join();
  }
  [[nodiscard]] std::int64_t position() const { return position_; }
  // Call after the position stands still.
  [[nodiscard]] const std::vector<std::string>& payloads() const { return payloads_; }

 private:
  void Work(Feed& feed, std::int64_t after) {
    feed::v1::WatchRequest request;
    request.set_after_position(after);
    auto step = feed.Watch(call_, request);
    ASSERT_OK(step);
    std::int64_t next = after + 1;
    while (!call_->cancelled()) {
      feed::v1::WatchResponse response;
      const auto more = (*step)(&response);
      if (!more.ok()) {
        EXPECT_TRUE(call_->cancelled()) << more.status();
        return;
      }
      for (const auto& event : response.events()) {
        EXPECT_EQ(event.position(), next++);
        payloads_.push_back(event.payload());
      }
      position_ = next - 1;
    }
  }

  std::shared_ptr<FakeCall> call_ = std::make_shared<FakeCall>();
  std::atomic<std::int64_t> position_{0};
  std::vector<std::string> payloads_;
  std::thread thread_;
};

}  // namespace duaal::outbox

#endif  // CHASSIS_OUTBOX_FEED_FIXTURE_H_
