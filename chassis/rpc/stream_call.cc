#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chassis/core/mutex.h"
#include "chassis/log/log.h"
#include "chassis/rpc/admission.h"
#include "chassis/rpc/calls.h"
#include "chassis/rpc/status.h"
#include "chassis/rpc/wire.h"
#include "grpcpp/server_context.h"

namespace duaal::rpc {
namespace {

using Buffers = std::vector<grpc::ByteBuffer>;

// A client or bidirectional stream. gRPC's thread only puts what arrives aside; a worker takes what has
// arrived as one batch, and meanwhile the next batch arrives. At most one batch waits beside the one that is
// worked on, and no batch begins while a batch of answers still waits to be sent: so either side's pace
// reaches the other through HTTP/2 flow control.
class StreamCall final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                         public std::enable_shared_from_this<StreamCall> {
 public:
  StreamCall(Core& core, const Method& method, grpc::CallbackServerContext& context)
      : core_(core), context_(context), state_(std::make_shared<CallState>(method, *core.options.clock)) {}

  void Start() {
    self_ = shared_from_this();
    ++core_.open_streams;
    Status status = Admit(*core_.options.tokens, context_, *state_);
    if (status.ok() && core_.open_streams > core_.options.max_streams) status = Overloaded();
    if (!status.ok()) {
      const MutexLock lock(mutex_);
      final_ = std::move(status);
    }
    Pump();
  }

  void OnReadDone(bool ok) override {
    {
      const MutexLock lock(mutex_);
      reading_ = false;
      if (ok) {
        pending_.emplace_back().Swap(&in_);  // a ByteBuffer copies when it is moved
      } else {
        reads_done_ = true;
      }
    }
    Pump();
  }

  void OnWriteDone(bool ok) override {
    {
      const MutexLock lock(mutex_);
      writing_ = false;
      if (!ok) state_->Cancel();
    }
    Pump();
  }

  void OnCancel() override {
    state_->Cancel();
    Pump();
  }

  void OnDone() override {
    --core_.open_streams;
    self_.reset();
  }

 private:
  // What a batch, or the end of the stream, came to.
  struct Outcome {
    Status status;
    bool last = false;
    Buffers answers;
    std::vector<Uuid> subjects;
    std::vector<std::string> municipalities;
  };

  // Starts whatever may be started now. Called after every change, without the lock.
  void Pump() {
    const std::shared_ptr<StreamCall> keep = shared_from_this();
    bool read = false, write = false, work = false;
    std::optional<Status> finish;
    {
      const MutexLock lock(mutex_);
      if (finished_) return;
      if (state_->gone()) {
        if (!final_) final_ = state_->StillWanted();
        writes_.clear();
      }
      if (final_) {
        finished_ = !busy_ && !writing_ && writes_.empty();
        if (finished_) finish = final_;
      } else {
        work = !busy_ && writes_.size() < Server::kStreamBatch && (!pending_.empty() || reads_done_);
        read = !reading_ && !reads_done_ && pending_.size() < Server::kStreamBatch;
      }
      busy_ = busy_ || work;
      reading_ = reading_ || read;
      if (!writing_ && !writes_.empty()) {
        write = writing_ = true;
        out_.Swap(&writes_.front());
        writes_.pop_front();
      }
    }
    if (read) StartRead(&in_);
    if (write) StartWrite(&out_);
    if (work) core_.workers.Continue([keep] { keep->Work(); });
    if (finish) {
      state_->Report(*finish);
      Finish(ToGrpc(*finish, state_->trace_id()));
    }
  }

  void Work() {
    const log::TraceScope trace(state_->trace_id());
    Buffers batch;
    {
      const MutexLock lock(mutex_);
      batch.swap(pending_);
    }
    Pump();  // there is room for reading again
    state_->BeginStep();
    auto outcome = std::make_shared<Outcome>();
    outcome->last = batch.empty();
    outcome->status = Handle(batch, *outcome);
    if (outcome->subjects.empty() || !core_.options.log) return Settle(*outcome);
    core_.options.log(
        state_->MakeRecord(outcome->status.code(), std::move(outcome->subjects), outcome->municipalities),
        [keep = shared_from_this(), outcome](const Status& logged) {
          if (!logged.ok()) {
            outcome->status = logged;
            outcome->answers.clear();
          }
          keep->Settle(*outcome);
        });
  }

  Status Handle(const Buffers& batch, Outcome& outcome) {
    // A caller who has gone and one who has said all look alike to a read, and OnCancel may come late.
    if (outcome.last && context_.IsCancelled()) state_->Cancel();
    RETURN_IF_ERROR(state_->StillWanted());
    const Method& method = state_->of();
    if (stream_ == nullptr) {
      ASSIGN_OR_RETURN(stream_, std::get<internal::StreamEntry>(method.handler()).open(state_));
    }
    std::vector<Status> checks;
    checks.reserve(batch.size());
    for (const grpc::ByteBuffer& buffer : batch) {
      google::protobuf::Message* request = stream_->AddRequest();
      Status check = Parse(buffer, *request);
      if (check.ok()) check = method.rules().Apply(*request);
      checks.push_back(std::move(check));
    }
    Status status = outcome.last ? stream_->OnEnd() : stream_->OnBatch(checks);
    if (status.ok()) status = CheckAnswers(outcome.last);
    Collect(checks, outcome);
    stream_->Clear();
    return status;
  }

  // A client stream has one answer, at its end.
  Status CheckAnswers(bool last) const {
    if (state_->of().descriptor().server_streaming() || stream_->responses() == (last ? 1U : 0U)) {
      return absl::OkStatus();
    }
    return Error(absl::StatusCode::kInternal, "ANSWERS",
                 "The handler of " + state_->method() + " must give exactly one answer, at the end.");
  }

  void Collect(const std::vector<Status>& checks, Outcome& outcome) const {
    const Method& method = state_->of();
    const bool logs = core_.options.log && method.logs();
    for (std::size_t i = 0; logs && i < checks.size(); ++i) {
      if (!checks[i].ok()) continue;
      method.AddSubjects(stream_->request(i), outcome.subjects);
      method.AddMunicipalities(stream_->request(i), outcome.municipalities);
    }
    for (std::size_t i = 0; i < stream_->responses(); ++i) {
      outcome.answers.push_back(Serialize(stream_->response(i)));
      if (!logs) continue;
      method.AddSubjects(stream_->response(i), outcome.subjects);
      method.AddMunicipalities(stream_->response(i), outcome.municipalities);
    }
  }

  void Settle(Outcome& outcome) {
    const std::shared_ptr<StreamCall> keep = shared_from_this();
    {
      const MutexLock lock(mutex_);
      busy_ = false;
      for (grpc::ByteBuffer& answer : outcome.answers) writes_.emplace_back().Swap(&answer);
      if (!final_ && (outcome.last || !outcome.status.ok())) final_ = std::move(outcome.status);
    }
    Pump();
  }

  Core& core_;
  grpc::CallbackServerContext& context_;
  std::shared_ptr<StreamCall> self_;  // until gRPC is done with the call
  std::shared_ptr<CallState> state_;
  std::unique_ptr<internal::OpenStream> stream_;  // touched by one worker at a time
  grpc::ByteBuffer in_;
  grpc::ByteBuffer out_;

  Mutex mutex_;
  Buffers pending_ ABSL_GUARDED_BY(mutex_);                      // arrived, not taken yet
  std::deque<grpc::ByteBuffer> writes_ ABSL_GUARDED_BY(mutex_);  // answers to send
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool reads_done_ ABSL_GUARDED_BY(mutex_) = false;
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;  // a worker or the processing log has a batch
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  // The call's outcome, once known; not changed afterwards.
  std::optional<Status> final_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartStream(
    Core& core, const Method& method, grpc::CallbackServerContext& context) {
  auto call = std::make_shared<StreamCall>(core, method, context);
  call->Start();
  return call.get();
}

}  // namespace duaal::rpc
