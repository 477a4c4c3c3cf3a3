#ifndef INTAKE_SVC_STORAGE_CORRECTION_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_CORRECTION_REPOSITORY_H_

#include <string>
#include <string_view>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/correction.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Where a list of open requests goes on.
struct CorrectionPosition {
  absl::CivilDay due_date{1, 1, 1};
  Uuid id;
};

// Requests to correct something, in the database; who may see the person may see them.
class CorrectionRepository {
 public:
  explicit CorrectionRepository(const crypto::KeyRing& keys) : keys_(keys) {}

  // NOT_FOUND: unknown, or outside the viewer's rights. DATA_LOSS: the seal does not open.
  [[nodiscard]] StatusOr<domain::CorrectionRequest> Get(sql::Session& session, const Uuid& id,
                                                        const Viewer& viewer) const;
  // The same, and holds the row until the transaction ends.
  [[nodiscard]] StatusOr<domain::CorrectionRequest> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                                 const Viewer& viewer) const;
  // At most `limit` requests of a person with an id below `before_id` (nil: from the newest on), newest
  // first.
  [[nodiscard]] StatusOr<std::vector<domain::CorrectionRequest>> List(sql::Session& session,
                                                                      const Viewer& viewer,
                                                                      const Uuid& participant_id,
                                                                      const Uuid& before_id, int limit) const;
  // At most `limit` requests behind `after` that wait for a decision, the first due first.
  [[nodiscard]] StatusOr<std::vector<domain::CorrectionRequest>> ListOpen(sql::Session& session,
                                                                          const Viewer& viewer,
                                                                          const CorrectionPosition& after,
                                                                          int limit) const;
  // The organisations that received data of a person until `today`: those that serve or served the person,
  // and those to which sharing was given. What came to an end, or was withdrawn, does not undo that.
  [[nodiscard]] StatusOr<std::vector<Uuid>> OrganisationsThatReceived(sql::Session& session,
                                                                      const Uuid& participant_id,
                                                                      absl::CivilDay today) const;
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::CorrectionRequest& correction) const;
  // Writes what may change, the recipients too. ABORTED (ETAG_MISMATCH): the state before is not there any
  // more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::CorrectionRequest& correction) const;

 private:
  [[nodiscard]] StatusOr<domain::CorrectionRequest> FromRow(const sql::Row& row) const;
  [[nodiscard]] StatusOr<domain::CorrectionRequest> GetOne(sql::Session& session, std::string_view text,
                                                           const Uuid& id, const Viewer& viewer) const;
  // The requests of the rows, each with its recipients.
  [[nodiscard]] StatusOr<std::vector<domain::CorrectionRequest>> Complete(sql::Session& session,
                                                                          const sql::Rows& rows) const;
  [[nodiscard]] std::string Seal(const domain::CorrectionRequest& correction) const;

  const crypto::KeyRing& keys_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_CORRECTION_REPOSITORY_H_
