#ifndef INTAKE_SVC_STORAGE_SANCTION_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_SANCTION_REPOSITORY_H_

#include <string>
#include <string_view>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/sanction.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Proposals of sanctions in the database; who may see the person may see them.
class SanctionRepository {
 public:
  explicit SanctionRepository(const crypto::KeyRing& keys) : keys_(keys) {}

  // NOT_FOUND: unknown, or outside the viewer's rights. DATA_LOSS: the seal does not open.
  [[nodiscard]] StatusOr<domain::SanctionProposal> Get(sql::Session& session, const Uuid& id,
                                                       const Viewer& viewer) const;
  // The same, and holds the row until the transaction ends.
  [[nodiscard]] StatusOr<domain::SanctionProposal> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                                const Viewer& viewer) const;
  // At most `limit` proposals of a person with an id below `before_id` (nil: from the newest on), newest
  // first.
  [[nodiscard]] StatusOr<std::vector<domain::SanctionProposal>> List(sql::Session& session,
                                                                     const Viewer& viewer,
                                                                     const Uuid& participant_id,
                                                                     const Uuid& before_id, int limit) const;
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::SanctionProposal& proposal) const;
  // Writes a decision. ABORTED (ETAG_MISMATCH): the state before is not there any more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::SanctionProposal& proposal) const;

 private:
  [[nodiscard]] StatusOr<domain::SanctionProposal> FromRow(const sql::Row& row) const;
  [[nodiscard]] StatusOr<domain::SanctionProposal> GetOne(sql::Session& session, std::string_view text,
                                                          const Uuid& id, const Viewer& viewer) const;
  [[nodiscard]] std::string Seal(const domain::SanctionProposal& proposal) const;

  const crypto::KeyRing& keys_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_SANCTION_REPOSITORY_H_
