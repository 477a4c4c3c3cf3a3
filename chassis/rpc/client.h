#ifndef CHASSIS_RPC_CLIENT_H_
#define CHASSIS_RPC_CLIENT_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/rpc/tls.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

// Calls to other services: one channel per peer for the life of the process, mTLS, a deadline, the internal
// token and the trace on every call.
namespace duaal::rpc {

// A channel to `service` at `address`, which must prove by its certificate that it is `service`. Connects
// when first used and again by itself; pings an idle peer, so that a dead one is noticed within half a
// minute.
//
// NOT_FOUND: a TLS file cannot be read.
[[nodiscard]] StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const std::string& address,
                                                                   const std::string& service,
                                                                   const TlsFiles& tls);

// What goes with a call.
struct Outgoing {
  absl::Time deadline;
  std::string token;     // internal token; empty for public methods
  std::string trace_id;  // 32 hexadecimal digits; empty starts a trace of its own
  bool safe = false;     // may be sent twice: a read, or a write with a request id
};

// Puts deadline and metadata on a context, for streams and asynchronous stubs.
void Prepare(grpc::ClientContext& context, const Outgoing& outgoing);

// Runs one attempt of a call on a prepared context, such as
// `[&](grpc::ClientContext& c) { return stub->GetParticipant(&c, request, &response); }`; a call that is safe
// is tried again after UNAVAILABLE, at most four times within the deadline, with growing and random pauses.
//
// Gives the answer's status with its details; UNAVAILABLE without a reason when the peer was not reached.
[[nodiscard]] Status Invoke(const Outgoing& outgoing,
                            const std::function<grpc::Status(grpc::ClientContext&)>& attempt);

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_CLIENT_H_
