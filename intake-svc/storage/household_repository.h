#ifndef INTAKE_SVC_STORAGE_HOUSEHOLD_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_HOUSEHOLD_REPOSITORY_H_

#include <optional>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/household.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Households in the database; what they say is sealed. Rights hang on the person: whoever calls has read that
// one.
class HouseholdRepository {
 public:
  explicit HouseholdRepository(const crypto::KeyRing& keys) : keys_(keys) {}

  // NOT_FOUND: unknown. DATA_LOSS: the seal does not open; so it is below.
  [[nodiscard]] StatusOr<domain::Household> Get(sql::Session& session, const Uuid& id) const;
  // At most `limit` households of a person with an id below `before_id` (nil: from the newest on), newest
  // first.
  [[nodiscard]] StatusOr<std::vector<domain::Household>> List(sql::Session& session,
                                                              const Uuid& participant_id,
                                                              const Uuid& before_id, int limit) const;
  // The one that holds: the last to begin, and of those that begin on one day the last recorded.
  [[nodiscard]] StatusOr<std::optional<domain::Household>> Holding(sql::Session& session,
                                                                   const Uuid& participant_id) const;
  // At most `limit` people within the viewer's rights whose childcare waits and of whom a child was born in
  // `oldest` or later, who waits longest first, after (`after_date`, `after_id`).
  [[nodiscard]] StatusOr<std::vector<domain::ChildcareNeed>> ListNeeds(sql::Session& session,
                                                                       const Viewer& viewer,
                                                                       absl::CivilMonth oldest,
                                                                       absl::CivilDay after_date,
                                                                       const Uuid& after_id, int limit) const;

  // Adds a household, and keeps by the one that holds what waits. The caller holds the person.
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::Household& household) const;
  // Keeps anew what waits of a person, whose households came or went.
  [[nodiscard]] Status KeepNeed(sql::Tx& tx, const Uuid& participant_id) const;

 private:
  [[nodiscard]] std::string Seal(const domain::Household& household) const;
  [[nodiscard]] StatusOr<domain::Household> FromRow(const sql::Row& row) const;

  const crypto::KeyRing& keys_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_HOUSEHOLD_REPOSITORY_H_
