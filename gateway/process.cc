#include "gateway/process.h"

#include <atomic>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "chassis/auth/internal_token.h"
#include "chassis/auth/jwt.h"
#include "chassis/auth/roles.h"
#include "chassis/config/address.h"
#include "chassis/log/log.h"
#include "chassis/metrics/endpoint.h"
#include "chassis/metrics/metrics.h"
#include "gateway/auth/authenticator.h"
#include "gateway/backend/backend.h"
#include "gateway/descriptors/catalogue.h"
#include "gateway/door/grpc_door.h"
#include "gateway/door/rest_door.h"
#include "gateway/http/server.h"
#include "gateway/observe/observer.h"
#include "gateway/openapi/openapi.h"
#include "gateway/rest/router.h"
#include "gateway/site/site.h"
#include "google/protobuf/stubs/logging.h"

namespace duaal::gateway {
namespace {

using config::v1::GatewayConfig;
using config::v1::ProcessConfig;

constexpr std::size_t kBodyBytes = 1 << 20;
constexpr int kHttpThreads = 2;

Status Invalid(const std::string& sentence) {
  return Error(absl::StatusCode::kInvalidArgument, "CONFIG", sentence);
}

// An installation without dashboards or glossary can still be called, so their absence is only told.
Site LoadSite(const std::string& folder) {
  if (folder.empty()) return {};
  StatusOr<Site> site = Site::Load(folder);
  if (site.ok()) return *std::move(site);
  log::Warn("no_dashboards", {{"status", site.status()}});
  return {};
}

std::string LoadTerms(const std::string& path) {
  if (path.empty()) return "";
  StatusOr<std::string> terms = LoadGlossary(path);
  if (terms.ok()) return *std::move(terms);
  log::Warn("no_glossary", {{"status", terms.status()}});
  return "";
}

}  // namespace

std::string Version() { return DUAAL_VERSION; }

// In the order of their lives: what is used stands before what uses it. Only the backend goes earlier than
// the doors, so that its last answers still find them (see the destructor).
struct Process::Parts {
  explicit Parts(const ProcessConfig& c) : config(c) {}

  [[nodiscard]] const GatewayConfig& gateway() const { return config.gateway(); }
  Status Read();
  Status OpenDoors();
  Status OpenHttp();
  Status OpenGrpc();

  const ProcessConfig config;
  std::atomic<bool> serving{false};
  metrics::Registry registry;
  std::optional<Observer> observer;
  std::unique_ptr<Catalogue> catalogue;
  std::unique_ptr<rest::Router> router;
  std::unique_ptr<auth::JwtVerifier> verifier;
  std::optional<auth::RoleBook> roles;
  std::unique_ptr<auth::TokenSigner> signer;
  std::optional<Authenticator> authenticator;
  Site site;
  std::unique_ptr<Backend> backend;
  std::unique_ptr<RestDoor> rest_door;
  std::unique_ptr<http::Server> http;
  std::unique_ptr<GrpcDoor> grpc_door;
  std::unique_ptr<metrics::Endpoint> endpoint;
};

Status Process::Parts::Read() {
  ASSIGN_OR_RETURN(catalogue, Catalogue::FromFile(gateway().descriptor_set()));
  ASSIGN_OR_RETURN(router, rest::Router::Make(*catalogue));
  auth::JwtOptions jwt;
  jwt.jwks_path = gateway().jwks();
  jwt.issuer = gateway().issuer();
  jwt.audience = gateway().audience();
  ASSIGN_OR_RETURN(verifier, auth::JwtVerifier::FromFile(jwt));
  ASSIGN_OR_RETURN(auth::RoleBook book, auth::RoleBook::FromFile(gateway().roles()));
  roles.emplace(std::move(book));
  ASSIGN_OR_RETURN(signer, auth::TokenSigner::FromFile(config.service(), config.token_key()));
  authenticator.emplace(*verifier, *roles, *signer);
  observer.emplace(registry);
  site = LoadSite(gateway().web_root());
  return absl::OkStatus();
}

Status Process::Parts::OpenDoors() {
  const std::map<std::string, std::string> peers(config.peers().begin(), config.peers().end());
  ASSIGN_OR_RETURN(
      backend,
      Backend::Open(*catalogue, peers, {config.tls().ca(), config.tls().certificate(), config.tls().key()}));
  RETURN_IF_ERROR(OpenHttp());
  RETURN_IF_ERROR(OpenGrpc());
  ASSIGN_OR_RETURN(endpoint, metrics::Endpoint::Start(config.metrics_listen(), registry, [this]() -> Status {
                     if (serving) return absl::OkStatus();
                     return Error(absl::StatusCode::kUnavailable, "NOT_SERVING", "Starting or draining.");
                   }));
  registry.Gauges("duaal_build_info", "1; the label tells the version.")
      .With({{"version", Version()}})
      .Set(1);
  serving = true;
  return absl::OkStatus();
}

Status Process::Parts::OpenHttp() {
  ASSIGN_OR_RETURN(const config::Address address, config::ParseAddress(gateway().http_listen()));
  if (!gateway().https() && !address.IsLoopback()) {
    return Invalid("gateway.http_listen: without https it must be a loopback address.");
  }
  rest_door = std::make_unique<RestDoor>(RestDoor::Parts{
      *router, *authenticator, *backend, *observer, site, openapi::Document(*router, Version()),
      LoadTerms(gateway().glossary()), Version(), gateway().https()});
  http::ServerOptions options;
  options.host = address.host == "localhost" ? "127.0.0.1" : address.host;
  options.port = address.port;
  options.threads = gateway().http_threads() > 0 ? gateway().http_threads() : kHttpThreads;
  options.body_bytes_most =
      gateway().max_body_bytes() > 0 ? static_cast<std::size_t>(gateway().max_body_bytes()) : kBodyBytes;
  if (gateway().https()) {
    options.certificate = gateway().external_tls().certificate();
    options.key = gateway().external_tls().key();
  }
  RestDoor* door = rest_door.get();
  ASSIGN_OR_RETURN(
      http, http::Server::Start(
                options,
                [door](http::Request request, http::Respond respond) {
                  door->Handle(std::move(request), std::move(respond));
                },
                [door](int status, const std::string& reason) { return door->Refuse(status, reason); }));
  return absl::OkStatus();
}

Status Process::Parts::OpenGrpc() {
  GrpcDoor::Options options;
  options.listen = gateway().grpc_listen();
  options.certificate = gateway().external_tls().certificate();
  options.key = gateway().external_tls().key();
  ASSIGN_OR_RETURN(grpc_door, GrpcDoor::Start(options, {*catalogue, *authenticator, *backend, *observer}));
  return absl::OkStatus();
}

StatusOr<std::unique_ptr<Process>> Process::Start(const ProcessConfig& config) {
  if (config.service() != "gateway")
    return Invalid("service: these are settings of " + config.service() + ".");
  if (config.gateway().external_tls().certificate().empty()) {
    return Invalid("gateway.external_tls: certificate and key are required.");
  }
  // protobuf writes a line to stderr for each text that is not UTF-8; the caller is told instead.
  google::protobuf::SetLogHandler(nullptr);
  auto parts = std::make_unique<Parts>(config);
  RETURN_IF_ERROR(parts->Read());
  RETURN_IF_ERROR(parts->OpenDoors());
  return std::unique_ptr<Process>(new Process(std::move(parts)));
}

Process::Process(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Process::~Process() {
  Drain(absl::ZeroDuration());
  parts_->endpoint.reset();
  parts_->http.reset();
  parts_->grpc_door.reset();
  parts_->backend.reset();
}

void Process::Drain(absl::Duration grace) {
  if (!parts_->serving.exchange(false)) return;
  // Both doors close at once: one that waits for its callers must not leave the other open.
  std::thread grpc([this, grace] { parts_->grpc_door->Drain(grace); });
  parts_->http->Drain(grace);
  grpc.join();
}

int Process::http_port() const { return parts_->http->port(); }
int Process::grpc_port() const { return parts_->grpc_door->port(); }
int Process::metrics_port() const { return parts_->endpoint->port(); }

}  // namespace duaal::gateway
