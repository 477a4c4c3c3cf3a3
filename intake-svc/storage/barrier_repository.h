#ifndef INTAKE_SVC_STORAGE_BARRIER_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_BARRIER_REPOSITORY_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/barrier.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Barriers in the database. All but the dates is sealed; who may see the person may see them.
class BarrierRepository {
 public:
  explicit BarrierRepository(const crypto::KeyRing& keys) : keys_(keys) {}

  // NOT_FOUND: unknown, or outside the viewer's rights. DATA_LOSS: the seal does not open.
  [[nodiscard]] StatusOr<domain::Barrier> Get(sql::Session& session, const Uuid& id,
                                              const Viewer& viewer) const;
  // The same, and holds the row until the transaction ends.
  [[nodiscard]] StatusOr<domain::Barrier> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                       const Viewer& viewer) const;

  // At most `limit` barriers of a person with an id below `before_id` (nil: from the newest on), newest
  // first.
  [[nodiscard]] StatusOr<std::vector<domain::Barrier>> List(sql::Session& session, const Viewer& viewer,
                                                            const Uuid& participant_id, const Uuid& before_id,
                                                            int limit) const;
  // The kinds of the person's open barriers in a programme. For rules, so without a viewer's rights: the
  // caller has read the person under them.
  [[nodiscard]] StatusOr<std::set<std::string>> OpenKinds(sql::Session& session, const Uuid& participant_id,
                                                          const std::string& programme_code) const;

  // The same for many people; those without an open barrier are left out.
  [[nodiscard]] StatusOr<std::map<Uuid, std::set<std::string>>> OpenKindsOf(
      sql::Session& session, const std::vector<Uuid>& participant_ids,
      const std::string& programme_code) const;
  // All barriers of a person, and whose they become; likewise without a viewer's rights. A barrier of a kind
  // that stands open with `to` already stays where it is; returns those that went over.
  [[nodiscard]] StatusOr<std::vector<Uuid>> IdsOf(sql::Session& session, const Uuid& participant_id) const;
  [[nodiscard]] StatusOr<std::vector<Uuid>> HandOver(sql::Tx& tx, const std::vector<Uuid>& ids,
                                                     const Uuid& to) const;

  // ALREADY_EXISTS (BARRIER_KNOWN): the person has an open barrier of this kind in the programme.
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::Barrier& barrier) const;
  // Writes the new state over the one before it. ABORTED (ETAG_MISMATCH): it is not there any more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::Barrier& barrier) const;

 private:
  [[nodiscard]] StatusOr<domain::Barrier> FromRow(const sql::Row& row) const;
  [[nodiscard]] StatusOr<domain::Barrier> GetOne(sql::Session& session, std::string_view text, const Uuid& id,
                                                 const Viewer& viewer) const;
  [[nodiscard]] std::string Seal(const domain::Barrier& barrier) const;
  [[nodiscard]] std::optional<std::string> OpenKind(const domain::Barrier& barrier) const;

  const crypto::KeyRing& keys_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_BARRIER_REPOSITORY_H_
