#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chassis/log/log.h"
#include "chassis/rpc/admission.h"
#include "chassis/rpc/calls.h"
#include "chassis/rpc/status.h"
#include "chassis/rpc/wire.h"

namespace duaal::rpc {
namespace {

using google::protobuf::Message;

// A unary call: admitted on gRPC's thread, worked on by a worker, answered from there or, when it touched
// people's data, from the processing log when its record is durable, whichever is later. It answers through
// gRPC's own reactor, which takes up the next call where the last one ended; a reactor of ours would cost a
// change of thread for each call.
class UnaryCall final {
 public:
  UnaryCall(Core& core, const Method& method, grpc::CallbackServerContext& context,
            const grpc::ByteBuffer& request, grpc::ByteBuffer& response)
      : core_(core),
        state_(method, *core.options.clock),
        reactor_(context.DefaultReactor()),
        raw_request_(request),
        raw_response_(response) {}

  grpc::ServerUnaryReactor* Start(grpc::CallbackServerContext& context) {
    grpc::ServerUnaryReactor* const reactor = reactor_;  // the call may be over before this returns
    const Status status = Admit(*core_.options.tokens, context, state_);
    if (!status.ok()) {
      Answer(status);
      return reactor;
    }
    state_.set_context(&context);
    if (!core_.workers.Submit([this] { Work(); })) Answer(Overloaded());
    return reactor;
  }

 private:
  void Work() {
    const log::TraceScope trace(state_.trace_id());
    if (core_.options.log) state_.set_log_ahead([this](const Uuid& subject) { LogAhead(subject); });
    std::vector<Uuid> subjects;
    std::vector<std::string> municipalities;
    status_ = Handle(subjects, municipalities);
    if (!core_.options.log || IsLogged(subjects, municipalities)) return Settle();
    if (ahead_) subjects.push_back(*ahead_);
    Log(state_.MakeRecord(status_.code(), std::move(subjects), municipalities), &logged_);
  }

  void LogAhead(const Uuid& subject) {
    if (ahead_) return;
    ahead_ = subject;
    awaited_.fetch_add(1);
    Log(state_.MakeRecord(absl::StatusCode::kOk, {subject}, {}), &logged_ahead_);
  }
  // Whether what was logged ahead says all that there is to say.
  [[nodiscard]] bool IsLogged(const std::vector<Uuid>& subjects,
                              const std::vector<std::string>& municipalities) const {
    if (!ahead_) return subjects.empty();
    return status_.ok() && municipalities.empty() &&
           std::all_of(subjects.begin(), subjects.end(), [&](const Uuid& id) { return id == *ahead_; });
  }
  void Log(processing_log::Record record, Status* outcome) {
    core_.options.log(std::move(record), [this, outcome](const Status& logged) {
      *outcome = logged;
      Settle();
    });
  }

  // The handler and each record settle once; the last of them answers.
  void Settle() {
    if (awaited_.fetch_sub(1) > 1) return;
    const Status* const fault = !logged_ahead_.ok() ? &logged_ahead_ : &logged_;
    Answer(fault->ok() ? status_ : *fault);
  }

  Status Handle(std::vector<Uuid>& subjects, std::vector<std::string>& municipalities) {
    RETURN_IF_ERROR(state_.StillWanted());  // it may have waited long for this worker
    const Method& method = state_.of();
    const auto& entry = std::get<internal::UnaryEntry>(method.handler());
    const std::unique_ptr<Message> request(entry.request->New());
    RETURN_IF_ERROR(Parse(raw_request_, *request));
    RETURN_IF_ERROR(method.rules().Apply(*request));
    const std::unique_ptr<Message> response(entry.response->New());
    state_.set_request(request.get());
    Status status = entry.run(state_, *request, response.get());
    if (status.ok()) raw_response_ = Serialize(*response);
    if (core_.options.log && method.logs()) {
      method.AddSubjects(*request, subjects);
      method.AddMunicipalities(*request, municipalities);
      if (status.ok()) {
        method.AddSubjects(*response, subjects);
        method.AddMunicipalities(*response, municipalities);
      }
    }
    return status;
  }

  // The last thing that may touch this object, which goes before gRPC lets go of the call.
  void Answer(const Status& status) {
    state_.Report(status);
    grpc::Status answer = ToGrpc(status, state_.trace_id());
    grpc::ServerUnaryReactor* const reactor = reactor_;
    delete this;
    reactor->Finish(std::move(answer));
  }

  Core& core_;
  CallState state_;
  grpc::ServerUnaryReactor* const reactor_;
  const grpc::ByteBuffer& raw_request_;
  grpc::ByteBuffer& raw_response_;
  Status status_;              // of the handler
  std::optional<Uuid> ahead_;  // whom the record names that was not left to the end
  Status logged_;              // what became of the records
  Status logged_ahead_;
  std::atomic<int> awaited_{1};
};

}  // namespace

grpc::ServerUnaryReactor* StartUnary(Core& core, const Method& method, grpc::CallbackServerContext& context,
                                     const grpc::ByteBuffer& request, grpc::ByteBuffer& response) {
  return (new UnaryCall(core, method, context, request, response))->Start(context);
}

}  // namespace duaal::rpc
