#ifndef INTAKE_SVC_APP_RECORD_LEGAL_BASIS_H_
#define INTAKE_SVC_APP_RECORD_LEGAL_BASIS_H_

#include <vector>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/legal_basis.h"

namespace duaal::intake::app {

// A decision on the basis of taking part; number, ground, author and time are set here.
struct RecordLegalBasisCommand {
  Uuid referral_id;
  domain::LegalBasis basis;
};

// The decisions of a referral, the first one first, and what the programme gives the person today.
struct LegalBases {
  std::vector<domain::LegalBasis> decisions;
  std::vector<domain::AllowedBasis> allowed;
};

// Publishes no event: nothing follows from a basis.
//
// Status codes: those of the RPCs of the same name in LegalBasisService.
[[nodiscard]] StatusOr<domain::LegalBasis> RecordLegalBasis(const Deps& deps, const Caller& caller,
                                                            const RecordLegalBasisCommand& command);
[[nodiscard]] StatusOr<LegalBases> ListLegalBases(const Deps& deps, sql::Session& session,
                                                  const storage::Viewer& viewer, const Uuid& referral_id);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_RECORD_LEGAL_BASIS_H_
