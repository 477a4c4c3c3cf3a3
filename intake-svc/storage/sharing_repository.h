#ifndef INTAKE_SVC_STORAGE_SHARING_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_SHARING_REPOSITORY_H_

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/sharing.h"

namespace duaal::intake::storage {

// Decisions on sharing. Rights hang on the person: whoever calls has read that one.
class SharingRepository {
 public:
  [[nodiscard]] StatusOr<domain::Sharing> Get(sql::Session& session, const Uuid& id) const;
  // At most `limit` decisions of a person with an id below `before_id` (nil: from the newest on), newest
  // first.
  [[nodiscard]] StatusOr<std::vector<domain::Sharing>> List(sql::Session& session, const Uuid& participant_id,
                                                            const Uuid& before_id, int limit) const;
  // The day of the last decision on the same person, organisation and purpose.
  [[nodiscard]] StatusOr<std::optional<absl::CivilDay>> LastDate(sql::Session& session,
                                                                 const domain::Sharing& sharing) const;
  // Adds the decision, and lets the rights of this service go by it.
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::Sharing& sharing) const;
  // The other services go by it too.
  [[nodiscard]] Status SetApplied(sql::Tx& tx, const Uuid& id) const;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_SHARING_REPOSITORY_H_
