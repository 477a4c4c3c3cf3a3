#include <algorithm>
#include <atomic>

#include "chassis/rpc/server_fixture.h"
#include "gmock/gmock.h"
#include "wrapper_test.grpc.pb.h"

namespace duaal::rpc {
namespace {

using test::v1::FollowRequest;
using test::v1::Row;
using test::v1::Total;
using ::testing::Each;
using ::testing::ElementsAre;
using testing::IsOk;
using ::testing::Le;
using ::testing::SizeIs;
using testing::StatusIs;

constexpr char kExchange[] = "duaal.rpc.test.v1.StreamService/Exchange";
constexpr char kCollect[] = "duaal.rpc.test.v1.StreamService/Collect";
constexpr char kFollow[] = "duaal.rpc.test.v1.StreamService/Follow";

// What the handlers of a test do and saw.
struct Script {
  Gate* gate = nullptr;  // waited at before each batch
  Status batch_status;   // given by each batch
  bool silent = false;   // client stream without an answer
  std::mutex mutex;
  std::vector<std::size_t> batches;  // sizes
  std::vector<Status> checks;
  std::atomic<int> rows{0};
  std::atomic<int> ends{0};

  // For the test: gRPC orders its reading after the handler's writing with locks that the sanitizer cannot
  // see.
  std::vector<std::size_t> Batches() {
    const std::lock_guard lock(mutex);
    return batches;
  }
  std::vector<Status> Checks() {
    const std::lock_guard lock(mutex);
    return checks;
  }
};

template <typename Response>
class Scripted final : public StreamHandler<Row, Response> {
 public:
  explicit Scripted(Script& script) : script_(script) {}
  Status OnBatch(const std::vector<Row>& batch, const std::vector<Status>& checks,
                 std::vector<Response>* out) override {
    if (script_.gate != nullptr) script_.gate->Wait();
    std::lock_guard lock(script_.mutex);
    script_.batches.push_back(batch.size());
    script_.checks.insert(script_.checks.end(), checks.begin(), checks.end());
    script_.rows += static_cast<int>(batch.size());
    if constexpr (std::is_same_v<Response, Row>) out->insert(out->end(), batch.begin(), batch.end());
    return script_.batch_status;
  }
  Status OnEnd(std::vector<Response>* out) override {
    ++script_.ends;
    if constexpr (std::is_same_v<Response, Total>) {
      if (!script_.silent) out->emplace_back().set_rows(script_.rows);
    }
    return absl::OkStatus();
  }

 private:
  Script& script_;
};

class StreamTest : public ServerFixture {
 protected:
  using Follow = Server::SourceFactory<FollowRequest, Row>;

  std::unique_ptr<Server> Serve(Server::Options options, Script& script, Follow follow = {}) {
    auto server = std::make_unique<Server>(std::move(options));
    server->Stream<Row, Row>(kExchange, [&script](const std::shared_ptr<const Call>&) {
      return std::unique_ptr<StreamHandler<Row, Row>>(std::make_unique<Scripted<Row>>(script));
    });
    server->Stream<Row, Total>(kCollect, [&script](const std::shared_ptr<const Call>&) {
      return std::unique_ptr<StreamHandler<Row, Total>>(std::make_unique<Scripted<Total>>(script));
    });
    if (!follow) follow = Numbers(3);
    server->Source<FollowRequest, Row>(kFollow, std::move(follow));
    EXPECT_OK(server->Start());
    return server;
  }

  // Sends so many rows after the position asked for, then ends.
  static Follow Numbers(int count) {
    return [count](const std::shared_ptr<const Call>&, const FollowRequest& request) {
      auto at = std::make_shared<int>(request.after());
      const int last = request.after() + count;
      return StatusOr<Server::SourceStep<Row>>([at, last](Row* out) -> StatusOr<bool> {
        if (*at == last) return false;
        out->set_number(++*at);
        return true;
      });
    };
  }

  // Sends rows for as long as somebody listens.
  static Follow Heartbeat(std::atomic<int>& open) {
    return [&open](const std::shared_ptr<const Call>& call, const FollowRequest&) {
      ++open;
      const auto left = std::shared_ptr<void>(nullptr, [&open](void*) { --open; });
      return StatusOr<Server::SourceStep<Row>>([call, left](Row* out) -> StatusOr<bool> {
        Gate().WaitFor(absl::Milliseconds(2));  // news that never comes
        out->set_number(1);
        return !call->cancelled();
      });
    };
  }

  auth::Principal Service(const std::string& name) {
    auth::Principal principal;
    principal.kind = auth::PrincipalKind::kService;
    principal.id = name;
    return principal;
  }
  Outgoing AsService(const std::string& name) {
    return Outgoing{absl::InfiniteFuture(), TokenFor(Service(name), name), {}, false};
  }

  // Opens Follow, reads at most `most` rows and tells how it ended.
  Status ReadFollow(const std::shared_ptr<grpc::Channel>& channel, const Outgoing& outgoing, int most,
                    int* got, int after = 0) {
    const auto stub = test::v1::StreamService::NewStub(channel);
    grpc::ClientContext context;
    Prepare(context, outgoing);
    FollowRequest request;
    request.set_after(after);
    const auto reader = stub->Follow(&context, request);
    Row row;
    for (*got = 0; *got < most && reader->Read(&row); ++*got) {
    }
    if (*got == most) context.TryCancel();
    while (reader->Read(&row)) {
    }
    return FromGrpc(reader->Finish());
  }
};

Row NumberedRow(int number) {
  Row row;
  row.set_number(number);
  return row;
}

TEST_F(StreamTest, AnswersEveryRowInOrder) {
  Script script;
  const auto server = Serve(Options(), script);
  const auto stub = test::v1::StreamService::NewStub(ChannelTo(*server));
  grpc::ClientContext context;
  Prepare(context, With(Reader()));
  const auto stream = stub->Exchange(&context);
  constexpr int kRows = 1500;
  std::jthread writer([&] {
    for (int i = 1; i <= kRows; ++i) stream->Write(NumberedRow(i));
    stream->WritesDone();
  });
  Row row;
  int expected = 1;
  while (stream->Read(&row)) EXPECT_EQ(row.number(), expected++);
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(expected, kRows + 1);
  EXPECT_EQ(script.ends, 1);
  EXPECT_THAT(script.Batches(), Each(Le(static_cast<std::size_t>(Server::kStreamBatch))));
}

TEST_F(StreamTest, TakesWhatArrivedMeanwhileAsOneBatchAndReadsNoFurther) {
  Gate gate;
  Script script;
  script.gate = &gate;
  const auto server = Serve(Options(), script);
  const auto stub = test::v1::StreamService::NewStub(ChannelTo(*server));
  grpc::ClientContext context;
  Prepare(context, With(Reader()));
  Total total;
  const auto stream = stub->Collect(&context, &total);
  std::atomic<int> written{0};
  constexpr int kRows = 2000;
  std::jthread writer([&] {
    for (int i = 1; i <= kRows; ++i) {
      Row row = NumberedRow(i);
      row.set_text(std::string(10'000, 'x'));  // large, so that flow control is felt
      if (stream->Write(row)) ++written;
    }
    stream->WritesDone();
  });
  ASSERT_TRUE(Eventually([&] { return gate.waiting() == 1; }));
  // The handler stands still, so the writer must come to stand still too, long before its end.
  int before = -1;
  absl::Time since = absl::Now();
  EXPECT_TRUE(Eventually([&] {
    const int now = written;
    if (now != before) since = absl::Now();
    before = now;
    return now > Server::kStreamBatch && absl::Now() - since > absl::Milliseconds(500);
  }));
  EXPECT_LT(written, kRows);
  gate.Open();
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(total.rows(), kRows);
  const std::vector<std::size_t> batches = script.Batches();
  EXPECT_EQ(*std::max_element(batches.begin(), batches.end()),
            static_cast<std::size_t>(Server::kStreamBatch));
}

TEST_F(StreamTest, HandsOverTheFaultsOfEachRow) {
  Script script;
  const auto server = Serve(Options(), script);
  const auto stub = test::v1::StreamService::NewStub(ChannelTo(*server));
  grpc::ClientContext context;
  Prepare(context, With(Reader()));
  Total total;
  const auto stream = stub->Collect(&context, &total);
  stream->Write(NumberedRow(1));
  Row bad = NumberedRow(0);
  bad.set_participant_id("x");
  stream->Write(bad);
  Row broken = NumberedRow(3);
  broken.GetReflection()->MutableUnknownFields(&broken)->AddLengthDelimited(4, "\xFF");
  stream->Write(broken);
  stream->WritesDone();
  ASSERT_TRUE(stream->Finish().ok());
  EXPECT_EQ(total.rows(), 3);
  const std::vector<Status> checks = script.Checks();
  EXPECT_THAT(checks, ElementsAre(IsOk(), StatusIs(absl::StatusCode::kInvalidArgument),
                                  StatusIs(absl::StatusCode::kInvalidArgument)));
  EXPECT_THAT(DetailsOf(checks[1]).violations, SizeIs(2));
  EXPECT_THAT(DetailsOf(checks[2]).violations, SizeIs(1));
}

TEST_F(StreamTest, AnEmptyStreamStillEnds) {
  Script script;
  const auto server = Serve(Options(), script);
  const auto stub = test::v1::StreamService::NewStub(ChannelTo(*server));
  grpc::ClientContext context;
  Prepare(context, With(Reader()));
  Total total;
  const auto stream = stub->Collect(&context, &total);
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(script.ends, 1);
}

TEST_F(StreamTest, AnErrorEndsTheStream) {
  Script script;
  script.batch_status = Error(absl::StatusCode::kFailedPrecondition, "CLOSED", "The list is closed.");
  const auto server = Serve(Options(), script);
  const auto stub = test::v1::StreamService::NewStub(ChannelTo(*server));
  grpc::ClientContext context;
  Prepare(context, With(Reader()));
  Total total;
  const auto stream = stub->Collect(&context, &total);
  while (stream->Write(NumberedRow(1))) {
  }
  EXPECT_THAT(FromGrpc(stream->Finish()), StatusIs(absl::StatusCode::kFailedPrecondition, "CLOSED"));
  EXPECT_EQ(script.ends, 0);
}

TEST_F(StreamTest, AClientStreamWithoutAnswerIsAFault) {
  Script script;
  script.silent = true;
  const auto server = Serve(Options(), script);
  const auto stub = test::v1::StreamService::NewStub(ChannelTo(*server));
  grpc::ClientContext context;
  Prepare(context, With(Reader()));
  Total total;
  const auto stream = stub->Collect(&context, &total);
  stream->WritesDone();
  EXPECT_THAT(FromGrpc(stream->Finish()), StatusIs(absl::StatusCode::kInternal));
}

TEST_F(StreamTest, ACancelledStreamDoesNotEndAsIfItWereComplete) {
  Script script;
  const auto server = Serve(Options(), script);
  const auto stub = test::v1::StreamService::NewStub(ChannelTo(*server));
  {
    grpc::ClientContext context;
    Prepare(context, With(Reader()));
    const auto stream = stub->Exchange(&context);
    stream->Write(NumberedRow(1));
    Row row;
    ASSERT_TRUE(stream->Read(&row));
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  ASSERT_TRUE(Eventually([&] { return !Seen(kExchange).empty(); }));
  EXPECT_THAT(Seen(kExchange)[0], StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(StreamTest, AStreamNeedsTheSameRightsAsACall) {
  Script script;
  const auto server = Serve(Options(), script);
  const auto stub = test::v1::StreamService::NewStub(ChannelTo(*server));
  auth::Principal principal = Reader();
  principal.permissions.clear();
  grpc::ClientContext context;
  Prepare(context, With(principal));
  Total total;
  const auto stream = stub->Collect(&context, &total);
  stream->WritesDone();
  EXPECT_THAT(FromGrpc(stream->Finish()),
              StatusIs(absl::StatusCode::kPermissionDenied, "PERMISSION_MISSING"));
  EXPECT_EQ(script.rows, 0);
}

TEST_F(StreamTest, RefusesMoreStreamsThanItMayHold) {
  Script script;
  Server::Options options = Options();
  options.max_streams = 1;
  const auto server = Serve(std::move(options), script);
  const auto stub = test::v1::StreamService::NewStub(ChannelTo(*server));
  grpc::ClientContext first_context;
  Prepare(first_context, With(Reader()));
  const auto first = stub->Exchange(&first_context);
  first->Write(NumberedRow(1));
  Row row;
  ASSERT_TRUE(first->Read(&row));
  grpc::ClientContext second_context;
  Prepare(second_context, With(Reader()));
  const auto second = stub->Exchange(&second_context);
  EXPECT_THAT(FromGrpc(second->Finish()), StatusIs(absl::StatusCode::kResourceExhausted, "OVERLOADED"));
  first->WritesDone();
  EXPECT_TRUE(first->Finish().ok());
}

// --- server streams ---

TEST_F(StreamTest, FollowsFromThePositionAskedFor) {
  Script script;
  const auto server = Serve(Options(), script);
  int got = 0;
  EXPECT_OK(ReadFollow(ChannelTo(*server, "reporting-svc"), AsService("reporting-svc"), 100, &got, 40));
  EXPECT_EQ(got, 3);
}

TEST_F(StreamTest, OnlyNamedServicesFollowAndOnlyAsThemselves) {
  Script script;
  const auto server = Serve(Options(), script);
  int got = 0;
  // Another service; the named service's token from elsewhere; the gateway with anybody's.
  EXPECT_THAT(ReadFollow(ChannelTo(*server, "partner-svc"), AsService("partner-svc"), 1, &got),
              StatusIs(absl::StatusCode::kPermissionDenied, "CALLER_NOT_ALLOWED"));
  EXPECT_THAT(ReadFollow(ChannelTo(*server, "partner-svc"), AsService("reporting-svc"), 1, &got),
              StatusIs(absl::StatusCode::kPermissionDenied, "CALLER_NOT_ALLOWED"));
  EXPECT_THAT(ReadFollow(ChannelTo(*server, "gateway"), With(Reader()), 1, &got),
              StatusIs(absl::StatusCode::kPermissionDenied, "CALLER_NOT_ALLOWED"));
}

TEST_F(StreamTest, ChecksTheRequestOfASource) {
  Script script;
  const auto server = Serve(Options(), script);
  int got = 0;
  EXPECT_THAT(ReadFollow(ChannelTo(*server, "reporting-svc"), AsService("reporting-svc"), 1, &got, -1),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(StreamTest, RefusesMoreSourcesThanItHasThreadsAndFreesThemOnCancel) {
  Script script;
  std::atomic<int> open{0};
  Server::Options options = Options();
  options.max_sources = 2;
  const auto server = Serve(std::move(options), script, Heartbeat(open));
  const auto channel = ChannelTo(*server, "reporting-svc");
  const auto stub = test::v1::StreamService::NewStub(channel);
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<Row>>> readers;
  Row row;
  for (int i = 0; i < 2; ++i) {
    contexts.push_back(std::make_unique<grpc::ClientContext>());
    Prepare(*contexts.back(), AsService("reporting-svc"));
    readers.push_back(stub->Follow(contexts.back().get(), FollowRequest()));
    ASSERT_TRUE(readers.back()->Read(&row));
  }
  EXPECT_EQ(server->open_sources(), 2U);
  int got = 0;
  EXPECT_THAT(ReadFollow(channel, AsService("reporting-svc"), 1, &got),
              StatusIs(absl::StatusCode::kResourceExhausted, "OVERLOADED"));
  for (int i = 0; i < 2; ++i) {
    contexts[static_cast<std::size_t>(i)]->TryCancel();
    readers[static_cast<std::size_t>(i)]->Finish();
  }
  EXPECT_TRUE(Eventually([&] { return open == 0 && server->open_sources() == 0; }));
  EXPECT_THAT(ReadFollow(channel, AsService("reporting-svc"), 1, &got),
              StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(got, 1);
}

TEST_F(StreamTest, DrainEndsSourcesAsUnavailable) {
  Script script;
  std::atomic<int> open{0};
  const auto server = Serve(Options(), script, Heartbeat(open));
  const auto channel = ChannelTo(*server, "reporting-svc");
  Status status;
  std::jthread follower([&] {
    int got = 0;
    status = ReadFollow(channel, AsService("reporting-svc"), 1'000'000, &got);
  });
  ASSERT_TRUE(Eventually([&] { return open == 1; }));
  server->Drain(kPatience);
  follower.join();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, "DRAINING"));
  EXPECT_EQ(open, 0);
}

// --- processing log ---

class StreamLogTest : public StreamTest {
 protected:
  Server::Options Logging() {
    Server::Options options = Options();
    options.log = [this](processing_log::Record record, std::function<void(Status)> done) {
      {
        std::lock_guard lock(mutex_);
        records_.push_back(std::move(record));
      }
      done(outcome_);
    };
    return options;
  }
  // What was logged so far; handlers' threads wrote it.
  std::vector<processing_log::Record> Records() {
    std::lock_guard lock(mutex_);
    return records_;
  }

  std::mutex mutex_;
  std::vector<processing_log::Record> records_;
  Status outcome_;
};

TEST_F(StreamLogTest, LogsEachBatchWithItsPeople) {
  Script script;
  const auto server = Serve(Logging(), script);
  const auto stub = test::v1::StreamService::NewStub(ChannelTo(*server));
  grpc::ClientContext context;
  Prepare(context, With(Reader()));
  const auto stream = stub->Exchange(&context);
  const Uuid one = Uuid::NewV7();
  Row row = NumberedRow(1);
  row.set_participant_id(one.ToString());
  row.set_municipality_code("GM0193");
  Row answer;
  for (int i = 0; i < 2; ++i) {
    stream->Write(row);
    ASSERT_TRUE(stream->Read(&answer));
  }
  stream->WritesDone();
  ASSERT_TRUE(stream->Finish().ok());
  const auto records = Records();
  ASSERT_THAT(records, SizeIs(2));
  for (const auto& record : records) {
    EXPECT_THAT(record.subjects, ElementsAre(one));
    EXPECT_EQ(record.municipality_code, "GM0193");
    EXPECT_EQ(record.method, kExchange);
    EXPECT_EQ(record.processing_activity, "intake");
    EXPECT_EQ(record.purpose, "inburgering");
    EXPECT_EQ(record.principal_id, "staff-1");
  }
}

TEST_F(StreamLogTest, KeepsBackAnswersThatWereNotLogged) {
  outcome_ = Error(absl::StatusCode::kUnavailable, "PROCESSING_LOG", "Try again.");
  Script script;
  const auto server = Serve(Logging(), script);
  const auto stub = test::v1::StreamService::NewStub(ChannelTo(*server));
  grpc::ClientContext context;
  Prepare(context, With(Reader()));
  const auto stream = stub->Exchange(&context);
  Row row = NumberedRow(1);
  row.set_participant_id(Uuid::NewV7().ToString());
  stream->Write(row);
  Row answer;
  EXPECT_FALSE(stream->Read(&answer));
  EXPECT_THAT(FromGrpc(stream->Finish()), StatusIs(absl::StatusCode::kUnavailable, "PROCESSING_LOG"));
}

}  // namespace
}  // namespace duaal::rpc
