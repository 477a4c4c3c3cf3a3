#ifndef CHASSIS_SERVICE_CALLER_H_
#define CHASSIS_SERVICE_CALLER_H_

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "chassis/auth/principal.h"
#include "chassis/core/uuid.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/server.h"

namespace duaal::service {

// What a use case needs to know of who calls, without knowing gRPC.
struct Caller {
  const auth::Principal& principal;
  absl::Time deadline;
  absl::Time now;        // business clock
  absl::CivilDay today;  // business date in Europe/Amsterdam
  idempotency::Key key;  // empty request id for reads
  // rpc::Call::LogAhead, for reads; may be empty.
  std::function<void(const Uuid& subject)> log_ahead{};

  void LogAhead(const Uuid& subject) const {
    if (log_ahead) log_ahead(subject);
  }
};

// For writes: with the request id under which the effect happens once.
inline Caller CallerOf(const rpc::Call& call, const std::string& request_id) {
  return Caller{call.principal(),
                call.deadline(),
                call.now(),
                call.today(),
                {call.principal().id, call.method(), request_id, call.body_hash()},
                {}};
}

// For reads.
inline Caller CallerOf(const rpc::Call& call) {
  return Caller{
      call.principal(), call.deadline(), call.now(), call.today(), {}, [&call](const Uuid& subject) {
        call.LogAhead(subject);
      }};
}

}  // namespace duaal::service

#endif  // CHASSIS_SERVICE_CALLER_H_
