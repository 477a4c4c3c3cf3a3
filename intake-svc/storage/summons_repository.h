#ifndef INTAKE_SVC_STORAGE_SUMMONS_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_SUMMONS_REPOSITORY_H_

#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/summons.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Summonses in the database. Who may see the referral may see them.
class SummonsRepository {
 public:
  // NOT_FOUND: unknown, or outside the viewer's rights.
  [[nodiscard]] StatusOr<domain::Summons> Get(sql::Session& session, const Uuid& id,
                                              const Viewer& viewer) const;
  // The same, and holds the row until the transaction ends.
  [[nodiscard]] StatusOr<domain::Summons> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                       const Viewer& viewer) const;
  // All of a referral, the first one first. The caller has loaded the referral under the viewer's rights.
  [[nodiscard]] StatusOr<std::vector<domain::Summons>> OfReferral(sql::Session& session,
                                                                  const Uuid& referral_id) const;

  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::Summons& summons) const;
  // ABORTED (ETAG_MISMATCH): the state before is not there any more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::Summons& summons) const;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_SUMMONS_REPOSITORY_H_
