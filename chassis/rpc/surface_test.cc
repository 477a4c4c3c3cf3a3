// What a server shows around its methods: processing-log records, health and reflection.
#include <atomic>
#include <set>

#include "chassis/rpc/reflection.h"
#include "chassis/rpc/server_fixture.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "grpcpp/impl/codegen/client_unary_call.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/support/sync_stream.h"
#include "wrapper_test.grpc.pb.h"

namespace duaal::rpc {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::StatusIs;

constexpr char kSurvey[] = "duaal.rpc.test.v1.SurveyService/Survey";

class LogTest : public ServerFixture {
 protected:
  using Handler = Server::UnaryHandler<test::v1::SurveyRequest, test::v1::SurveyResponse>;

  // Keeps what is to be logged, and the answers until a test lets them go.
  Server::Options Logging() {
    Server::Options options = Options();
    options.log = [this](processing_log::Record record, std::function<void(Status)> done) {
      std::lock_guard lock(mutex_);
      records_.push_back(std::move(record));
      if (hold_) {
        held_.push_back(std::move(done));
      } else {
        done(outcome_);
      }
    };
    return options;
  }
  // What was to be logged so far; handlers' threads wrote it.
  std::vector<processing_log::Record> Records() {
    std::lock_guard lock(mutex_);
    return records_;
  }

  void ReleaseHeld() {
    std::vector<std::function<void(Status)>> held;
    {
      std::lock_guard lock(mutex_);
      held.swap(held_);
    }
    for (const auto& done : held) done(outcome_);
  }

  std::unique_ptr<Server> Serve(Server::Options options, Handler handler) {
    auto server = std::make_unique<Server>(std::move(options));
    server->Unary<test::v1::SurveyRequest, test::v1::SurveyResponse>(kSurvey, std::move(handler));
    EXPECT_OK(server->Start());
    return server;
  }

  Status Survey(const std::shared_ptr<grpc::Channel>& channel, const test::v1::SurveyRequest& request,
                test::v1::SurveyResponse* response) {
    const auto stub = test::v1::SurveyService::NewStub(channel);
    return Invoke(With(Reader()),
                  [&](grpc::ClientContext& context) { return stub->Survey(&context, request, response); });
  }

  std::mutex mutex_;
  bool hold_ = false;
  Status outcome_;
  std::vector<processing_log::Record> records_;
  std::vector<std::function<void(Status)>> held_;
};

TEST_F(LogTest, RecordsEverybodyInRequestAndResponseOnce) {
  const Uuid asked = Uuid::NewV7();
  const Uuid found = Uuid::NewV7();
  const auto server = Serve(Logging(), [&](const Call&, const test::v1::SurveyRequest&) {
    test::v1::SurveyResponse response;
    for (const Uuid& id : {found, asked, found}) {
      auto& row = *response.add_rows();
      row.set_participant_id(id.ToString());
      row.set_municipality_code("GM0164");
    }
    return response;
  });
  test::v1::SurveyRequest request;
  request.set_participant_id(asked.ToString());
  test::v1::SurveyResponse response;
  ASSERT_OK(Survey(ChannelTo(*server), request, &response));
  const auto records = Records();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_THAT(records[0].subjects, ElementsAre(std::min(asked, found), std::max(asked, found)));
  EXPECT_EQ(records[0].municipality_code, "GM0164");
  EXPECT_EQ(records[0].processing_activity, "guidance");
  EXPECT_EQ(records[0].status, absl::StatusCode::kOk);
  EXPECT_THAT(records[0].trace_id, SizeIs(32));
}

TEST_F(LogTest, NamesNoMunicipalityWhenThereAreSeveral) {
  const auto server = Serve(Logging(), [&](const Call&, const test::v1::SurveyRequest&) {
    test::v1::SurveyResponse response;
    for (const char* code : {"GM0164", "GM0193"}) {
      response.add_rows()->set_participant_id(Uuid::NewV7().ToString());
      response.mutable_rows()->rbegin()->set_municipality_code(code);
    }
    return response;
  });
  test::v1::SurveyResponse response;
  ASSERT_OK(Survey(ChannelTo(*server), {}, &response));
  const auto records = Records();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].municipality_code, "");
}

TEST_F(LogTest, RecordsNothingWhenNobodyIsConcerned) {
  const auto server = Serve(
      Logging(), [](const Call&, const test::v1::SurveyRequest&) { return test::v1::SurveyResponse(); });
  test::v1::SurveyResponse response;
  ASSERT_OK(Survey(ChannelTo(*server), {}, &response));
  EXPECT_THAT(Records(), IsEmpty());
}

TEST_F(LogTest, RecordsFailedCallsAboutAPerson) {
  const auto server =
      Serve(Logging(), [](const Call&, const test::v1::SurveyRequest&) -> StatusOr<test::v1::SurveyResponse> {
        return NotFound("Participant");
      });
  test::v1::SurveyRequest request;
  request.set_participant_id(Uuid::NewV7().ToString());
  test::v1::SurveyResponse response;
  EXPECT_THAT(Survey(ChannelTo(*server), request, &response), StatusIs(absl::StatusCode::kNotFound));
  const auto records = Records();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].status, absl::StatusCode::kNotFound);
}

TEST_F(LogTest, FailsTheCallWhoseRecordFails) {
  outcome_ = Error(absl::StatusCode::kUnavailable, "PROCESSING_LOG", "Try again.");
  const auto server = Serve(Logging(), [](const Call&, const test::v1::SurveyRequest& request) {
    test::v1::SurveyResponse response;
    response.add_rows()->set_participant_id(request.participant_id());
    return response;
  });
  test::v1::SurveyRequest request;
  request.set_participant_id(Uuid::NewV7().ToString());
  test::v1::SurveyResponse response;
  EXPECT_THAT(Survey(ChannelTo(*server), request, &response),
              StatusIs(absl::StatusCode::kUnavailable, "PROCESSING_LOG"));
  EXPECT_EQ(response.rows_size(), 0);
}

TEST_F(LogTest, ARecordAheadIsWrittenWhileTheHandlerGoesOnAndIsTheOnlyOne) {
  hold_ = true;
  const Uuid person = Uuid::NewV7();
  std::atomic<std::size_t> records_before_the_end = 0;
  const auto server = Serve(Logging(), [&](const Call& call, const test::v1::SurveyRequest&) {
    call.LogAhead(person);
    call.LogAhead(person);  // as by a read that is run again
    records_before_the_end = Records().size();
    test::v1::SurveyResponse response;
    response.add_rows()->set_participant_id(person.ToString());
    return response;
  });
  std::atomic<bool> answered{false};
  std::jthread caller([&] {
    test::v1::SurveyResponse response;
    EXPECT_OK(Survey(ChannelTo(*server), {}, &response));
    answered = true;
  });
  ASSERT_TRUE(Eventually([&] { return records_before_the_end > 0; }));
  EXPECT_FALSE(answered) << "the record is not durable yet";
  ReleaseHeld();
  caller.join();
  EXPECT_EQ(records_before_the_end, 1U);
  ASSERT_THAT(Records(), SizeIs(1));
  EXPECT_THAT(Records()[0].subjects, ElementsAre(person));
  EXPECT_EQ(Records()[0].municipality_code, "GM0164") << "the caller's only one";
}

TEST_F(LogTest, ACallThatEndsOtherwiseThanItsRecordAheadLeavesASecondOne) {
  const Uuid person = Uuid::NewV7();
  const Uuid other = Uuid::NewV7();
  std::atomic<bool> fails{true};
  const auto server = Serve(
      Logging(), [&](const Call& call, const test::v1::SurveyRequest&) -> StatusOr<test::v1::SurveyResponse> {
        call.LogAhead(person);
        if (fails) return NotFound("Participant");
        test::v1::SurveyResponse response;
        response.add_rows()->set_participant_id(other.ToString());
        return response;
      });
  test::v1::SurveyResponse response;
  EXPECT_THAT(Survey(ChannelTo(*server), {}, &response), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(Records(), SizeIs(2));
  EXPECT_EQ(Records()[0].status, absl::StatusCode::kOk);
  EXPECT_EQ(Records()[1].status, absl::StatusCode::kNotFound);
  EXPECT_THAT(Records()[1].subjects, ElementsAre(person));
  fails = false;
  EXPECT_OK(Survey(ChannelTo(*server), {}, &response));
  ASSERT_THAT(Records(), SizeIs(4));
  EXPECT_THAT(Records()[3].subjects, ElementsAre(person, other));
}

TEST_F(LogTest, FailsTheCallWhoseRecordAheadFails) {
  outcome_ = Error(absl::StatusCode::kUnavailable, "PROCESSING_LOG", "Try again.");
  const auto server = Serve(Logging(), [](const Call& call, const test::v1::SurveyRequest&) {
    call.LogAhead(Uuid::NewV7());
    return test::v1::SurveyResponse();
  });
  test::v1::SurveyResponse response;
  EXPECT_THAT(Survey(ChannelTo(*server), {}, &response),
              StatusIs(absl::StatusCode::kUnavailable, "PROCESSING_LOG"));
}

TEST_F(LogTest, AnswersOnlyOnceTheRecordIsDurableAndHoldsNoWorkerMeanwhile) {
  hold_ = true;
  Server::Options options = Logging();
  options.workers = 1;
  options.queue = 0;
  const auto server = Serve(std::move(options), [](const Call&, const test::v1::SurveyRequest&) {
    return test::v1::SurveyResponse();
  });
  const auto channel = ChannelTo(*server);
  test::v1::SurveyRequest request;
  request.set_participant_id(Uuid::NewV7().ToString());
  std::atomic<bool> answered{false};
  std::jthread caller([&] {
    test::v1::SurveyResponse response;
    EXPECT_OK(Survey(channel, request, &response));
    answered = true;
  });
  std::function<void(Status)> release;
  ASSERT_TRUE(Eventually([&] {
    std::lock_guard lock(mutex_);
    if (held_.size() == 1) release = held_[0];
    return release != nullptr;
  }));
  // The only worker is free for a call that concerns nobody.
  test::v1::SurveyResponse response;
  EXPECT_TRUE(Eventually([&] { return Survey(channel, {}, &response).ok(); }));
  EXPECT_FALSE(answered);
  release(absl::OkStatus());
  caller.join();
  EXPECT_TRUE(answered);
}

// --- health and reflection ---

class SurfaceTest : public ServerFixture {
 protected:
  static grpc::health::v1::HealthCheckResponse::ServingStatus HealthOf(
      const std::shared_ptr<grpc::Channel>& channel, const std::string& service) {
    using google::protobuf::Message;
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    grpc::health::v1::HealthCheckResponse response;
    const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Check",
                                           grpc::internal::RpcMethod::NORMAL_RPC, channel);
    EXPECT_OK(Invoke(Outgoing{absl::Now() + kPatience, {}, {}, true}, [&](grpc::ClientContext& context) {
      return grpc::internal::BlockingUnaryCall<grpc::health::v1::HealthCheckRequest,
                                               grpc::health::v1::HealthCheckResponse, Message, Message>(
          channel.get(), method, &context, request, &response);
    }));
    return response.status();
  }
};

TEST_F(SurfaceTest, HealthFollowsTheProbe) {
  using grpc::health::v1::HealthCheckResponse;
  std::atomic<bool> database{false};
  Server::Options options = Options();
  options.ready = [&] { return database ? absl::OkStatus() : absl::UnavailableError("no database"); };
  const auto server =
      ServeGet(std::move(options), [](const Call&, const GetRequest&) { return Municipality(); });
  const auto channel = ChannelTo(*server, "partner-svc");
  for (const char* name : {"", "duaal.intake.v1.MunicipalityService"}) {
    EXPECT_EQ(HealthOf(channel, name), HealthCheckResponse::NOT_SERVING) << name;
  }
  database = true;
  EXPECT_TRUE(Eventually([&] { return HealthOf(channel, "") == HealthCheckResponse::SERVING; }));
  EXPECT_EQ(HealthOf(channel, "duaal.intake.v1.MunicipalityService"), HealthCheckResponse::SERVING);
  database = false;
  EXPECT_TRUE(Eventually([&] { return HealthOf(channel, "") == HealthCheckResponse::NOT_SERVING; }));
}

TEST_F(SurfaceTest, ReflectionTellsServicesAndTheirFiles) {
  using grpc::reflection::v1alpha::ServerReflectionRequest;
  using grpc::reflection::v1alpha::ServerReflectionResponse;
  const auto server = ServeGet(Options(), [](const Call&, const GetRequest&) { return Municipality(); });
  const auto channel = ChannelTo(*server);
  const grpc::internal::RpcMethod method("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                                         grpc::internal::RpcMethod::BIDI_STREAMING, channel);
  grpc::ClientContext context;
  Prepare(context, Outgoing{absl::Now() + kPatience, {}, {}, false});
  const std::unique_ptr<grpc::ClientReaderWriter<ServerReflectionRequest, ServerReflectionResponse>> stream(
      grpc::internal::ClientReaderWriterFactory<ServerReflectionRequest, ServerReflectionResponse>::Create(
          channel.get(), method, &context));
  const auto ask = [&](const ServerReflectionRequest& request) {
    ServerReflectionResponse response;
    EXPECT_TRUE(stream->Write(request) && stream->Read(&response));
    return response;
  };
  ServerReflectionRequest request;
  request.set_list_services("*");
  const ServerReflectionResponse services = ask(request);
  ASSERT_EQ(services.list_services_response().service_size(), 1);
  EXPECT_EQ(services.list_services_response().service(0).name(), "duaal.intake.v1.MunicipalityService");
  request.set_file_containing_symbol("duaal.intake.v1.MunicipalityService");
  const ServerReflectionResponse described = ask(request);
  std::set<std::string> files;
  for (const std::string& bytes : described.file_descriptor_response().file_descriptor_proto()) {
    google::protobuf::FileDescriptorProto file;
    ASSERT_TRUE(file.ParseFromString(bytes));
    files.insert(file.name());
  }
  EXPECT_THAT(files, Contains("duaal/intake/v1/municipality_service.proto"));
  EXPECT_THAT(files, Contains("duaal/api/v1/options.proto"));
  EXPECT_THAT(files, Contains("google/protobuf/descriptor.proto"));
  request.set_file_by_filename("no/such.proto");
  EXPECT_EQ(ask(request).error_response().error_code(), grpc::StatusCode::NOT_FOUND);
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

}  // namespace
}  // namespace duaal::rpc
