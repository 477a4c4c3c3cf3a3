#ifndef INTAKE_SVC_RPC_CONVERT_SANCTION_H_
#define INTAKE_SVC_RPC_CONVERT_SANCTION_H_

#include "duaal/intake/v1/sanction_service.pb.h"
#include "intake-svc/app/propose_sanction.h"

// Between protos and the house, for sanctions. Requests were checked against their field rules before.
namespace duaal::intake::rpc {

[[nodiscard]] v1::SanctionProposal ToProto(const domain::SanctionProposal& proposal);
[[nodiscard]] app::RecordSanctionProposalCommand ToCommand(const v1::RecordSanctionProposalRequest& request);
[[nodiscard]] app::DecideSanctionCommand ToCommand(const v1::DecideSanctionRequest& request);

}  // namespace duaal::intake::rpc

#endif  // INTAKE_SVC_RPC_CONVERT_SANCTION_H_
