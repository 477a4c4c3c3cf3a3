#ifndef CHASSIS_RPC_STATUS_H_
#define CHASSIS_RPC_STATUS_H_

#include <string>

#include "chassis/core/status.h"
#include "grpcpp/support/status.h"

// Errors on the wire: google.rpc.Status in `grpc-status-details-bin`, with an ErrorInfo (domain `duaal`, the
// reason, its metadata) and, where there are field violations, a BadRequest. The reason of violation N stands
// in the ErrorInfo's metadata as `violation.N`.
namespace duaal::rpc {

inline constexpr char kErrorDomain[] = "duaal";
// More violations than this are not listed; how many were left out stands in the metadata as
// `violations_omitted`.
inline constexpr int kMaxViolations = 200;

// Texts and details of INTERNAL and UNKNOWN are replaced by a sentence with the trace id, because they may
// tell of the inside.
[[nodiscard]] grpc::Status ToGrpc(const Status& status, const std::string& trace_id);

// Restores what `ToGrpc` wrote, so that `DetailsOf` gives it back.
[[nodiscard]] Status FromGrpc(const grpc::Status& status);

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_STATUS_H_
