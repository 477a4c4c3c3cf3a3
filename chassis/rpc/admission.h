#ifndef CHASSIS_RPC_ADMISSION_H_
#define CHASSIS_RPC_ADMISSION_H_

#include "chassis/auth/internal_token.h"
#include "chassis/rpc/call_state.h"

namespace grpc {
class CallbackServerContext;
}

namespace duaal::rpc {

// The part of the wrapper that comes before the request is looked at, cheap enough for gRPC's own threads.
// Fills in trace id, deadline and principal.
//
// DEADLINE_EXCEEDED: less than 5 ms are left. UNAUTHENTICATED: no token, or a bad one.
// PERMISSION_DENIED: see Method::CheckAccess.
[[nodiscard]] Status Admit(const auth::TokenVerifier& tokens, grpc::CallbackServerContext& context,
                           CallState& call);

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_ADMISSION_H_
