#ifndef CHASSIS_RPC_SERVER_FIXTURE_H_
#define CHASSIS_RPC_SERVER_FIXTURE_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "chassis/auth/internal_token.h"
#include "chassis/rpc/client.h"
#include "chassis/rpc/server.h"
#include "chassis/rpc/server_options.h"
#include "chassis/rpc/status.h"
#include "chassis/testing/pki.h"
#include "chassis/testing/status_matchers.h"
#include "duaal/intake/v1/municipality_service.grpc.pb.h"
#include "gtest/gtest.h"

// A server on a free port with real certificates, and callers of every kind; for the tests of this folder.
namespace duaal::rpc {

inline constexpr absl::Duration kPatience = absl::Seconds(60);

// Waits until a condition holds; false when it does not in time.
inline bool Eventually(const std::function<bool()>& condition) {
  for (const absl::Time end = absl::Now() + kPatience; absl::Now() < end;) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

// A gate that threads wait at until it opens.
class Gate {
 public:
  void Open() {
    {
      std::lock_guard lock(mutex_);
      open_ = true;
    }
    changed_.notify_all();
  }
  bool Wait() { return WaitFor(kPatience); }
  bool WaitFor(absl::Duration time) {
    std::unique_lock lock(mutex_);
    ++waiting_;
    return changed_.wait_for(lock, absl::ToChronoMilliseconds(time), [this] { return open_; });
  }
  [[nodiscard]] int waiting() {
    std::lock_guard lock(mutex_);
    return waiting_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

class ServerFixture : public ::testing::Test {
 protected:
  using Municipality = intake::v1::Municipality;
  using GetRequest = intake::v1::GetMunicipalityRequest;
  using ListRequest = intake::v1::ListMunicipalitiesRequest;
  using ListResponse = intake::v1::ListMunicipalitiesResponse;
  using ImportRequest = intake::v1::ImportMunicipalitiesRequest;
  using ImportResponse = intake::v1::ImportMunicipalitiesResponse;

  static constexpr char kGet[] = "duaal.intake.v1.MunicipalityService/GetMunicipality";
  static constexpr char kList[] = "duaal.intake.v1.MunicipalityService/ListMunicipalities";
  static constexpr char kImport[] = "duaal.intake.v1.MunicipalityService/ImportMunicipalities";

  ServerFixture() : clock_(absl::FromUnixSeconds(1'795'342'500)) {  // 2026-11-22 in the morning
    auto verifier = auth::TokenVerifier::FromDirectory(Certificates().token_issuers());
    EXPECT_OK(verifier);
    verifier_ = *std::move(verifier);
    for (const char* name : {"gateway", "reporting-svc", "partner-svc"}) {
      auto signer = auth::TokenSigner::FromFile(name, Certificates().token_key(name));
      EXPECT_OK(signer);
      signers_[name] = *std::move(signer);
    }
  }

  // Made once per process: keys cost time.
  static testing::Pki& Certificates() {
    static testing::Pki pki;
    static const bool made = [] {
      for (const char* name : {"intake-svc", "gateway", "reporting-svc", "partner-svc"}) {
        pki.IssueCertificate(name);
        pki.IssueTokenKey(name);
      }
      return true;
    }();
    static_cast<void>(made);
    return pki;
  }

  static TlsFiles TlsOf(const std::string& name) {
    return {Certificates().ca(), Certificates().certificate(name), Certificates().key(name)};
  }

  Server::Options Options() {
    Server::Options options;
    options.listen = "127.0.0.1:0";
    options.tls = TlsOf("intake-svc");
    options.tokens = verifier_.get();
    options.clock = &clock_;
    options.workers = 2;
    options.queue = 16;
    options.probe_interval = absl::Milliseconds(5);
    options.observe = [this](const MethodInfo& method) {
      return [this, name = method.name](const CallReport& report) {
        std::lock_guard lock(mutex_);
        seen_[name].push_back(report.status);
        traces_.insert(report.trace_id);
      };
    };
    return options;
  }

  // Registers handlers of MunicipalityService that answer at once, but for the one given.
  void RegisterRest(Server& server, const std::string& but) {
    if (but != kGet) {
      server.Unary<GetRequest, Municipality>(kGet,
                                             [](const Call&, const GetRequest&) { return Municipality(); });
    }
    if (but != kList) {
      server.Unary<ListRequest, ListResponse>(kList,
                                              [](const Call&, const ListRequest&) { return ListResponse(); });
    }
    if (but != kImport) {
      server.Unary<ImportRequest, ImportResponse>(
          kImport, [](const Call&, const ImportRequest&) { return ImportResponse(); });
    }
  }

  // A server with one handler of interest.
  std::unique_ptr<Server> ServeGet(Server::Options options,
                                   Server::UnaryHandler<GetRequest, Municipality> handler) {
    auto server = std::make_unique<Server>(std::move(options));
    server->Unary<GetRequest, Municipality>(kGet, std::move(handler));
    RegisterRest(*server, kGet);
    EXPECT_OK(server->Start());
    return server;
  }

  static std::shared_ptr<grpc::Channel> ChannelTo(const Server& server, const std::string& as = "gateway",
                                                  const std::string& expected = "intake-svc") {
    auto channel = OpenChannel("127.0.0.1:" + std::to_string(server.port()), expected, TlsOf(as));
    EXPECT_OK(channel);
    return *channel;
  }

  static auth::Principal Reader() {
    auth::Principal principal;
    principal.kind = auth::PrincipalKind::kStaff;
    principal.id = "staff-1";
    principal.permissions = {"municipalities.read", "municipalities.write", "participants.write"};
    principal.mandates = {{"GM0164", {}, {}}};
    principal.purpose = "inburgering";
    return principal;
  }

  std::string TokenFor(const auth::Principal& principal, const std::string& issuer = "gateway") {
    return signers_[issuer]->Sign(principal, absl::Now(), absl::Seconds(60));
  }

  Outgoing With(const auth::Principal& principal) {
    return Outgoing{absl::Now() + kPatience, TokenFor(principal), {}, false};
  }

  static Status Get(const std::shared_ptr<grpc::Channel>& channel, const Outgoing& outgoing,
                    const GetRequest& request, Municipality* response) {
    const auto stub = intake::v1::MunicipalityService::NewStub(channel);
    return Invoke(outgoing, [&](grpc::ClientContext& context) {
      return stub->GetMunicipality(&context, request, response);
    });
  }

  static Status Get(const std::shared_ptr<grpc::Channel>& channel, const Outgoing& outgoing) {
    GetRequest request;
    request.set_code("GM0164");
    Municipality response;
    return Get(channel, outgoing, request, &response);
  }

  std::vector<Status> Seen(const std::string& method) {
    std::lock_guard lock(mutex_);
    return seen_[method];
  }
  bool SawTrace(const std::string& trace_id) {
    std::lock_guard lock(mutex_);
    return traces_.contains(trace_id);
  }

  FakeClock clock_;
  std::unique_ptr<auth::TokenVerifier> verifier_;
  std::map<std::string, std::unique_ptr<auth::TokenSigner>> signers_;

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<Status>> seen_;
  std::set<std::string> traces_;
};

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_SERVER_FIXTURE_H_
