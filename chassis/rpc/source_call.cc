#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chassis/core/mutex.h"
#include "chassis/log/log.h"
#include "chassis/rpc/admission.h"
#include "chassis/rpc/calls.h"
#include "chassis/rpc/status.h"
#include "chassis/rpc/wire.h"

namespace duaal::rpc {
namespace {

using google::protobuf::Message;

// A server stream: one thread asks the handler for what is next and waits for each write, so that a slow
// reader slows its own stream only.
class SourceCall final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                         public std::enable_shared_from_this<SourceCall> {
 public:
  SourceCall(Core& core, const Method& method, const grpc::ByteBuffer& request)
      : core_(core), state_(std::make_shared<CallState>(method, *core.options.clock)), raw_request_(request) {
    state_->set_draining(&core.draining);
  }

  void Start(grpc::CallbackServerContext& context) {
    self_ = shared_from_this();
    Status status = Admit(*core_.options.tokens, context, *state_);
    if (status.ok() && core_.draining) status = Draining();
    if (!status.ok()) return Answer(status);
    if (!core_.sources.Submit([self = self_] { self->Work(); })) Answer(Overloaded());
  }

  void OnCancel() override { state_->Cancel(); }
  void OnWriteDone(bool ok) override {
    {
      const MutexLock lock(mutex_);
      writing_ = false;
      broken_ = !ok;
    }
    written_.NotifyOne();
  }
  void OnDone() override { self_.reset(); }

 private:
  void Work() {
    const log::TraceScope trace(state_->trace_id());
    Answer(Run());
  }

  Status Run() {
    RETURN_IF_ERROR(state_->StillWanted());
    const Method& method = state_->of();
    const auto& entry = std::get<internal::SourceEntry>(method.handler());
    request_.reset(entry.request->New());
    RETURN_IF_ERROR(Parse(raw_request_, *request_));
    RETURN_IF_ERROR(method.rules().Apply(*request_));
    state_->set_request(request_.get());
    ASSIGN_OR_RETURN(const auto step, entry.open(state_, *request_));
    const std::unique_ptr<Message> out(entry.response->New());
    for (;;) {
      state_->BeginStep();
      RETURN_IF_ERROR(state_->StillWanted());
      if (core_.draining) return Draining();
      out->Clear();
      const StatusOr<bool> more = step(out.get());
      if (!more.ok() || !*more) {
        // The step may have ended because it was told to; then the reader must not take it for the end.
        if (core_.draining) return Draining();
        RETURN_IF_ERROR(state_->StillWanted());
        return more.status();
      }
      RETURN_IF_ERROR(Log(*out));
      RETURN_IF_ERROR(Send(Serialize(*out)));
    }
  }

  // The stream has a thread of its own, so it may wait for its record.
  Status Log(const Message& out) {
    const Method& method = state_->of();
    if (!core_.options.log || !method.logs()) return absl::OkStatus();
    std::vector<Uuid> subjects;
    std::vector<std::string> municipalities;
    method.AddSubjects(*request_, subjects);
    method.AddSubjects(out, subjects);
    method.AddMunicipalities(out, municipalities);
    if (subjects.empty()) return absl::OkStatus();
    struct Outcome {
      Mutex mutex;
      CondVar told;
      bool known ABSL_GUARDED_BY(mutex) = false;
      Status status ABSL_GUARDED_BY(mutex);
    };
    auto outcome = std::make_shared<Outcome>();
    core_.options.log(state_->MakeRecord(absl::StatusCode::kOk, std::move(subjects), municipalities),
                      [outcome](const Status& status) {
                        const MutexLock lock(outcome->mutex);
                        outcome->status = status;
                        outcome->known = true;
                        outcome->told.NotifyOne();
                      });
    const MutexLock lock(outcome->mutex);
    while (!outcome->known) outcome->told.Wait(outcome->mutex);
    return outcome->status;
  }

  Status Send(const grpc::ByteBuffer& buffer) {
    out_ = buffer;
    {
      const MutexLock lock(mutex_);
      writing_ = true;
    }
    StartWrite(&out_);
    const MutexLock lock(mutex_);
    while (writing_) written_.Wait(mutex_);
    if (!broken_) return absl::OkStatus();
    return Error(absl::StatusCode::kCancelled, "CALLER_GONE", "The caller cancelled the call.");
  }

  void Answer(const Status& status) {
    state_->Report(status);
    Finish(ToGrpc(status, state_->trace_id()));
  }

  Core& core_;
  std::shared_ptr<SourceCall> self_;  // until gRPC is done with the call
  std::shared_ptr<CallState> state_;
  const grpc::ByteBuffer& raw_request_;
  std::unique_ptr<Message> request_;
  grpc::ByteBuffer out_;
  Mutex mutex_;
  CondVar written_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* StartSource(Core& core, const Method& method,
                                                        grpc::CallbackServerContext& context,
                                                        const grpc::ByteBuffer& request) {
  auto call = std::make_shared<SourceCall>(core, method, request);
  call->Start(context);
  return call.get();
}

}  // namespace duaal::rpc
