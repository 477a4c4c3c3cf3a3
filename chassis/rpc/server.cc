#include "chassis/rpc/server.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_join.h"
#include "chassis/rpc/calls.h"
#include "chassis/rpc/core.h"
#include "chassis/rpc/health.h"
#include "chassis/rpc/method.h"
#include "chassis/rpc/reflection.h"
#include "chassis/rpc/server_options.h"
#include "chassis/rpc/tune.h"
#include "google/protobuf/stubs/logging.h"
#include "grpcpp/ext/health_check_service_server_builder_option.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace duaal::rpc {
namespace {

using grpc::ByteBuffer;
using grpc::CallbackServerContext;
using grpc::internal::RpcMethod;

constexpr int kMaxMetadataBytes = 64 * 1024;  // room for a token with many mandates
constexpr int kLeastPingIntervalMs = 10'000;

// Offers methods to gRPC as generated code would, but with the bytes as they are: the wrapper parses, so that
// it can say what is wrong, and does so on a worker. Registered methods get their request together with the
// call, one hop earlier than the generic service could.
class RawService final : public grpc::Service {
 public:
  void Offer(Core& core, const Method& method) {
    const int index = count_++;
    if (std::holds_alternative<internal::UnaryEntry>(method.handler())) {
      Put(method, RpcMethod::NORMAL_RPC);
      MarkMethodRawCallback(index, new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
                                       [&core, &method](CallbackServerContext* context,
                                                        const ByteBuffer* request, ByteBuffer* response) {
                                         return StartUnary(core, method, *context, *request, *response);
                                       }));
    } else if (std::holds_alternative<internal::StreamEntry>(method.handler())) {
      // On the wire a client stream is a bidirectional one with a single answer.
      Put(method, RpcMethod::BIDI_STREAMING);
      MarkMethodRawCallback(index, new grpc::internal::CallbackBidiHandler<ByteBuffer, ByteBuffer>(
                                       [&core, &method](CallbackServerContext* context) {
                                         return StartStream(core, method, *context);
                                       }));
    } else {
      Put(method, RpcMethod::SERVER_STREAMING);
      MarkMethodRawCallback(index,
                            new grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>(
                                [&core, &method](CallbackServerContext* context, const ByteBuffer* request) {
                                  return StartSource(core, method, *context, *request);
                                }));
    }
  }

 private:
  void Put(const Method& method, RpcMethod::RpcType type) {
    AddMethod(new grpc::internal::RpcServiceMethod(method.path().c_str(), type, nullptr));
  }

  int count_ = 0;
};

}  // namespace

class Server::Impl {
 public:
  explicit Impl(Options options) : core(std::move(options)) {}

  void Add(const std::string& name, Handler handler);
  // Nothing, or every reason not to start.
  [[nodiscard]] Status CheckComplete() const;
  Status Start();
  void Drain(absl::Duration grace);

  Core core;
  std::map<std::string, std::unique_ptr<Method>> methods;
  std::vector<std::string> services;
  RawService raw;
  std::unique_ptr<grpc::Service> reflection;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<Health> health;
  std::atomic<int> port{0};
};

void Server::Impl::Add(const std::string& name, Handler handler) {
  auto method = std::make_unique<Method>(name, std::move(handler));
  if (core.options.observe) method->observer = core.options.observe(method->Info());
  if (!methods.emplace(name, std::move(method)).second) {
    std::fprintf(stderr, "Handler for %s: registered twice.\n", name.c_str());
    std::abort();
  }
}

Status Server::Impl::CheckComplete() const {
  std::vector<std::string> faults;
  std::set<const google::protobuf::ServiceDescriptor*> touched;
  for (const auto& [name, method] : methods) {
    touched.insert(method->descriptor().service());
    if (const std::string fault = method->Fault(); !fault.empty()) faults.push_back(name + " " + fault);
  }
  for (const auto* service : touched) {
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string name = service->full_name() + "/" + service->method(i)->name();
      if (!methods.contains(name)) faults.push_back(name + " has no handler");
    }
  }
  if (faults.empty()) return absl::OkStatus();
  std::sort(faults.begin(), faults.end());
  return Error(absl::StatusCode::kFailedPrecondition, "METHODS_INCOMPLETE",
               absl::StrJoin(faults, "; ") + ".");
}

Status Server::Impl::Start() {
  RETURN_IF_ERROR(CheckComplete());
  ASSIGN_OR_RETURN(auto credentials, ServerTls(core.options.tls));
  // protobuf writes a line to stderr for each text that is not UTF-8; the caller is told instead.
  google::protobuf::SetLogHandler(nullptr);
  TuneGrpc();
  grpc::EnableDefaultHealthCheckService(true);
  std::set<std::string> names;
  for (const auto& [name, method] : methods) {
    names.insert(method->descriptor().service()->full_name());
    raw.Offer(core, *method);
  }
  services.assign(names.begin(), names.end());
  reflection = MakeReflectionService(google::protobuf::DescriptorPool::generated_pool(), services);
  grpc::ServerBuilder builder;
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT,
                             0);  // else two processes could share an address unseen
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kLeastPingIntervalMs);
  int bound = 0;
  builder.AddListeningPort(core.options.listen, std::move(credentials), &bound);
  builder.RegisterService(&raw);
  builder.RegisterService(reflection.get());
  server = builder.BuildAndStart();
  if (server == nullptr || bound == 0) {
    server.reset();
    return Error(absl::StatusCode::kUnavailable, "ADDRESS",
                 "Cannot listen on " + core.options.listen + "; is another process using it?");
  }
  port = bound;
  health = std::make_unique<Health>(*server->GetHealthCheckService(), services, core.options.ready,
                                    core.options.probe_interval);
  return absl::OkStatus();
}

void Server::Impl::Drain(absl::Duration grace) {
  if (server == nullptr || core.draining.exchange(true)) return;
  health->Stop();
  server->Shutdown(absl::ToChronoTime(absl::Now() + grace));
  core.sources.Stop();
  core.workers.Stop();
}

Server::Server(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Server::~Server() { Drain(absl::ZeroDuration()); }

Status Server::Start() { return impl_->Start(); }

void Server::Drain(absl::Duration grace) { impl_->Drain(grace); }

int Server::port() const { return impl_->port; }

std::size_t Server::queue_depth() const { return impl_->core.workers.waiting(); }

std::size_t Server::open_sources() const { return impl_->core.sources.running(); }

void Server::Add(const std::string& method, internal::UnaryEntry entry) {
  impl_->Add(method, std::move(entry));
}

void Server::Add(const std::string& method, internal::StreamEntry entry) {
  impl_->Add(method, std::move(entry));
}

void Server::Add(const std::string& method, internal::SourceEntry entry) {
  impl_->Add(method, std::move(entry));
}

}  // namespace duaal::rpc
