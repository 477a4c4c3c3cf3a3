#include <memory>
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
// people's data, from the processing log's commit. It answers through gRPC's own reactor, which takes up the
// next call where the last one ended; a reactor of ours would cost a change of thread for each call.
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
    Status status = Admit(*core_.options.tokens, context, state_);
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
    std::vector<Uuid> subjects;
    std::vector<std::string> municipalities;
    Status status = Handle(subjects, municipalities);
    if (subjects.empty() || !core_.options.log) return Answer(status);
    status_ = std::move(status);
    core_.options.log(state_.MakeRecord(status_.code(), std::move(subjects), municipalities),
                      [this](const Status& logged) { Answer(logged.ok() ? status_ : logged); });
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
  Status status_;
};

}  // namespace

grpc::ServerUnaryReactor* StartUnary(Core& core, const Method& method, grpc::CallbackServerContext& context,
                                     const grpc::ByteBuffer& request, grpc::ByteBuffer& response) {
  return (new UnaryCall(core, method, context, request, response))->Start(context);
}

}  // namespace duaal::rpc
