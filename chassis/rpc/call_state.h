#ifndef CHASSIS_RPC_CALL_STATE_H_
#define CHASSIS_RPC_CALL_STATE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "chassis/rpc/method.h"
#include "grpcpp/server_context.h"

namespace duaal::rpc {

// What the wrapper knows of a call; handlers see it as `Call`.
class CallState final : public Call {
 public:
  CallState(const Method& method, const Clock& clock);

  [[nodiscard]] const auth::Principal& principal() const override;
  [[nodiscard]] absl::Time deadline() const override { return absl::FromUnixNanos(deadline_ns_); }
  [[nodiscard]] const std::string& method() const override { return method_.name(); }
  [[nodiscard]] const std::string& trace_id() const override { return trace_id_; }
  [[nodiscard]] absl::CivilDay today() const override { return absl::ToCivilDay(now(), Amsterdam()); }
  [[nodiscard]] absl::Time now() const override { return absl::FromUnixNanos(now_ns_); }
  [[nodiscard]] bool cancelled() const override { return gone() || (draining_ != nullptr && *draining_); }
  [[nodiscard]] const std::string& body_hash() const override;
  void LogAhead(const Uuid& subject) const override {
    if (log_ahead_) log_ahead_(subject);
  }

  // --- for the wrapper, before the handler runs ---
  void set_principal(std::shared_ptr<const auth::Principal> principal) { principal_ = std::move(principal); }
  // `deadline` in the far future means that the caller set none.
  void set_deadline(absl::Time deadline);
  void set_trace_id(std::string trace_id) { trace_id_ = std::move(trace_id); }
  // Whose hash `body_hash` gives; must outlive the handler's run.
  void set_request(const google::protobuf::Message* request) { request_ = request; }
  // A flag that counts as cancellation too.
  void set_draining(const std::atomic<bool>* draining) { draining_ = draining; }
  // What `LogAhead` does; nothing without it.
  void set_log_ahead(std::function<void(const Uuid&)> log_ahead) { log_ahead_ = std::move(log_ahead); }
  // Whose caller may go without `Cancel` being called; must outlive this object.
  void set_context(const grpc::CallbackServerContext* context) { context_ = context; }

  // --- for the wrapper, at any time ---
  void Cancel() { cancelled_ = true; }
  // Whether the caller itself has gone or its time is up.
  [[nodiscard]] bool gone() const;
  // A stream begins its next batch or step: it has its own time.
  void BeginStep();
  // OK, or why the call should not be worked on any more: CANCELLED or DEADLINE_EXCEEDED.
  [[nodiscard]] Status StillWanted() const;
  // Tells the method's observer, if it has one.
  void Report(const Status& status) const;
  // The call's record for the processing log; it names each of the subjects once.
  [[nodiscard]] processing_log::Record MakeRecord(absl::StatusCode status, std::vector<Uuid> subjects,
                                                  const std::vector<std::string>& municipalities) const;
  [[nodiscard]] const Method& of() const { return method_; }

 private:
  const Method& method_;
  const Clock& clock_;
  const absl::Time arrived_;
  std::shared_ptr<const auth::Principal> principal_;
  std::string trace_id_;
  std::atomic<std::int64_t> deadline_ns_{0};
  std::atomic<std::int64_t> now_ns_{0};
  bool has_deadline_ = false;
  std::atomic<bool> cancelled_{false};
  const std::atomic<bool>* draining_ = nullptr;
  const grpc::CallbackServerContext* context_ = nullptr;
  const google::protobuf::Message* request_ = nullptr;
  std::function<void(const Uuid&)> log_ahead_;
  mutable std::string body_hash_;
};

// SHA-256 over the deterministic serialization of `message` without its field number `skipped_field`.
[[nodiscard]] std::string HashWithout(const google::protobuf::Message& message, int skipped_field);

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_CALL_STATE_H_
