#include "gateway/door/grpc_door.h"

#include <fstream>
#include <sstream>
#include <utility>

#include "chassis/rpc/reflection.h"
#include "gateway/door/pass.h"
#include "grpcpp/ext/health_check_service_server_builder_option.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace duaal::gateway {
namespace {

using grpc::ByteBuffer;
using grpc::CallbackServerContext;
using grpc::internal::RpcMethod;

constexpr int kMetadataBytesMost = 64 * 1024;
constexpr int kLeastPingIntervalMs = 10'000;

StatusOr<std::string> ReadPem(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in || text.str().empty()) {
    return Error(absl::StatusCode::kNotFound, "TLS_FILE", "Cannot read the PEM file " + path + ".");
  }
  return text.str();
}

// Offers every exposed method as generated code would, with bytes in place of messages. A generic
// service would do too, but gets the request of a unary call one hop later.
class Passage final : public grpc::Service {
 public:
  Passage(const Catalogue& catalogue, const PassParts& parts) : parts_(parts) {
    for (const auto& method : catalogue.methods()) {
      method->IsUnary() ? OfferUnary(*method) : OfferStream(*method);
    }
  }

 private:
  void OfferUnary(const Method& method) {
    AddMethod(new grpc::internal::RpcServiceMethod(method.path.c_str(), RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodRawCallback(count_++, new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
                                        [this, &method](CallbackServerContext* context,
                                                        const ByteBuffer* request, ByteBuffer* response) {
                                          return PassUnary(parts_, method, context, request, response);
                                        }));
  }

  void OfferStream(const Method& method) {
    AddMethod(new grpc::internal::RpcServiceMethod(method.path.c_str(), RpcMethod::BIDI_STREAMING, nullptr));
    MarkMethodRawCallback(count_++, new grpc::internal::CallbackBidiHandler<ByteBuffer, ByteBuffer>(
                                        [this, &method](CallbackServerContext* context) {
                                          return PassStream(parts_, method, context);
                                        }));
  }

  const PassParts parts_;
  int count_ = 0;
};

}  // namespace

class GrpcDoor::Impl {
 public:
  explicit Impl(const Parts& parts)
      : catalogue_(parts.catalogue),
        passage_(parts.catalogue, {parts.authenticator, parts.backend, parts.observer}),
        reflection_(rpc::MakeReflectionService(&parts.catalogue.pool(), parts.catalogue.services())) {}

  ~Impl() { Drain(absl::ZeroDuration()); }

  Status Open(const Options& options) {
    ASSIGN_OR_RETURN(std::string certificate, ReadPem(options.certificate));
    ASSIGN_OR_RETURN(std::string key, ReadPem(options.key));
    grpc::SslServerCredentialsOptions tls(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
    tls.pem_key_cert_pairs.push_back({std::move(key), std::move(certificate)});
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT,
                               0);  // else two processes could share an address unseen
    builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMost);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kLeastPingIntervalMs);
    builder.AddListeningPort(options.listen, grpc::SslServerCredentials(tls), &port_);
    builder.RegisterService(&passage_);
    builder.RegisterService(reflection_.get());
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port_ == 0) {
      server_.reset();
      return Error(absl::StatusCode::kUnavailable, "LISTEN",
                   "Cannot listen for gRPC on " + options.listen + ".");
    }
    Tell(true);
    return absl::OkStatus();
  }

  void Drain(absl::Duration grace) {
    if (server_ == nullptr) return;
    Tell(false);
    server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
    server_->Wait();
    server_.reset();
  }

  [[nodiscard]] int port() const { return port_; }

 private:
  void Tell(bool serving) {
    grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
    health->SetServingStatus("", serving);
    for (const std::string& name : catalogue_.services()) health->SetServingStatus(name, serving);
  }

  const Catalogue& catalogue_;
  Passage passage_;
  std::unique_ptr<grpc::Service> reflection_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

StatusOr<std::unique_ptr<GrpcDoor>> GrpcDoor::Start(const Options& options, const Parts& parts) {
  auto impl = std::make_unique<Impl>(parts);
  RETURN_IF_ERROR(impl->Open(options));
  return std::unique_ptr<GrpcDoor>(new GrpcDoor(std::move(impl)));
}

GrpcDoor::GrpcDoor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GrpcDoor::~GrpcDoor() = default;

int GrpcDoor::port() const { return impl_->port(); }

void GrpcDoor::Drain(absl::Duration grace) { impl_->Drain(grace); }

}  // namespace duaal::gateway
