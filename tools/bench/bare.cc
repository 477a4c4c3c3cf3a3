#include "tools/bench/bare.h"

#include <csignal>
#include <cstdio>
#include <functional>
#include <utility>

#include "absl/time/clock.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/timestamp.h"
#include "chassis/rpc/worker_pool.h"
#include "duaal/intake/v1/participant_service.grpc.pb.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "tools/bench/people.h"

namespace duaal::bench {
namespace {

using intake::v1::GetParticipantRequest;
using intake::v1::Participant;
using intake::v1::UpdateParticipantRequest;

constexpr absl::Duration kLimit = absl::Seconds(10);

void Fill(const sql::Row& row, Participant* out) {
  out->set_id(row.Id(0).ToString());
  out->set_given_name(row.Str(1));
  out->set_family_name_prefix(row.Str(2));
  out->set_family_name(row.Str(3));
  out->set_birth_date(row.Str(4));
  out->set_bsn_masked("*******" + row.Str(5));
  out->set_gender(static_cast<intake::v1::Gender>(row.Int(6)));
  out->set_origin_country(row.Str(7));
  out->set_municipality_code(row.Str(8));
  out->set_arrival_date(row.Str(9));
  out->set_settlement_date(row.Str(10));
  out->set_target_group(static_cast<intake::v1::TargetGroup>(row.Int(11)));
  out->set_benefit_category(static_cast<intake::v1::BenefitCategory>(row.Int(12)));
  out->set_legal_regime(static_cast<intake::v1::LegalRegime>(row.Int(13)));
  out->set_language_level(row.Str(14));
  *out->mutable_create_time() = rpc::ToTimestamp(row.Time(15));
  *out->mutable_update_time() = rpc::ToTimestamp(row.Time(16));
  out->set_etag(rpc::ToEtag(row.Int(17)));
}

grpc::Status Verdict(const Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return {static_cast<grpc::StatusCode>(status.code()), std::string(status.message())};
}

class BareService final : public intake::v1::ParticipantService::CallbackService {
 public:
  BareService(const sql::DatabaseOptions& options, int workers, int queue)
      : db_(options), pool_(workers, queue) {}

  grpc::ServerUnaryReactor* GetParticipant(grpc::CallbackServerContext* context,
                                           const GetParticipantRequest* request,
                                           Participant* response) override {
    return OnWorker(context, [this, request, response] { return Read(*request, response); });
  }

  grpc::ServerUnaryReactor* UpdateParticipant(grpc::CallbackServerContext* context,
                                              const UpdateParticipantRequest* request,
                                              Participant* response) override {
    return OnWorker(context, [this, request, response] { return Write(*request, response); });
  }

 private:
  grpc::ServerUnaryReactor* OnWorker(grpc::CallbackServerContext* context, std::function<Status()> work) {
    auto* reactor = context->DefaultReactor();
    if (!pool_.Submit([reactor, work = std::move(work)] { reactor->Finish(Verdict(work())); })) {
      reactor->Finish({grpc::StatusCode::RESOURCE_EXHAUSTED, "busy"});
    }
    return reactor;
  }

  Status Read(const GetParticipantRequest& request, Participant* response) {
    const Uuid id = Uuid::Parse(request.id()).value_or(Uuid());
    const auto row =
        db_.Read(absl::Now() + kLimit, [&](sql::Session& session) { return ReadByHand(session, id); });
    if (!row.ok()) return row.status();
    Fill(*row, response);
    return absl::OkStatus();
  }

  Status Write(const UpdateParticipantRequest& request, Participant* response) {
    const Participant& change = request.participant();
    const Uuid id = Uuid::Parse(change.id()).value_or(Uuid());
    const std::int64_t version = rpc::FromEtag(request.etag());
    std::string key = request.request_id();
    key.resize(32, '-');
    const auto row = db_.Run(absl::Now() + kLimit, [&](sql::Tx& tx) {
      return WriteByHand(tx, id, version, change.language_level(), key);
    });
    if (!row.ok()) return row.status();
    Fill(*row, response);
    response->set_language_level(change.language_level());
    response->set_etag(rpc::ToEtag(version + 1));
    return absl::OkStatus();
  }

  sql::Database db_;
  rpc::WorkerPool pool_;
};

StatusOr<std::unique_ptr<grpc::Server>> Serve(const Region& region, const std::string& address,
                                              BareService& service) {
  const auto& tls = region.Of("intake-svc").tls();
  ASSIGN_OR_RETURN(auto credentials, rpc::ServerTls({tls.ca(), tls.certificate(), tls.key()}));
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address, std::move(credentials));
  builder.RegisterService(&service);
  auto server = builder.BuildAndStart();
  if (server == nullptr)
    return Error(absl::StatusCode::kUnavailable, "ADDRESS", "Cannot listen on " + address);
  return server;
}

}  // namespace

StatusOr<Bare> StartBare(const Region& region) {
  ASSIGN_OR_RETURN(const int port, FreePort());
  Bare bare;
  bare.address = "127.0.0.1:" + std::to_string(port);
  ASSIGN_OR_RETURN(bare.child,
                   Child::Start({OwnPath(), "serve-bare", "--home", region.home(), "--address", bare.address},
                                region.home() + "/log/bench-bare.log"));
  return bare;
}

int ServeBare(const std::string& home, const std::string& address) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const auto region = Region::Open(home);
  if (!region.ok()) return std::fprintf(stderr, "%s\n", region.status().ToString().c_str()), 1;
  const auto& config = (*region)->Of("intake-svc");
  const auto options = (*region)->DatabaseOf("intake-svc");
  if (!options.ok()) return std::fprintf(stderr, "%s\n", options.status().ToString().c_str()), 1;
  BareService service(*options, config.workers(), config.queue());
  const auto server = Serve(**region, address, service);
  if (!server.ok()) return std::fprintf(stderr, "%s\n", server.status().ToString().c_str()), 1;
  int signal = 0;
  sigwait(&signals, &signal);
  (*server)->Shutdown(absl::ToChronoTime(absl::Now()));
  return 0;
}

}  // namespace duaal::bench
