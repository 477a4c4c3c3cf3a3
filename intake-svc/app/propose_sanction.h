#ifndef INTAKE_SVC_APP_PROPOSE_SANCTION_H_
#define INTAKE_SVC_APP_PROPOSE_SANCTION_H_

#include <cstdint>
#include <string>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/sanction.h"

namespace duaal::intake::app {

// A proposal by a person; id, time, version and who proposes are set here.
struct RecordSanctionProposalCommand {
  domain::SanctionProposal proposal;
};

// A decision by a person.
struct DecideSanctionCommand {
  Uuid proposal_id;
  std::int64_t expected_version = 0;
  domain::SanctionDecision decision = domain::SanctionDecision::kNone;
  std::string reasons;
};

// Status codes: those of the RPC of the same name in SanctionService.
[[nodiscard]] StatusOr<domain::SanctionProposal> RecordSanctionProposal(
    const Deps& deps, const Caller& caller, const RecordSanctionProposalCommand& command);
[[nodiscard]] StatusOr<domain::SanctionProposal> DecideSanction(const Deps& deps, const Caller& caller,
                                                                const DecideSanctionCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_PROPOSE_SANCTION_H_
