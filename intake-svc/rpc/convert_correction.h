#ifndef INTAKE_SVC_RPC_CONVERT_CORRECTION_H_
#define INTAKE_SVC_RPC_CONVERT_CORRECTION_H_

#include "absl/time/civil_time.h"
#include "duaal/intake/v1/correction_service.pb.h"
#include "intake-svc/app/change_correction.h"

// Between protos and the house, for requests to correct something. Requests were checked against their field
// rules before.
namespace duaal::intake::rpc {

[[nodiscard]] v1::Correction ToProto(const domain::CorrectionRequest& correction, absl::CivilDay today);
[[nodiscard]] app::RequestCorrectionCommand ToCommand(const v1::RequestCorrectionRequest& request);
[[nodiscard]] app::ExtendCorrectionCommand ToCommand(const v1::ExtendCorrectionRequest& request);
[[nodiscard]] app::DecideCorrectionCommand ToCommand(const v1::DecideCorrectionRequest& request);
[[nodiscard]] app::RecordRecipientToldCommand ToCommand(const v1::RecordRecipientToldRequest& request);

}  // namespace duaal::intake::rpc

#endif  // INTAKE_SVC_RPC_CONVERT_CORRECTION_H_
