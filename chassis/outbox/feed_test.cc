#include "chassis/outbox/feed.h"

#include <map>
#include <string>
#include <vector>

#include "chassis/outbox/feed_fixture.h"
#include "chassis/outbox/sequencer.h"
#include "chassis/testing/fault_points.h"

namespace duaal::outbox {
namespace {

using ::duaal::testing::FaultPoint;
using ::duaal::testing::IsOk;
using ::duaal::testing::IsOkAnd;
using ::duaal::testing::StatusIs;
using feed::v1::WatchRequest;
using feed::v1::WatchResponse;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

constexpr absl::Duration kStress = absl::Seconds(3);

class FeedTest : public FeedFixture {
 protected:
  static rpc::Server::SourceStep<WatchResponse> Watch(Feed& feed, std::int64_t after) {
    WatchRequest request;
    request.set_after_position(after);
    auto step = feed.Watch(std::make_shared<FakeCall>(), request);
    EXPECT_THAT(step, IsOk());
    return step.ok() ? *step : nullptr;
  }
  // The next message with events.
  static WatchResponse Next(const rpc::Server::SourceStep<WatchResponse>& step) {
    WatchResponse response;
    EXPECT_TRUE(Eventually([&] {
      response.Clear();
      return step(&response).ok() && response.events_size() > 0;
    }));
    return response;
  }
  Status AppendOnly(const std::vector<Event>& events) {
    return db_.Run(Soon(), [&](sql::Tx& tx) { return Append(tx, events); });
  }
};

TEST_F(FeedTest, EventsArriveAsTheyWereAppended) {
  Feed feed(db_, "test");
  feed.Start();
  const Uuid person = Uuid::NewV7();
  const absl::Time occurred = absl::FromUnixMicros(1'700'000'000'123'456);
  const std::string payload("\0\x01\xff", 3);
  ASSERT_OK(AppendOnly({{"duaal.test.v1.Made", "subject-1", person.ToString(), "GM0164", occurred, payload},
                        {"duaal.test.v1.Changed", "subject-2", "", "", occurred, ""}}));
  const WatchResponse response = Next(Watch(feed, 0));
  ASSERT_EQ(response.events_size(), 2);
  EXPECT_EQ(response.head_position(), 2);
  const auto& first = response.events(0);
  EXPECT_EQ(first.position(), 1);
  EXPECT_TRUE(Uuid::Parse(first.event_id()).has_value());
  EXPECT_EQ(first.type(), "duaal.test.v1.Made");
  EXPECT_EQ(first.subject_id(), "subject-1");
  EXPECT_EQ(first.person_id(), person.ToString());
  EXPECT_EQ(first.municipality_code(), "GM0164");
  EXPECT_EQ(first.occur_time().seconds(), 1'700'000'000);
  EXPECT_EQ(first.occur_time().nanos(), 123'456'000);
  EXPECT_EQ(first.payload(), payload);
  EXPECT_EQ(response.events(1).person_id(), "");
  EXPECT_GE(response.known_time().seconds(), first.known_time().seconds());
}

TEST_F(FeedTest, AnEventThatDoesNotFitFailsItsTransaction) {
  const auto status_of = [&](Event event) { return AppendOnly({std::move(event)}); };
  Event event = Named("x");
  event.person_id = "not a uuid";
  EXPECT_THAT(status_of(event), StatusIs(absl::StatusCode::kInternal, "EVENT_INVALID"));
  event = Named("x");
  event.subject_id = std::string(65, 's');
  EXPECT_THAT(status_of(event), StatusIs(absl::StatusCode::kInternal, "EVENT_INVALID"));
  event = Named(std::string((1 << 20) + 1, 'p'));
  EXPECT_THAT(status_of(event), StatusIs(absl::StatusCode::kInternal, "EVENT_INVALID"));
  EXPECT_EQ(Count("outbox"), 0);
}

TEST_F(FeedTest, EightWritersWithRollbacksAreNumberedExactlyOnce) {
  Feed feed(db_, "test");
  feed.Start();
  Reader reader(feed, 0);
  Writers writers(*this, 8);
  const absl::Time end = absl::Now() + kStress;
  ASSERT_TRUE(Eventually([&] { return absl::Now() > end && writers.commits() > 100; }));
  writers.Stop();
  ASSERT_TRUE(Eventually([&] { return AllNumbered(); }));
  ExpectFeedEqualsFacts();
  const std::vector<std::string> payloads = FeedPayloads();
  ASSERT_TRUE(Eventually([&] { return reader.position() == static_cast<std::int64_t>(payloads.size()); }));
  EXPECT_EQ(reader.payloads(), payloads) << "who reads along sees what who reads later sees";
}

TEST_F(FeedTest, TwoSequencersAndStolenLeasesNeitherSkipNorDouble) {
  Feed first(db_, "first");
  Feed second(db_, "second");
  first.Start();
  second.Start();
  Reader reader(second, 0);
  Writers writers(*this, 4);
  int takeovers = 0;
  bool first_led = false;
  const absl::Time end = absl::Now() + kStress;
  while (absl::Now() < end || takeovers < 3) {
    ASSERT_LT(absl::Now(), end + absl::Seconds(20)) << "the lease does not move";
    if (first.leads() != first_led) {
      first_led = first.leads();
      ++takeovers;
    }
    server_.Root(schema_, "UPDATE lease SET expire_time = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND");
  }
  writers.Stop();
  ASSERT_TRUE(Eventually([&] { return AllNumbered(); }));
  ExpectFeedEqualsFacts();
  const std::vector<std::string> payloads = FeedPayloads();
  ASSERT_TRUE(Eventually([&] { return reader.position() == static_cast<std::int64_t>(payloads.size()); }));
  EXPECT_EQ(reader.payloads(), payloads);
}

TEST_F(FeedTest, AnOldHolderNumbersNothing) {
  timers::Lease old_lease(db_, internal::kFeedLease, "old", absl::Seconds(30));
  timers::Lease new_lease(db_, internal::kFeedLease, "new", absl::Seconds(30));
  internal::Sequencer old_sequencer(db_, old_lease);
  internal::Sequencer new_sequencer(db_, new_lease);
  ASSERT_THAT(old_lease.TakeOrRenew(Soon()), IsOkAnd(true));
  ASSERT_OK(Write(0, {"0/0/0"}));
  server_.Root(schema_, "UPDATE lease SET expire_time = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND");
  ASSERT_THAT(new_lease.TakeOrRenew(Soon()), IsOkAnd(true));
  EXPECT_THAT(old_sequencer.NumberBatch(Soon()), StatusIs(absl::StatusCode::kAborted, "LEASE_LOST"));
  EXPECT_EQ(Count("feed"), 0);
  ASSERT_OK(new_sequencer.NumberBatch(Soon()));
  EXPECT_THAT(FeedPayloads(), ElementsAre("0/0/0"));
}

TEST_F(FeedTest, ACommitWithoutAnswerIsNotNumberedTwice) {
  timers::Lease lease(db_, internal::kFeedLease, "test", absl::Seconds(30));
  internal::Sequencer sequencer(db_, lease);
  ASSERT_THAT(lease.TakeOrRenew(Soon()), IsOkAnd(true));
  ASSERT_OK(Write(0, {"0/0/0", "0/0/1"}));
  const FaultPoint lost = FaultPoint::LoseAfter("COMMIT");
  ASSERT_OK(sequencer.NumberBatch(Soon()));
  EXPECT_EQ(lost.hits(), 1);
  EXPECT_THAT(FeedPayloads(), ElementsAre("0/0/0", "0/0/1"));
}

TEST_F(FeedTest, AnOpenTransactionHoldsUpNobodyAndIsNumberedWhenItCommits) {
  Feed feed(db_, "test");
  feed.Start();
  const Status status = db_.Run(Soon(), [&](sql::Tx& tx) -> Status {
    RETURN_IF_ERROR(Append(tx, {Named("early")}));
    // Lower and higher ids than the open one, one and many at a time.
    for (int round = 0; round < 3; ++round) {
      std::vector<std::string> names;
      for (int i = 0; i < 1 + round * 20; ++i)
        names.push_back("0/" + std::to_string(round) + "/" + std::to_string(i));
      RETURN_IF_ERROR(Write(0, names));
      const absl::Time written = absl::Now();
      EXPECT_TRUE(Eventually([&] { return Count("feed") == Count("fact"); }));
      EXPECT_LT(absl::Now() - written, absl::Seconds(1))
          << "the sequencer waits for a row that is not committed";
    }
    return absl::OkStatus();
  });
  ASSERT_OK(status);
  ASSERT_TRUE(Eventually([&] { return AllNumbered(); }));
  EXPECT_EQ(FeedPayloads().back(), "early");
  EXPECT_EQ(Count("feed"), Count("fact") + 1);
}

TEST_F(FeedTest, ALongBacklogIsReadFromAnyPosition) {
  std::vector<Event> events;
  for (int i = 1; i <= 1789; ++i) events.push_back(Named(std::to_string(i)));
  ASSERT_OK(AppendOnly(events));
  Feed feed(db_, "test");
  feed.Start();
  ASSERT_TRUE(Eventually([&] { return feed.head_position() == 1789; }));
  for (const std::int64_t after : {0, 1, 499, 500, 1788}) {
    const auto step = Watch(feed, after);
    std::int64_t next = after + 1;
    while (next <= 1789) {
      const WatchResponse response = Next(step);
      EXPECT_LE(response.events_size(), 500);
      EXPECT_EQ(response.head_position(), 1789);
      for (const auto& event : response.events()) {
        EXPECT_EQ(event.position(), next);
        EXPECT_EQ(event.payload(), std::to_string(next++));
      }
    }
  }
}

TEST_F(FeedTest, LargePayloadsAreSplitIntoMessagesThatFit) {
  std::vector<Event> events;
  for (char c = 'a'; c < 'k'; ++c) events.push_back(Named(std::string(900'000, c)));
  for (const Event& event : events) ASSERT_OK(AppendOnly({event}));
  Feed feed(db_, "test");
  feed.Start();
  const auto step = Watch(feed, 0);
  for (std::size_t read = 0; read < events.size();) {
    const WatchResponse response = Next(step);
    EXPECT_LT(response.ByteSizeLong(), 4U << 20);
    for (const auto& event : response.events()) ASSERT_EQ(event.payload(), events[read++].payload);
  }
}

TEST_F(FeedTest, AQuietFeedSendsHeartbeatsAndItsKnownTimeMovesOn) {
  Feed feed(db_, "test");
  feed.Start();
  const auto step = Watch(feed, 0);
  ASSERT_TRUE(Eventually([&] { return feed.leads(); }));
  std::int64_t known_ns = 0;
  int moves = 0;
  // The lease is renewed on a beat of its own, so two heartbeats may tell the same time, but not many.
  for (int i = 0; i < 10 && moves < 3; ++i) {
    WatchResponse response;
    const absl::Time asked = absl::Now();
    ASSERT_THAT(step(&response), IsOkAnd(true));
    EXPECT_LT(absl::Now() - asked, absl::Seconds(1));
    EXPECT_EQ(response.events_size(), 0);
    const std::int64_t now_known_ns =
        response.known_time().seconds() * 1'000'000'000 + response.known_time().nanos();
    EXPECT_GE(now_known_ns, known_ns);
    if (now_known_ns > known_ns) ++moves;
    known_ns = now_known_ns;
  }
  EXPECT_EQ(moves, 3);
  ASSERT_OK(Write(0, {"0/0/0"}));
  const auto event = Next(step).events(0);
  EXPECT_GE(event.known_time().seconds() * 1'000'000'000 + event.known_time().nanos(), known_ns)
      << "a heartbeat promised that everything older had been told";
}

TEST_F(FeedTest, AProcessWithoutTheLeaseServesTheFeedToo) {
  Feed leader(db_, "leader");
  leader.Start();
  ASSERT_TRUE(Eventually([&] { return leader.leads(); }));
  Feed follower(db_, "follower");
  follower.Start();
  const auto step = Watch(follower, 0);
  ASSERT_OK(Write(0, {"0/0/0"}));
  EXPECT_EQ(Next(step).events(0).payload(), "0/0/0");
  EXPECT_FALSE(follower.leads());
}

TEST_F(FeedTest, APositionBeyondTheHeadIsAnotherHistory) {
  Feed feed(db_, "test");
  feed.Start();
  ASSERT_OK(Write(0, {"0/0/0"}));
  ASSERT_TRUE(Eventually([&] { return feed.head_position() == 1; }));
  WatchRequest request;
  request.set_after_position(2);
  EXPECT_THAT(feed.Watch(std::make_shared<FakeCall>(), request),
              StatusIs(absl::StatusCode::kOutOfRange, "FEED_HISTORY_DIFFERS"));
}

TEST_F(FeedTest, AGapInTheStoredFeedIsTold) {
  ASSERT_OK(Write(0, {"0/0/0", "0/0/1", "0/0/2"}));
  Feed feed(db_, "test");
  feed.Start();
  ASSERT_TRUE(Eventually([&] { return feed.head_position() == 3; }));
  server_.Root(schema_, "DELETE FROM feed WHERE position = 2");
  WatchResponse response;
  EXPECT_THAT(Watch(feed, 0)(&response), StatusIs(absl::StatusCode::kDataLoss, "FEED_BROKEN"));
}

TEST_F(FeedTest, ACancelledStreamEnds) {
  Feed feed(db_, "test");
  feed.Start();
  const auto call = std::make_shared<FakeCall>();
  auto step = feed.Watch(call, WatchRequest());
  ASSERT_OK(step);
  call->Cancel();
  WatchResponse response;
  EXPECT_THAT((*step)(&response), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(FeedTest, TheServiceMayRedactAPayloadButNeverDropOrRewriteAnEvent) {
  Feed feed(db_, "test");
  feed.Start();
  ASSERT_OK(Write(0, {"0/0/0"}));
  ASSERT_TRUE(Eventually([&] { return Count("feed") == 1; }));
  const auto run = [&](std::string_view statement) {
    return db_.Run(Soon(), [&](sql::Tx& tx) { return tx.Execute(statement); });
  };
  EXPECT_OK(run("UPDATE feed SET payload = '' WHERE position = 1"));
  EXPECT_FALSE(run("UPDATE feed SET type = 'x' WHERE position = 1").ok());
  EXPECT_FALSE(run("DELETE FROM feed WHERE position = 1").ok());
  EXPECT_FALSE(run("TRUNCATE TABLE feed").ok());
}

// Has a server of its own, which dies.
class CrashTest : public FeedFixture {
 protected:
  CrashTest() : FeedFixture(*own_) {}
  static void SetUpTestSuite() { own_ = new testing::MariaDb(); }
  static void TearDownTestSuite() {
    delete own_;
    own_ = nullptr;
  }
  static testing::MariaDb* own_;
};

testing::MariaDb* CrashTest::own_ = nullptr;

TEST_F(CrashTest, EveryAcknowledgedEventSurvivesThatTheDatabaseIsKilled) {
  Feed feed(db_, "test");
  feed.Start();
  Writers writers(*this, 4);
  for (int crash = 1; crash <= 2; ++crash) {
    ASSERT_TRUE(Eventually([&] { return writers.commits() > crash * 150; }));
    server_.Kill();
    server_.Restart();
  }
  const int commits = writers.commits();
  ASSERT_TRUE(Eventually([&] { return writers.commits() > commits + 50; })) << "writing goes on";
  writers.Stop();
  ASSERT_TRUE(Eventually([&] { return AllNumbered(); }));
  ExpectFeedEqualsFacts();
  EXPECT_THAT(Facts(), IsSupersetOf(writers.Acknowledged()));
}

}  // namespace
}  // namespace duaal::outbox
