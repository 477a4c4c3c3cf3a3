#ifndef INTAKE_SVC_RPC_CONVERT_BARRIER_H_
#define INTAKE_SVC_RPC_CONVERT_BARRIER_H_

#include "chassis/auth/principal.h"
#include "duaal/intake/v1/barrier_service.pb.h"
#include "intake-svc/app/change_barrier.h"
#include "intake-svc/app/record_barrier.h"

// Between protos and the house, for barriers. Requests were checked against their field rules before.
namespace duaal::intake::rpc {

// What `reader` may see of it: without the permission to read barriers, neither kind nor estimates.
[[nodiscard]] v1::Barrier ToProto(const domain::Barrier& barrier, const auth::Principal& reader);
[[nodiscard]] app::RecordBarrierCommand ToCommand(const v1::RecordBarrierRequest& request);
[[nodiscard]] app::EstimateCoachingCommand ToCommand(const v1::EstimateCoachingRequest& request);
[[nodiscard]] app::EndBarrierCommand ToCommand(const v1::EndBarrierRequest& request);

}  // namespace duaal::intake::rpc

#endif  // INTAKE_SVC_RPC_CONVERT_BARRIER_H_
