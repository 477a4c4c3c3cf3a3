#include "gateway/backend/backend.h"

#include <unordered_set>
#include <utility>

#include "chassis/core/mutex.h"
#include "chassis/rpc/client.h"
#include "chassis/rpc/status.h"
#include "chassis/rpc/wire.h"
#include "gateway/backend/compose.h"
#include "grpcpp/generic/generic_stub.h"

namespace duaal::gateway {
namespace {

// A unary call on its way.
struct Call {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
  const Shape* output = nullptr;
  Backend::Done done;
};

Backend::Answer ReadAnswer(const grpc::Status& status, const Call& call) {
  if (!status.ok()) return rpc::FromGrpc(status);
  std::unique_ptr<google::protobuf::Message> message(call.output->prototype->New());
  if (!rpc::Parse(call.response, *message).ok()) {
    return Error(absl::StatusCode::kInternal, "BROKEN_ANSWER", "The service's answer cannot be read.");
  }
  return message;
}

}  // namespace

class Backend::Impl {
 public:
  Status Add(const std::string& owner, const std::map<std::string, std::string>& peers,
             const rpc::TlsFiles& tls) {
    if (stubs_.contains(owner)) return absl::OkStatus();
    const auto peer = peers.find(owner);
    if (peer == peers.end()) {
      return Error(absl::StatusCode::kFailedPrecondition, "NO_PEER",
                   "peers: the address of " + owner + " is required.");
    }
    ASSIGN_OR_RETURN(auto channel, rpc::OpenChannel(peer->second, owner, tls));
    stubs_.emplace(owner, std::make_unique<Stub>(std::move(channel)));
    return absl::OkStatus();
  }

  Stub& StubOf(const std::string& owner) const { return *stubs_.at(owner); }

  void Start(const Method& method, std::unique_ptr<Call> call) {
    Call* running = call.release();
    {
      const MutexLock lock(mutex_);
      running_.insert(running);
    }
    StubOf(method.owner)
        .UnaryCall(&running->context, method.path, grpc::StubOptions(), &running->request, &running->response,
                   [this, running](const grpc::Status& status) { Finish(status, running); });
  }

  void CancelAll() {
    const MutexLock lock(mutex_);
    for (Call* call : running_) call->context.TryCancel();
    while (!running_.empty() || finishing_ != 0) idle_.Wait(mutex_);
  }

 private:
  void Finish(const grpc::Status& status, Call* running) {
    const std::unique_ptr<Call> call(running);
    {
      const MutexLock lock(mutex_);
      running_.erase(running);
      ++finishing_;
    }
    call->done(ReadAnswer(status, *call));
    const MutexLock lock(mutex_);
    --finishing_;
    if (running_.empty() && finishing_ == 0) idle_.NotifyAll();
  }

  std::map<std::string, std::unique_ptr<Stub>> stubs_;
  Mutex mutex_;
  CondVar idle_;
  std::unordered_set<Call*> running_ ABSL_GUARDED_BY(mutex_);
  int finishing_ ABSL_GUARDED_BY(mutex_) = 0;  // calls whose `done` runs
};

StatusOr<std::unique_ptr<Backend>> Backend::Open(const Catalogue& catalogue,
                                                 const std::map<std::string, std::string>& peers,
                                                 const rpc::TlsFiles& tls) {
  auto impl = std::make_unique<Impl>();
  for (const auto& method : catalogue.methods()) {
    if (!method->IsComposed()) RETURN_IF_ERROR(impl->Add(method->owner, peers, tls));
  }
  return std::unique_ptr<Backend>(new Backend(std::move(impl)));
}

Backend::Backend(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Backend::~Backend() { impl_->CancelAll(); }

void Backend::Unary(const Method& method, const Context& context, const google::protobuf::Message& request,
                    Done done) {
  if (method.IsComposed()) return Compose(*this, method, context, request, std::move(done));
  auto call = std::make_unique<Call>();
  rpc::Prepare(call->context, {context.deadline, context.token, context.trace_id});
  call->request = rpc::Serialize(request);
  call->output = method.output;
  call->done = std::move(done);
  impl_->Start(method, std::move(call));
}

Backend::Stub& Backend::StubOf(const Method& method) const { return impl_->StubOf(method.owner); }

}  // namespace duaal::gateway
