#ifndef INTAKE_SVC_STORAGE_SCREENING_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_SCREENING_REPOSITORY_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/screening.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Which screenings; empty fields do not restrict.
struct ScreeningFilter {
  std::string municipality_code;
  absl::CivilDay week_date;
  std::optional<domain::ScreeningState> state{};
  std::string assigned_staff_id{};
};

// Screenings in the database. The person of a row is sealed, and bound to it.
class ScreeningRepository {
 public:
  explicit ScreeningRepository(const crypto::KeyRing& keys) : keys_(keys) {}

  // NOT_FOUND: unknown, or outside the viewer's rights. DATA_LOSS: the seal does not open.
  [[nodiscard]] StatusOr<domain::Screening> Get(sql::Session& session, const Uuid& id,
                                                const Viewer& viewer) const;
  // The same, and holds the row until the transaction ends.
  [[nodiscard]] StatusOr<domain::Screening> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                         const Viewer& viewer) const;
  // At most `limit` screenings with an id above `after_id`, those that came first at the top.
  [[nodiscard]] StatusOr<std::vector<domain::Screening>> List(sql::Session& session, const Viewer& viewer,
                                                              const ScreeningFilter& filter,
                                                              const Uuid& after_id, int limit) const;
  // The last revision of each row that is known; without rights, for whoever may write for the municipality.
  [[nodiscard]] StatusOr<std::map<std::string, domain::Screening>> FindLast(
      sql::Session& session, const std::vector<std::string>& row_keys) const;

  // ALREADY_EXISTS: somebody stored one of these revisions meanwhile.
  [[nodiscard]] Status InsertMany(sql::Tx& tx, const std::vector<domain::Screening>& screenings) const;
  // Writes the new state. ABORTED (ETAG_MISMATCH): the state before is not there any more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::Screening& screening) const;
  // A later row took its place, unless it was decided.
  [[nodiscard]] Status Supersede(sql::Tx& tx, const Uuid& id) const;

  [[nodiscard]] std::string Hash(const std::string& text) const { return keys_.LookupHash(text); }

 private:
  [[nodiscard]] StatusOr<domain::Screening> FromRow(const sql::Row& row) const;
  [[nodiscard]] StatusOr<domain::Screening> GetOne(sql::Session& session, std::string_view text,
                                                   const Uuid& id, const Viewer& viewer) const;
  [[nodiscard]] std::string Seal(const domain::Screening& screening) const;

  const crypto::KeyRing& keys_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_SCREENING_REPOSITORY_H_
