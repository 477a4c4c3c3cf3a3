#include "chassis/outbox/consumer.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <mutex>

#include "chassis/outbox/applied.h"
#include "chassis/outbox/feed_fixture.h"
#include "chassis/rpc/status.h"
#include "chassis/testing/fault_points.h"
#include "duaal/feed/v1/feed_service.grpc.pb.h"
#include "grpcpp/grpcpp.h"

namespace duaal::outbox {
namespace {

using ::duaal::testing::FaultPoint;
using feed::v1::Event;
using feed::v1::WatchRequest;
using feed::v1::WatchResponse;

// Serves a feed without TLS and tokens. `tamper` sees each message before it is sent.
class FeedServer final : public feed::v1::FeedService::Service {
 public:
  using Tamper = std::function<void(grpc::ServerContext&, WatchResponse*)>;

  explicit FeedServer(Feed& feed) : feed_(feed) { Start("127.0.0.1:0"); }
  ~FeedServer() override { Stop(); }
  void Stop() {
    if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now());
    server_ = nullptr;
  }
  void Restart() { Start(address()); }
  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] int opened() const { return opened_; }
  void set_tamper(Tamper tamper) {
    const std::lock_guard lock(mutex_);
    tamper_ = std::move(tamper);
  }

  grpc::Status Watch(grpc::ServerContext* context, const WatchRequest* request,
                     grpc::ServerWriter<WatchResponse>* writer) override {
    ++opened_;
    const auto call = std::make_shared<FakeCall>();
    auto step = feed_.Watch(call, *request);
    if (!step.ok()) return rpc::ToGrpc(step.status(), call->trace_id());
    while (!context->IsCancelled()) {
      WatchResponse response;
      const auto more = (*step)(&response);
      if (!more.ok()) return rpc::ToGrpc(more.status(), call->trace_id());
      Tamper tamper;
      {
        const std::lock_guard lock(mutex_);
        tamper = tamper_;
      }
      if (tamper) tamper(*context, &response);
      if (!writer->Write(response)) break;
    }
    return grpc::Status::OK;
  }

 private:
  void Start(const std::string& address) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
  }

  Feed& feed_;
  int port_ = 0;
  std::atomic<int> opened_{0};
  std::mutex mutex_;
  Tamper tamper_;
  std::unique_ptr<grpc::Server> server_;
};

class ConsumerTest : public FeedFixture {
 protected:
  ConsumerTest() {
    server_.Root(reader_schema_, kCreateApplied);
    server_.Root(reader_schema_, "GRANT SELECT, INSERT ON applied TO '" + reader_schema_ + "'@'localhost'");
    feed_.Start();
  }

  std::unique_ptr<Consumer> Follow(ApplyBatch apply = ApplyToTable, int batch_events = 500) {
    ConsumerOptions options;
    options.feed = "owner";
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
    options.channel =
        grpc::CreateCustomChannel(feed_server_.address(), grpc::InsecureChannelCredentials(), arguments);
    options.batch_events = batch_events;
    auto consumer = std::make_unique<Consumer>(reader_db_, std::move(options), std::move(apply));
    consumer->Start();
    return consumer;
  }

  void WriteMany(int count, int writer = 0) {
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) names.push_back(std::to_string(writer) + "/0/" + std::to_string(i));
    ASSERT_OK(Write(writer, names));
  }
  [[nodiscard]] std::int64_t Applied() const {
    return server_.Root(reader_schema_, "SELECT COUNT(*) FROM applied").at(0).Int(0);
  }
  [[nodiscard]] std::int64_t Cursor() const {
    const sql::Rows rows =
        server_.Root(reader_schema_, "SELECT position FROM feed_cursor WHERE feed = 'owner'");
    return rows.empty() ? 0 : rows[0].Int(0);
  }
  // Everything in the feed has been applied, once, in order.
  void ExpectAllApplied() const {
    ASSERT_TRUE(Eventually([&] { return AllNumbered() && Cursor() == Count("feed"); }))
        << "at " << Cursor() << " of " << Count("feed");
    std::vector<std::string> applied;
    for (const sql::Row& row : server_.Root(reader_schema_, "SELECT payload FROM applied ORDER BY id")) {
      applied.push_back(row.Str(0));
    }
    ASSERT_EQ(applied, FeedPayloads());
  }

  Feed feed_{db_, "test"};
  FeedServer feed_server_{feed_};
  const std::string reader_schema_ = server_.CreateSchema({"chassis/migrations"});
  sql::Database reader_db_{server_.OptionsFor(reader_schema_)};
};

TEST_F(ConsumerTest, AppliesWhatWasThereAndWhatComes) {
  WriteMany(1200);
  const auto consumer = Follow();
  Writers writers(*this, 3);
  ASSERT_TRUE(Eventually([&] { return writers.commits() > 200; }));
  writers.Stop();
  ExpectAllApplied();
  ASSERT_TRUE(Eventually([&] { return consumer->state().position == Count("feed"); }));
  EXPECT_EQ(consumer->state().feed, "owner");
  EXPECT_EQ(consumer->state().head_position, Count("feed"));
  EXPECT_EQ(consumer->state().stuck_position, 0);
}

TEST_F(ConsumerTest, TheKnownTimeMovesOnWhileNothingHappens) {
  WriteMany(1);
  const auto consumer = Follow();
  ASSERT_TRUE(Eventually([&] { return consumer->state().position == 1; }));
  const ConsumerState before = consumer->state();
  EXPECT_TRUE(Eventually([&] {
    const ConsumerState now = consumer->state();
    return now.known_time > before.known_time && now.heard_time > before.heard_time;
  }));
  EXPECT_LT(absl::AbsDuration(absl::Now() - consumer->state().known_time), absl::Seconds(2));
}

TEST_F(ConsumerTest, TheKnownTimeWaitsForWhatIsNotApplied) {
  std::atomic<bool> broken{true};
  WriteMany(1);
  const auto consumer = Follow([&](sql::Tx& tx, const std::vector<Event>& events) -> Status {
    if (broken) return Error(absl::StatusCode::kInternal, "TEST", "Fails.");
    return ApplyToTable(tx, events);
  });
  ASSERT_TRUE(Eventually([&] { return consumer->state().stuck_position == 1; }));
  EXPECT_EQ(consumer->state().known_time, absl::UnixEpoch());
  broken = false;
  EXPECT_TRUE(Eventually([&] { return consumer->state().known_time > absl::UnixEpoch(); }));
  EXPECT_EQ(consumer->state().stuck_position, 0);
}

TEST_F(ConsumerTest, ABatchIsOneTransactionOfBoundedSize) {
  WriteMany(105);
  ASSERT_TRUE(Eventually([&] { return AllNumbered(); }));
  std::mutex mutex;
  std::vector<std::size_t> sizes;
  const auto consumer = Follow(
      [&](sql::Tx& tx, const std::vector<Event>& events) {
        const std::lock_guard lock(mutex);
        sizes.push_back(events.size());
        return ApplyToTable(tx, events);
      },
      10);
  ExpectAllApplied();
  const std::lock_guard lock(mutex);
  for (const std::size_t size : sizes) EXPECT_LE(size, 10U);
}

TEST_F(ConsumerTest, RestartedInTheMiddleItAppliesExactlyOnce) {
  Writers writers(*this, 3);
  for (int start = 1; start <= 8; ++start) {
    const std::int64_t before = Applied();
    const auto consumer = Follow(ApplyToTable, 7);
    ASSERT_TRUE(Eventually([&] { return Applied() > before + 10; }));
  }
  writers.Stop();
  const auto consumer = Follow();
  ExpectAllApplied();
}

TEST_F(ConsumerTest, KilledInTheMiddleItAppliesExactlyOnce) {
  const std::string probe =
      std::filesystem::read_symlink("/proc/self/exe").parent_path().string() + "/consumer_probe";
  const sql::DatabaseOptions database = server_.OptionsFor(reader_schema_);
  std::vector<std::string> words = {probe, database.socket, database.schema, database.password,
                                    feed_server_.address()};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  Writers writers(*this, 2);
  for (int life = 1; life <= 5; ++life) {
    pid_t child = 0;
    ASSERT_EQ(posix_spawn(&child, probe.c_str(), nullptr, nullptr, argv.data(), environ), 0);
    const std::int64_t before = Applied();
    EXPECT_TRUE(Eventually([&] { return Applied() > before + 40; }));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  writers.Stop();
  const auto consumer = Follow();
  ExpectAllApplied();
}

TEST_F(ConsumerTest, TwoAtOnceApplyEachEventOnce) {
  Writers writers(*this, 3);
  const auto first = Follow();
  const auto second = Follow();
  ASSERT_TRUE(Eventually([&] { return writers.commits() > 300; }));
  writers.Stop();
  ExpectAllApplied();
  ASSERT_TRUE(Eventually([&] { return first->state().position == Count("feed"); }));
  ASSERT_TRUE(Eventually([&] { return second->state().position == Count("feed"); }));
}

TEST_F(ConsumerTest, ACommitWhoseAnswerIsLostIsNotAppliedAgain) {
  WriteMany(30);
  ASSERT_TRUE(Eventually([&] { return AllNumbered(); }));
  const FaultPoint lost = FaultPoint::LoseAfter("COMMIT", 4);
  const auto consumer = Follow(ApplyToTable, 5);
  ExpectAllApplied();
  EXPECT_GT(lost.hits(), 0);
}

TEST_F(ConsumerTest, APoisonedEventStopsTheReaderThereAndIsRetriedUntilItGoes) {
  std::atomic<bool> cured{false};
  WriteMany(64);
  const auto consumer = Follow([&](sql::Tx& tx, const std::vector<Event>& events) -> Status {
    RETURN_IF_ERROR(ApplyToTable(tx, events));
    for (const Event& event : events) {
      if (event.position() == 23 && !cured)
        return Error(absl::StatusCode::kInvalidArgument, "TEST", "Poison.");
    }
    return absl::OkStatus();
  });
  ASSERT_TRUE(Eventually([&] { return consumer->state().stuck_position == 23; }));
  EXPECT_EQ(consumer->state().position, 22) << "what comes before it is applied";
  EXPECT_EQ(Applied(), 22);
  cured = true;
  ExpectAllApplied();
}

TEST_F(ConsumerTest, AGapInWhatArrivesIsReadAgain) {
  WriteMany(40);
  ASSERT_TRUE(Eventually([&] { return AllNumbered(); }));
  std::atomic<int> dropped{0};
  feed_server_.set_tamper([&](grpc::ServerContext&, WatchResponse* response) {
    if (dropped < 3 && response->events_size() > 5) {
      response->mutable_events()->DeleteSubrange(4, 1);
      ++dropped;
    }
  });
  const auto consumer = Follow();
  ExpectAllApplied();
  EXPECT_EQ(dropped, 3);
}

TEST_F(ConsumerTest, AnOwnerThatGoesAndComesBackIsFollowedAgain) {
  const auto consumer = Follow();
  WriteMany(5, 1);
  ASSERT_TRUE(Eventually([&] { return consumer->state().position == 5; }));
  feed_server_.Stop();
  WriteMany(5, 2);
  feed_server_.Restart();
  ExpectAllApplied();
}

TEST_F(ConsumerTest, ASilentOwnerIsLeftAndCalledAgain) {
  std::atomic<bool> silent{true};
  feed_server_.set_tamper([&](grpc::ServerContext& context, WatchResponse*) {
    while (silent && !context.IsCancelled()) std::this_thread::yield();
  });
  const auto consumer = Follow();
  WriteMany(3);
  ASSERT_TRUE(Eventually([&] { return feed_server_.opened() >= 2; }));
  silent = false;
  ExpectAllApplied();
}

TEST_F(ConsumerTest, AFeedWithAnotherHistoryIsNotFollowed) {
  WriteMany(3);
  server_.Root(reader_schema_, "INSERT INTO feed_cursor (feed, position) VALUES ('owner', 100)");
  const auto consumer = Follow();
  ASSERT_TRUE(Eventually([&] { return feed_server_.opened() >= 3; }));
  EXPECT_EQ(Applied(), 0);
  EXPECT_EQ(consumer->state().position, 100);
}

}  // namespace
}  // namespace duaal::outbox
