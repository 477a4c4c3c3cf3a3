#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "chassis/rpc/status.h"
#include "chassis/rpc/trace.h"
#include "duaal/feed/v1/feed_service.grpc.pb.h"
#include "duaal/intake/v1/municipality_service.grpc.pb.h"
#include "duaal/intake/v1/participant_service.grpc.pb.h"
#include "gateway/testing/gateway_fixture.h"
#include "grpc/health/v1/health.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"

namespace duaal::gateway {
namespace {

using duaal::testing::StatusIs;
using intake::v1::GetMunicipalityRequest;
using intake::v1::ImportParticipantsRequest;
using intake::v1::ImportParticipantsResponse;
using intake::v1::Municipality;
using intake::v1::MunicipalityService;
using intake::v1::ParticipantService;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class GrpcDoorTest : public testing::GatewayTest {
 protected:
  GrpcDoorTest() {
    grpc::SslCredentialsOptions tls;
    std::FILE* ca = std::fopen(Certificates().ca().c_str(), "rb");
    char bytes[8192];
    tls.pem_root_certs.assign(bytes, std::fread(bytes, 1, sizeof(bytes), ca));
    std::fclose(ca);
    grpc::ChannelArguments arguments;
    arguments.SetSslTargetNameOverride("gateway-external");
    channel_ = grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(process_->grpc_port()),
                                         grpc::SslCredentials(tls), arguments);
  }

  void Authorize(grpc::ClientContext& context, const std::vector<std::string>& roles = {"writer"}) const {
    context.AddMetadata("authorization", "Bearer " + Token(roles));
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  }

  Status Get(grpc::ClientContext& context, const std::string& code, Municipality* response) const {
    GetMunicipalityRequest request;
    request.set_code(code);
    return rpc::FromGrpc(
        MunicipalityService::NewStub(channel_)->GetMunicipality(&context, request, response));
  }

  Status Get(const std::string& code) const {
    grpc::ClientContext context;
    Authorize(context);
    Municipality response;
    return Get(context, code, &response);
  }

  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(GrpcDoorTest, PassesOnUnaryCalls) {
  grpc::ClientContext context;
  Authorize(context);
  context.AddMetadata("x-purpose", "beheer");
  context.AddMetadata("duaal-token", "forged");
  context.AddMetadata("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  Municipality response;
  EXPECT_OK(Get(context, "GM0164", &response));
  EXPECT_EQ(response.code(), "GM0164");
  const auto seen = LastSeen();
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->purpose, "beheer");
  EXPECT_EQ(seen->principal, "staff-1");
  EXPECT_EQ(seen->trace_id, "0af7651916cd43dd8448eb211c80319c");
  EXPECT_LT(seen->deadline, absl::Now() + absl::Seconds(21)) << "the caller's deadline";
  const auto& metadata = context.GetServerInitialMetadata();
  ASSERT_EQ(metadata.count("traceparent"), 1U);
}

TEST_F(GrpcDoorTest, GivesItsOwnDeadlineToCallersWithoutOne) {
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + Token({"writer"}));
  Municipality response;
  EXPECT_OK(Get(context, "GM0164", &response));
  EXPECT_LT(LastSeen()->deadline, absl::Now() + absl::Seconds(11));
}

TEST_F(GrpcDoorTest, PassesOnErrorsWithTheirDetails) {
  const Status status = Get("nonsense");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "INVALID_FIELDS"));
  ASSERT_EQ(DetailsOf(status).violations.size(), 1U);
  EXPECT_EQ(DetailsOf(status).violations.front().field, "code")
      << "gRPC callers know fields by their proto names";
}

TEST_F(GrpcDoorTest, AsksWhoCallsAndWhetherTheyMay) {
  grpc::ClientContext anonymous;
  Municipality response;
  EXPECT_THAT(Get(anonymous, "GM0164", &response),
              StatusIs(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING"));
  grpc::ClientContext reader;
  Authorize(reader, {"reader"});
  intake::v1::Participant participant;
  const Status denied = rpc::FromGrpc(ParticipantService::NewStub(channel_)->GetParticipant(
      &reader, intake::v1::GetParticipantRequest(), &participant));
  EXPECT_THAT(denied, StatusIs(absl::StatusCode::kPermissionDenied, "PERMISSION_MISSING"));
  EXPECT_FALSE(LastSeen().has_value());
}

TEST_F(GrpcDoorTest, HidesMethodsOfServices) {
  grpc::ClientContext context;
  Authorize(context);
  const auto reader = feed::v1::FeedService::NewStub(channel_)->Watch(&context, feed::v1::WatchRequest());
  feed::v1::WatchResponse event;
  EXPECT_FALSE(reader->Read(&event));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(GrpcDoorTest, PassesOnStreamsInBothDirections) {
  grpc::ClientContext context;
  Authorize(context);
  const auto stream = ParticipantService::NewStub(channel_)->ImportParticipants(&context);
  constexpr int kRows = 3000;
  std::thread writer([&] {
    ImportParticipantsRequest row;
    row.set_source("list");
    for (int i = 1; i <= kRows && (row.set_row(i), stream->Write(row)); ++i) continue;
    stream->WritesDone();
  });
  ImportParticipantsResponse outcome;
  int rows = 0;
  while (stream->Read(&outcome)) EXPECT_EQ(outcome.row(), ++rows);
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(rows, kRows);
}

TEST_F(GrpcDoorTest, EndsAStreamThatTheServiceEnds) {
  grpc::ClientContext context;
  Authorize(context);
  const auto stream = ParticipantService::NewStub(channel_)->ImportParticipants(&context);
  ImportParticipantsRequest row;
  row.set_row(1);
  row.set_source("stop");
  EXPECT_TRUE(stream->Write(row));
  // The caller does not close its side: the service's end alone must end the call.
  ImportParticipantsResponse outcome;
  EXPECT_FALSE(stream->Read(&outcome));
  EXPECT_THAT(rpc::FromGrpc(stream->Finish()), StatusIs(absl::StatusCode::kFailedPrecondition, "STOPPED"));
}

TEST_F(GrpcDoorTest, LetsCallersLeaveAStream) {
  for (int round = 0; round < 20; ++round) {
    grpc::ClientContext context;
    Authorize(context);
    const auto stream = ParticipantService::NewStub(channel_)->ImportParticipants(&context);
    ImportParticipantsRequest row;
    row.set_row(1);
    row.set_source("list");
    for (int i = 0; i < round; ++i) stream->Write(row);
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_OK(Get("GM0164"));
}

TEST_F(GrpcDoorTest, CancelsTheServiceWhenTheCallerLeaves) {
  grpc::ClientContext context;
  Authorize(context);
  Status status;
  std::thread caller([&] {
    Municipality response;
    status = Get(context, "GM9999", &response);
  });
  ASSERT_TRUE(SomeoneAtGate());
  context.TryCancel();
  caller.join();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kCancelled));
  OpenGate();
}

TEST_F(GrpcDoorTest, KeepsTheInsideInside) {
  grpc::ClientContext context;
  Authorize(context);
  intake::v1::ListParticipantsResponse page;
  const grpc::Status status = ParticipantService::NewStub(channel_)->ListParticipants(
      &context, intake::v1::ListParticipantsRequest(), &page);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(status.error_message(), Not(HasSubstr("SELECT")));
}

TEST_F(GrpcDoorTest, TellsItsServices) {
  using grpc::reflection::v1alpha::ServerReflectionRequest;
  using grpc::reflection::v1alpha::ServerReflectionResponse;
  grpc::ClientContext context;
  grpc::TemplatedGenericStub<ServerReflectionRequest, ServerReflectionResponse> stub(channel_);
  grpc::CompletionQueue queue;
  const auto call =
      stub.PrepareCall(&context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  void* tag = nullptr;
  bool ok = false;
  const auto step = [&] { return queue.Next(&tag, &ok) && ok; };
  call->StartCall(nullptr);
  ASSERT_TRUE(step());
  ServerReflectionRequest question;
  question.set_list_services("*");
  call->Write(question, nullptr);
  ASSERT_TRUE(step());
  ServerReflectionResponse answer;
  call->Read(&answer, nullptr);
  ASSERT_TRUE(step());
  std::vector<std::string> names;
  for (const auto& service : answer.list_services_response().service()) names.push_back(service.name());
  EXPECT_THAT(names, Contains("duaal.intake.v1.ParticipantService"));
  EXPECT_THAT(names, Not(Contains("duaal.feed.v1.FeedService")));
  call->WritesDone(nullptr);
  step();
  grpc::Status status;
  call->Finish(&status, nullptr);
  step();
  queue.Shutdown();
}

TEST_F(GrpcDoorTest, TellsItsHealth) {
  grpc::ClientContext context;
  grpc::TemplatedGenericStub<grpc::health::v1::HealthCheckRequest, grpc::health::v1::HealthCheckResponse>
      stub(channel_);
  const grpc::health::v1::HealthCheckRequest request;
  grpc::health::v1::HealthCheckResponse response;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", request, &queue);
  call->StartCall();
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  ASSERT_TRUE(queue.Next(&tag, &ok));
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(response.status(), grpc::health::v1::HealthCheckResponse::SERVING);
  queue.Shutdown();
}

}  // namespace
}  // namespace duaal::gateway
