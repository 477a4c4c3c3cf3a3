#include "gateway/door/pass.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "chassis/core/mutex.h"
#include "chassis/rpc/client.h"
#include "chassis/rpc/status.h"
#include "chassis/rpc/trace.h"
#include "chassis/rpc/wire.h"
#include "gateway/problem/problem.h"
#include "grpcpp/generic/generic_stub.h"

namespace duaal::gateway {
namespace {

using grpc::ByteBuffer;

constexpr absl::Duration kUnaryTimeout = absl::Seconds(10);
constexpr absl::Duration kStreamTimeout = absl::Hours(1);

// The one value of a metadata key; empty when there is none.
std::string_view MetadataOf(const grpc::CallbackServerContext& context, const char* key) {
  const auto& all = context.client_metadata();
  const auto found = all.find(key);
  if (found == all.end()) return {};
  return {found->second.data(), found->second.size()};
}

// What both kinds of call have: who calls, until when, and the account of it.
class Account {
 public:
  Account(const PassParts& parts, const Method& method, grpc::CallbackServerContext& context)
      : parts_(parts), method_(method), trace_id_(rpc::TraceIdOf(MetadataOf(context, rpc::kTraceparent))) {
    if (trace_id_.empty()) trace_id_ = rpc::NewTraceId();
    context.AddInitialMetadata(rpc::kTraceparent, rpc::MakeTraceparent(trace_id_));
  }

  // Prepares the context of the inner call, or says why there is none.
  Status Admit(const grpc::CallbackServerContext& outer, absl::Duration timeout, grpc::ClientContext* inner) {
    ASSIGN_OR_RETURN(const rpc::Outgoing outgoing, Prepare(outer, timeout));
    rpc::Prepare(*inner, outgoing);
    return absl::OkStatus();
  }

  // What goes with the inner call.
  StatusOr<rpc::Outgoing> Prepare(const grpc::CallbackServerContext& outer, absl::Duration timeout) {
    rpc::Outgoing outgoing;
    if (!method_.IsPublic()) {
      ASSIGN_OR_RETURN(const auto ticket,
                       parts_.authenticator.Authenticate(MetadataOf(outer, "authorization"),
                                                         MetadataOf(outer, "x-purpose"), start_));
      RETURN_IF_ERROR(Authorise(method_, ticket->principal));
      outgoing.token = ticket->internal_token;
    }
    outgoing.trace_id = trace_id_;
    outgoing.deadline = start_ + timeout;
    if (outer.deadline() != std::chrono::system_clock::time_point::max()) {
      outgoing.deadline = absl::FromChrono(outer.deadline());
    }
    return outgoing;
  }

  // The status for the caller; what is not meant for callers is replaced.
  grpc::Status Close(const grpc::Status& status) {
    Record(status.error_code());
    if (status.ok()) return status;
    const Status inner = rpc::FromGrpc(status);
    if (IsForCallers(inner)) return status;
    return grpc::Status(status.error_code(), GeneralSentence(inner.code()) + " Trace id " + trace_id_ + ".");
  }

  [[nodiscard]] const std::string& trace_id() const { return trace_id_; }

  grpc::Status Refuse(const Status& status) {
    Record(static_cast<int>(status.code()));
    return rpc::ToGrpc(status, trace_id_);
  }

 private:
  void Record(int code) {
    Handled handled;
    handled.door = "grpc";
    handled.method = method_.name;
    handled.status = code;
    handled.duration = absl::Now() - start_;
    handled.trace_id = trace_id_;
    parts_.observer.Record(handled);
  }

  PassParts parts_;
  const Method& method_;
  absl::Time start_ = absl::Now();
  std::string trace_id_;
};

// The context of an inner call that is cancelled with the outer one.
std::unique_ptr<grpc::ClientContext> InnerOf(const grpc::CallbackServerContext& outer) {
  return grpc::ClientContext::FromCallbackServerContext(
      outer, grpc::PropagationOptions().disable_deadline_propagation());
}

// Answers through gRPC's own reactor: one of ours would cost a change of thread per call.
class Unary final {
 public:
  static grpc::ServerUnaryReactor* Start(const PassParts& parts, const Method& method,
                                         grpc::CallbackServerContext& context, const ByteBuffer& request,
                                         ByteBuffer& response) {
    grpc::ServerUnaryReactor* const reactor = context.DefaultReactor();
    auto call = std::make_unique<Unary>(parts, method, context);
    const Status admitted = call->account_.Admit(context, kUnaryTimeout, call->inner_.get());
    if (!admitted.ok()) {
      reactor->Finish(call->account_.Refuse(admitted));
      return reactor;
    }
    Unary& running = *call.release();  // until its answer is there
    parts.backend.StubOf(method).UnaryCall(running.inner_.get(), method.path, grpc::StubOptions(), &request,
                                           &response, [&running, reactor](const grpc::Status& status) {
                                             std::unique_ptr<Unary> ended(&running);
                                             grpc::Status answer = ended->account_.Close(status);
                                             ended.reset();  // before gRPC lets go of the outer call
                                             reactor->Finish(std::move(answer));
                                           });
    return reactor;
  }

  Unary(const PassParts& parts, const Method& method, grpc::CallbackServerContext& context)
      : account_(parts, method, context), inner_(InnerOf(context)) {}

 private:
  Account account_;
  const std::unique_ptr<grpc::ClientContext> inner_;
};

// A call that several services answer together: read here, because each of them is asked anew.
class Composed final : public grpc::ServerUnaryReactor {
 public:
  Composed(const PassParts& parts, const Method& method, grpc::CallbackServerContext* context,
           const ByteBuffer* request, ByteBuffer* response)
      : account_(parts, method, *context) {
    Backend::Context inner;
    const Status ready = Read(method, *context, *request, &inner);
    if (!ready.ok()) {
      Finish(account_.Refuse(ready));
      return;
    }
    parts.backend.Unary(method, inner, *message_, [this, response](Backend::Answer answer) {
      if (answer.ok()) *response = rpc::Serialize(**answer);
      Finish(account_.Close(rpc::ToGrpc(answer.status(), account_.trace_id())));
    });
  }
  void OnDone() override { delete this; }

 private:
  Status Read(const Method& method, const grpc::CallbackServerContext& outer, const ByteBuffer& request,
              Backend::Context* inner) {
    ASSIGN_OR_RETURN(const rpc::Outgoing outgoing, account_.Prepare(outer, kUnaryTimeout));
    *inner = {outgoing.deadline, outgoing.token, outgoing.trace_id};
    message_.reset(method.input->prototype->New());
    return rpc::Parse(request, *message_);
  }

  Account account_;
  std::unique_ptr<google::protobuf::Message> message_;
};

// Two streams back to back. The outer reactor lives until both sides are done: the inner one ends it.
//
// The inner call is kept open by two holds, one for each direction, because messages are written and read
// from the outer side's callbacks. A direction gives up its hold when nothing more can come of it.
class Stream final : public grpc::ServerBidiReactor<ByteBuffer, ByteBuffer> {
 public:
  Stream(const PassParts& parts, const Method& method, grpc::CallbackServerContext* context)
      : account_(parts, method, *context), inner_(this) {
    const Status admitted = account_.Admit(*context, kStreamTimeout, &inner_context_);
    if (!admitted.ok()) {
      Finish(account_.Refuse(admitted));
      return;
    }
    parts.backend.StubOf(method).PrepareBidiStreamingCall(&inner_context_, method.path, grpc::StubOptions(),
                                                          &inner_);
    inner_.AddMultipleHolds(2);
    inner_.StartRead(&from_service_);
    inner_.StartCall();
    StartRead(&from_caller_);
  }

  void OnReadDone(bool ok) override {
    {
      const MutexLock lock(mutex_);
      if (service_ended_ || !write_hold_) return;
      writing_ = true;
    }
    ok ? inner_.StartWrite(&from_caller_) : inner_.StartWritesDone();
  }
  void OnWriteDone(bool ok) override {
    if (ok) return inner_.StartRead(&from_service_);
    inner_context_.TryCancel();
    ReadsEnded();
  }
  void OnCancel() override { inner_context_.TryCancel(); }
  void OnDone() override { delete this; }

 private:
  class Inner final : public grpc::ClientBidiReactor<ByteBuffer, ByteBuffer> {
   public:
    explicit Inner(Stream* outer) : outer_(outer) {}
    void OnReadDone(bool ok) override {
      ok ? outer_->StartWrite(&outer_->from_service_) : outer_->ReadsEnded();
    }
    void OnWriteDone(bool ok) override { outer_->WriteEnded(ok); }
    void OnWritesDoneDone(bool /*ok*/) override { outer_->WriteEnded(false); }
    void OnDone(const grpc::Status& status) override { outer_->Finish(outer_->account_.Close(status)); }

   private:
    Stream* outer_;
  };

  // The service sends no more.
  void ReadsEnded() {
    bool release = false;
    {
      const MutexLock lock(mutex_);
      service_ended_ = true;
      // Where a write runs, its end gives up the hold.
      release = write_hold_ && !writing_;
      if (release) write_hold_ = false;
    }
    if (release) inner_.RemoveHold();
    inner_.RemoveHold();
  }

  void WriteEnded(bool more) {
    bool release = false;
    {
      const MutexLock lock(mutex_);
      writing_ = false;
      release = !more || service_ended_;
      if (release) write_hold_ = false;
    }
    release ? inner_.RemoveHold() : StartRead(&from_caller_);
  }

  Account account_;
  grpc::ClientContext inner_context_;
  Inner inner_;
  ByteBuffer from_caller_;
  ByteBuffer from_service_;
  Mutex mutex_;
  bool service_ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool write_hold_ ABSL_GUARDED_BY(mutex_) = true;
};

}  // namespace

grpc::ServerUnaryReactor* PassUnary(const PassParts& parts, const Method& method,
                                    grpc::CallbackServerContext* context, const ByteBuffer* request,
                                    ByteBuffer* response) {
  if (method.IsComposed()) return new Composed(parts, method, context, request, response);
  return Unary::Start(parts, method, *context, *request, *response);
}

grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* PassStream(const PassParts& parts, const Method& method,
                                                            grpc::CallbackServerContext* context) {
  return new Stream(parts, method, context);
}

}  // namespace duaal::gateway
