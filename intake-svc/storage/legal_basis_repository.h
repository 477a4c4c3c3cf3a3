#ifndef INTAKE_SVC_STORAGE_LEGAL_BASIS_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_LEGAL_BASIS_REPOSITORY_H_

#include <vector>

#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/legal_basis.h"

namespace duaal::intake::storage {

// Decisions on legal bases in the database. Rights hang on the referral: whoever calls has read that one.
class LegalBasisRepository {
 public:
  // The keys outlive the repository.
  explicit LegalBasisRepository(const crypto::KeyRing& keys) : keys_(keys) {}

  // The decisions of a referral, the first one first.
  //
  // DATA_LOSS (SEALED_UNREADABLE): a motivation cannot be opened.
  [[nodiscard]] StatusOr<std::vector<domain::LegalBasis>> OfReferral(sql::Session& session,
                                                                     const domain::Referral& referral) const;
  // The caller holds the referral's row.
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::LegalBasis& basis) const;

 private:
  const crypto::KeyRing& keys_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_LEGAL_BASIS_REPOSITORY_H_
