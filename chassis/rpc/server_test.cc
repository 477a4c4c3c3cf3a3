#include "chassis/rpc/server.h"

#include <atomic>

#include "chassis/rpc/call_state.h"
#include "chassis/rpc/server_fixture.h"
#include "gmock/gmock.h"
#include "grpcpp/impl/codegen/client_unary_call.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "wrapper_test.grpc.pb.h"

namespace duaal::rpc {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::Not;
using ::testing::SizeIs;
using testing::StatusIs;

// A unary call without a generated stub.
template <typename Request, typename Response>
Status CallRaw(const std::shared_ptr<grpc::Channel>& channel, const Outgoing& outgoing, const char* path,
               const Request& request, Response* response) {
  const grpc::internal::RpcMethod method(path, grpc::internal::RpcMethod::NORMAL_RPC, channel);
  return Invoke(outgoing, [&](grpc::ClientContext& context) {
    return grpc::internal::BlockingUnaryCall<Request, Response, google::protobuf::Message,
                                             google::protobuf::Message>(channel.get(), method, &context,
                                                                        request, response);
  });
}

class ServerTest : public ServerFixture {
 protected:
  // Answers with the code asked for.
  std::unique_ptr<Server> ServeEcho() {
    return ServeGet(Options(), [this](const Call&, const GetRequest& request) {
      ++handled_;
      Municipality answer;
      answer.set_code(request.code());
      return answer;
    });
  }

  std::atomic<int> handled_{0};
};

TEST_F(ServerTest, AnswersACall) {
  const auto server = ServeEcho();
  GetRequest request;
  request.set_code("GM0164");
  Municipality response;
  ASSERT_OK(Get(ChannelTo(*server), With(Reader()), request, &response));
  EXPECT_EQ(response.code(), "GM0164");
  EXPECT_THAT(Seen(kGet), ElementsAre(IsOk()));
}

TEST_F(ServerTest, TellsTheHandlerWhoCallsWhenAndInWhichTrace) {
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  std::atomic<bool> right{false};
  const auto server = ServeGet(Options(), [&](const Call& call, const GetRequest&) {
    right = call.principal().id == "staff-1" && call.principal().purpose == "inburgering" &&
            call.method() == kGet && call.trace_id() == trace && call.now() == clock_.Now() &&
            call.today() == absl::CivilDay(2026, 11, 22) && call.deadline() > absl::Now() &&
            !call.cancelled();
    return Municipality();
  });
  Outgoing outgoing = With(Reader());
  outgoing.trace_id = trace;
  ASSERT_OK(Get(ChannelTo(*server), outgoing));
  EXPECT_TRUE(right);
  EXPECT_TRUE(SawTrace(trace));
}

TEST_F(ServerTest, GivesACallWithoutDeadlineTenSeconds) {
  std::atomic<bool> right{false};
  const auto server = ServeGet(Options(), [&](const Call& call, const GetRequest&) {
    const absl::Duration left = call.deadline() - absl::Now();
    right = left > absl::Seconds(5) && left <= absl::Seconds(10);
    return Municipality();
  });
  Outgoing outgoing = With(Reader());
  outgoing.deadline = absl::InfiniteFuture();
  ASSERT_OK(Get(ChannelTo(*server), outgoing));
  EXPECT_TRUE(right);
}

TEST_F(ServerTest, BodyHashIgnoresTheRequestIdOnly) {
  std::mutex mutex;
  std::vector<std::string> hashes;
  Server server(Options());
  server.Unary<ImportRequest, ImportResponse>(kImport, [&](const Call& call, const ImportRequest&) {
    std::lock_guard lock(mutex);
    hashes.push_back(call.body_hash());
    return ImportResponse();
  });
  RegisterRest(server, kImport);
  ASSERT_OK(server.Start());
  const auto stub = intake::v1::MunicipalityService::NewStub(ChannelTo(server));
  for (const auto& [id, name] : {std::pair("a", "One"), std::pair("b", "One"), std::pair("b", "Two")}) {
    ImportRequest request;
    request.set_request_id(id);
    request.add_municipalities()->set_code("GM0001");
    request.mutable_municipalities(0)->set_display_name(name);
    ImportResponse response;
    ASSERT_OK(Invoke(With(Reader()), [&](grpc::ClientContext& context) {
      return stub->ImportMunicipalities(&context, request, &response);
    }));
  }
  std::lock_guard lock(mutex);
  ASSERT_THAT(hashes, SizeIs(3));
  EXPECT_THAT(hashes[0], SizeIs(32));
  EXPECT_EQ(hashes[0], hashes[1]);
  EXPECT_NE(hashes[0], hashes[2]);
}

// --- refusals, in the wrapper's order ---

TEST_F(ServerTest, RefusesACallWithoutTimeLeft) {
  const auto server = ServeEcho();
  const auto channel = ChannelTo(*server);
  ASSERT_OK(Get(channel, With(Reader())));  // connected now
  Outgoing outgoing = With(Reader());
  outgoing.deadline = absl::Now() + absl::Milliseconds(2);  // gRPC rounds it up by a little
  EXPECT_THAT(Get(channel, outgoing), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_EQ(handled_, 1);
}

TEST_F(ServerTest, RefusesACallWithoutToken) {
  const auto server = ServeEcho();
  Outgoing outgoing = With(Reader());
  outgoing.token.clear();
  EXPECT_THAT(Get(ChannelTo(*server), outgoing),
              StatusIs(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING"));
  EXPECT_EQ(handled_, 0);
}

TEST_F(ServerTest, RefusesForgedAndExpiredTokens) {
  const auto server = ServeEcho();
  const auto channel = ChannelTo(*server);
  Outgoing outgoing = With(Reader());
  outgoing.token.back() = outgoing.token.back() == 'A' ? 'B' : 'A';
  outgoing.token[outgoing.token.size() / 2] ^= 1;
  EXPECT_THAT(Get(channel, outgoing), StatusIs(absl::StatusCode::kUnauthenticated));
  outgoing.token = signers_["gateway"]->Sign(Reader(), absl::Now() - absl::Minutes(10), absl::Seconds(60));
  EXPECT_THAT(Get(channel, outgoing), StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_EQ(handled_, 0);
}

TEST_F(ServerTest, RefusesCertificatesOfAnotherAuthority) {
  const auto server = ServeEcho();
  testing::Pki other;
  other.IssueCertificate("gateway");
  auto channel = OpenChannel("127.0.0.1:" + std::to_string(server->port()), "intake-svc",
                             {Certificates().ca(), other.certificate("gateway"), other.key("gateway")});
  ASSERT_OK(channel);
  EXPECT_THAT(Get(*channel, With(Reader())), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(ServerTest, ClientRefusesAServerOfAnotherName) {
  const auto server = ServeEcho();
  EXPECT_THAT(Get(ChannelTo(*server, "gateway", "partner-svc"), With(Reader())),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(ServerTest, LetsOnlyTheGatewayCallForPeople) {
  const auto server = ServeEcho();
  EXPECT_THAT(Get(ChannelTo(*server, "reporting-svc"), With(Reader())),
              StatusIs(absl::StatusCode::kPermissionDenied, "CALLER_NOT_ALLOWED"));
  EXPECT_EQ(handled_, 0);
}

TEST_F(ServerTest, RefusesACallerWithoutThePermission) {
  const auto server = ServeEcho();
  auth::Principal principal = Reader();
  principal.permissions = {"participants.read"};
  EXPECT_THAT(Get(ChannelTo(*server), With(principal)),
              StatusIs(absl::StatusCode::kPermissionDenied, "PERMISSION_MISSING"));
  EXPECT_EQ(handled_, 0);
}

TEST_F(ServerTest, RefusesAPurposeThatTheMethodDoesNotName) {
  Server server(Options());
  server.Unary<test::v1::PurposefulRequest, test::v1::PurposefulResponse>(
      "duaal.rpc.test.v1.WrapperService/Purposeful",
      [](const Call&, const auto&) { return test::v1::PurposefulResponse(); });
  server.Unary<test::v1::OpenRequest, test::v1::OpenResponse>(
      "duaal.rpc.test.v1.WrapperService/Open",
      [](const Call&, const auto&) { return test::v1::OpenResponse(); });
  ASSERT_OK(server.Start());
  const auto channel = ChannelTo(server);
  const auto call = [&](const Outgoing& outgoing, const char* path) {
    test::v1::PurposefulResponse response;
    return CallRaw(channel, outgoing, path, test::v1::PurposefulRequest(), &response);
  };
  constexpr char kPurposeful[] = "/duaal.rpc.test.v1.WrapperService/Purposeful";
  auth::Principal principal = Reader();
  EXPECT_OK(call(With(principal), kPurposeful));
  principal.purpose = "onderzoek";
  EXPECT_THAT(call(With(principal), kPurposeful),
              StatusIs(absl::StatusCode::kPermissionDenied, "PURPOSE_NOT_ALLOWED"));
  // A public method needs no token, nor the gateway.
  Outgoing nobody{absl::Now() + kPatience, {}, {}, false};
  EXPECT_OK(call(nobody, "/duaal.rpc.test.v1.WrapperService/Open"));
}

TEST_F(ServerTest, ChecksRightsBeforeTheRequest) {
  const auto server = ServeEcho();
  auth::Principal principal = Reader();
  principal.permissions.clear();
  GetRequest bad;
  bad.set_code("nonsense");
  Municipality response;
  EXPECT_THAT(Get(ChannelTo(*server), With(principal), bad, &response),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(ServerTest, TellsAllViolationsAtOnce) {
  Server server(Options());
  RegisterRest(server, "");
  ASSERT_OK(server.Start());
  ImportRequest request;
  request.add_municipalities()->set_code("bad");
  request.add_municipalities()->set_code("GM0001");
  ImportResponse response;
  const auto stub = intake::v1::MunicipalityService::NewStub(ChannelTo(server));
  const Status status = Invoke(With(Reader()), [&](grpc::ClientContext& context) {
    return stub->ImportMunicipalities(&context, request, &response);
  });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  std::vector<std::string> faults;
  for (const FieldViolation& v : DetailsOf(status).violations) faults.push_back(v.field + " " + v.reason);
  EXPECT_THAT(faults,
              ElementsAre("municipalities[0].code BAD_FORMAT", "municipalities[0].display_name REQUIRED",
                          "municipalities[1].display_name REQUIRED", "request_id REQUIRED"));
}

TEST_F(ServerTest, CarriesHundredsOfViolations) {
  Server server(Options());
  RegisterRest(server, "");
  ASSERT_OK(server.Start());
  ImportRequest request;
  request.set_request_id("r");
  for (int i = 0; i < 150; ++i) request.add_municipalities()->set_code("GM0001");
  ImportResponse response;
  const auto stub = intake::v1::MunicipalityService::NewStub(ChannelTo(server));
  const Status status = Invoke(With(Reader()), [&](grpc::ClientContext& context) {
    return stub->ImportMunicipalities(&context, request, &response);
  });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(DetailsOf(status).violations, SizeIs(150));
}

TEST_F(ServerTest, AnswersBrokenUtf8WithTheFieldsName) {
  const auto server = ServeEcho();
  // The same field number as bytes: what a careless client sends.
  GetRequest request;
  request.GetReflection()->MutableUnknownFields(&request)->AddLengthDelimited(1,
                                                                              "GM\xFF"
                                                                              "164");
  Municipality response;
  const Status status = Get(ChannelTo(*server), With(Reader()), request, &response);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_THAT(DetailsOf(status).violations, SizeIs(1));
  EXPECT_EQ(DetailsOf(status).violations[0].field, "code");
  EXPECT_EQ(DetailsOf(status).violations[0].reason, "BROKEN_UTF8");
}

TEST_F(ServerTest, UnknownMethodsAreUnimplemented) {
  const auto server = ServeEcho();
  Municipality response;
  EXPECT_THAT(CallRaw(ChannelTo(*server), With(Reader()), "/duaal.intake.v1.MunicipalityService/Drop",
                      GetRequest(), &response),
              StatusIs(absl::StatusCode::kUnimplemented));
}

// --- errors ---

TEST_F(ServerTest, PassesOnAHandlersErrorWithItsDetails) {
  const auto server = ServeGet(Options(), [](const Call&, const GetRequest&) -> StatusOr<Municipality> {
    return Error(absl::StatusCode::kFailedPrecondition, "REFERRAL_CLOSED", "It ended before.",
                 {{"day", "2026-01-01"}});
  });
  const Status status = Get(ChannelTo(*server), With(Reader()));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition, "REFERRAL_CLOSED"));
  EXPECT_EQ(DetailsOf(status).metadata.at("day"), "2026-01-01");
}

TEST_F(ServerTest, ShowsInternalErrorsToTheObserverOnly) {
  const auto server = ServeGet(Options(), [](const Call&, const GetRequest&) -> StatusOr<Municipality> {
    return Error(absl::StatusCode::kInternal, "SQL", "Table person has no column x.");
  });
  const Status status = Get(ChannelTo(*server), With(Reader()));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(std::string(status.message()), AllOf(Not(HasSubstr("person")), HasSubstr("trace id")));
  ASSERT_THAT(Seen(kGet), SizeIs(1));
  EXPECT_THAT(std::string(Seen(kGet)[0].message()), HasSubstr("person"));
}

// --- overload, time and drain ---

TEST_F(ServerTest, RefusesWhenWorkersAndQueueAreFull) {
  Gate gate;
  Server::Options options = Options();
  options.workers = 1;
  options.queue = 1;
  const auto server = ServeGet(std::move(options), [&](const Call&, const GetRequest&) {
    gate.Wait();
    return Municipality();
  });
  const auto channel = ChannelTo(*server);
  std::vector<std::jthread> callers;
  std::atomic<int> served{0};
  for (int i = 0; i < 2; ++i)
    callers.emplace_back([&] { served += Get(channel, With(Reader())).ok() ? 1 : 0; });
  ASSERT_TRUE(Eventually([&] { return gate.waiting() == 1 && server->queue_depth() == 1; }));
  EXPECT_THAT(Get(channel, With(Reader())), StatusIs(absl::StatusCode::kResourceExhausted, "OVERLOADED"));
  gate.Open();
  for (std::jthread& caller : callers) caller.join();
  EXPECT_EQ(served, 2);
}

TEST_F(ServerTest, DoesNotWorkOnCallsWhoseTimePassedInTheQueue) {
  Gate gate;
  std::atomic<int> runs{0};
  Server::Options options = Options();
  options.workers = 1;
  const auto server = ServeGet(std::move(options), [&](const Call&, const GetRequest&) {
    ++runs;
    gate.Wait();
    return Municipality();
  });
  const auto channel = ChannelTo(*server);
  std::jthread first([&] { EXPECT_OK(Get(channel, With(Reader()))); });
  ASSERT_TRUE(Eventually([&] { return gate.waiting() == 1; }));
  Outgoing hurried = With(Reader());
  hurried.deadline = absl::Now() + absl::Milliseconds(500);
  EXPECT_THAT(Get(channel, hurried), StatusIs(absl::StatusCode::kDeadlineExceeded));
  // gRPC rounds the time that it sends up, so the server's deadline lies a little later.
  ASSERT_TRUE(Eventually([&] { return absl::Now() > hurried.deadline + absl::Milliseconds(300); }));
  gate.Open();
  first.join();
  ASSERT_TRUE(Eventually([&] { return Seen(kGet).size() == 2; }));
  // The caller, whose time passed too, may have said so first.
  EXPECT_THAT(Seen(kGet)[1],
              AnyOf(StatusIs(absl::StatusCode::kDeadlineExceeded), StatusIs(absl::StatusCode::kCancelled)));
  EXPECT_EQ(runs, 1);
}

TEST_F(ServerTest, TellsTheHandlerWhenTheCallerHasGone) {
  std::atomic<bool> started{false};
  std::atomic<bool> noticed{false};
  const auto server = ServeGet(Options(), [&](const Call& call, const GetRequest&) {
    started = true;
    noticed = Eventually([&] { return call.cancelled(); });
    return Municipality();
  });
  const auto stub = intake::v1::MunicipalityService::NewStub(ChannelTo(*server));
  grpc::ClientContext context;
  Prepare(context, With(Reader()));
  std::jthread caller([&] {
    GetRequest request;
    request.set_code("GM0164");
    Municipality response;
    EXPECT_EQ(stub->GetMunicipality(&context, request, &response).error_code(), grpc::StatusCode::CANCELLED);
  });
  ASSERT_TRUE(Eventually([&] { return started.load(); }));
  context.TryCancel();
  caller.join();
  EXPECT_TRUE(Eventually([&] { return noticed.load(); }));
}

TEST_F(ServerTest, DrainLetsRunningCallsFinishAndRefusesNewOnes) {
  Gate gate;
  auto server = ServeGet(Options(), [&](const Call&, const GetRequest&) {
    gate.Wait();
    return Municipality();
  });
  const auto channel = ChannelTo(*server);
  std::jthread running([&] { EXPECT_OK(Get(channel, With(Reader()))); });
  ASSERT_TRUE(Eventually([&] { return gate.waiting() == 1; }));
  const int port = server->port();
  std::jthread drain([&] { server->Drain(kPatience); });
  // The listener closes first; then nobody new gets in.
  EXPECT_TRUE(Eventually([&] {
    auto late = OpenChannel("127.0.0.1:" + std::to_string(port), "intake-svc", TlsOf("gateway"));
    Outgoing outgoing = With(Reader());
    outgoing.deadline = absl::Now() + absl::Seconds(2);
    return Get(*late, outgoing).code() == absl::StatusCode::kUnavailable;
  }));
  gate.Open();
  running.join();
  drain.join();
}

TEST_F(ServerTest, DrainCancelsWhatOutlastsTheGrace) {
  std::atomic<bool> started{false};
  auto server = ServeGet(Options(), [&](const Call& call, const GetRequest&) {
    started = true;
    Eventually([&] { return call.cancelled(); });
    return Municipality();
  });
  std::jthread caller(
      [&, channel = ChannelTo(*server)] { EXPECT_THAT(Get(channel, With(Reader())), Not(IsOk())); });
  ASSERT_TRUE(Eventually([&] { return started.load(); }));
  const absl::Time before = absl::Now();
  server->Drain(absl::Milliseconds(50));
  EXPECT_LT(absl::Now() - before, kPatience / 2);
  caller.join();
}

// --- start ---

TEST_F(ServerTest, DoesNotStartWithAMethodThatHasNoHandler) {
  Server server(Options());
  RegisterRest(server, "");
  Server lacking(Options());
  lacking.Unary<GetRequest, Municipality>(kGet,
                                          [](const Call&, const GetRequest&) { return Municipality(); });
  const Status status = lacking.Start();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr(kList), HasSubstr(kImport), Not(HasSubstr(kGet))));
  EXPECT_OK(server.Start());
}

TEST_F(ServerTest, DoesNotStartWithMethodsThatNobodyGuards) {
  Server server(Options());
  const auto open = [](const Call&, const auto&) { return test::v1::OpenResponse(); };
  server.Unary<test::v1::OpenRequest, test::v1::OpenResponse>("duaal.rpc.test.v1.CarelessService/Unguarded",
                                                              open);
  server.Unary<test::v1::OpenRequest, test::v1::OpenResponse>("duaal.rpc.test.v1.CarelessService/Unnamed",
                                                              open);
  server.Unary<test::v1::UnloggedRequest, test::v1::OpenResponse>(
      "duaal.rpc.test.v1.CarelessService/Unlogged", open);
  const Status status = server.Start();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("Unguarded has no access option"), HasSubstr("Unnamed names no permission"),
                    HasSubstr("Unlogged touches people's data")));
}

TEST_F(ServerTest, DoesNotStartOnAnAddressInUse) {
  const auto first = ServeEcho();
  Server::Options options = Options();
  options.listen = "127.0.0.1:" + std::to_string(first->port());
  Server second(std::move(options));
  RegisterRest(second, "");
  EXPECT_THAT(second.Start(), StatusIs(absl::StatusCode::kUnavailable, "ADDRESS"));
}

TEST_F(ServerTest, DoesNotStartWithoutItsCertificate) {
  Server::Options options = Options();
  options.tls.certificate = "/nowhere/intake-svc.pem";
  Server server(std::move(options));
  RegisterRest(server, "");
  const Status status = server.Start();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(std::string(status.message()), HasSubstr("/nowhere/intake-svc.pem"));
}

TEST_F(ServerTest, AHandlerOfAnotherTypeEndsTheProcess) {
  Server server(Options());
  const auto wrong = [](const Call&, const ListRequest&) { return Municipality(); };
  EXPECT_DEATH((server.Unary<ListRequest, Municipality>(kGet, wrong)), "another type");
  EXPECT_DEATH(
      (server.Unary<ListRequest, Municipality>("duaal.intake.v1.MunicipalityService/Nothing", wrong)),
      "no such method");
}

// --- client ---

TEST_F(ServerTest, RepeatsSafeCallsOnly) {
  std::atomic<int> calls{0};
  const auto server = ServeGet(Options(), [&](const Call&, const GetRequest&) -> StatusOr<Municipality> {
    if (++calls % 3 != 0) return Error(absl::StatusCode::kUnavailable, "PROCESSING_LOG", "Try again.");
    return Municipality();
  });
  const auto channel = ChannelTo(*server);
  Outgoing outgoing = With(Reader());
  outgoing.safe = true;
  EXPECT_OK(Get(channel, outgoing));
  EXPECT_EQ(calls, 3);
  outgoing.safe = false;
  EXPECT_THAT(Get(channel, outgoing), StatusIs(absl::StatusCode::kUnavailable, "PROCESSING_LOG"));
  EXPECT_EQ(calls, 4);
}

TEST_F(ServerTest, StopsRepeatingAfterAFewTries) {
  std::atomic<int> calls{0};
  const auto server = ServeGet(Options(), [&](const Call&, const GetRequest&) -> StatusOr<Municipality> {
    ++calls;
    return Error(absl::StatusCode::kUnavailable, "PROCESSING_LOG", "Try again.");
  });
  Outgoing outgoing = With(Reader());
  outgoing.safe = true;
  EXPECT_THAT(Get(ChannelTo(*server), outgoing), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(calls, 5);
}

}  // namespace
}  // namespace duaal::rpc
