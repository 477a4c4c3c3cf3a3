#ifndef PARTNER_SVC_STORAGE_OFFERING_REPOSITORY_H_
#define PARTNER_SVC_STORAGE_OFFERING_REPOSITORY_H_

#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "partner-svc/domain/offering.h"

namespace duaal::partner::storage {

// Which offerings of a programme; empty fields match all.
struct OfferingFilter {
  std::string programme_code;
  std::string component_code;
  std::string code;
};

// Offerings in the database, each with its timetable. Reference data: every caller sees all.
class OfferingRepository {
 public:
  // NOT_FOUND: unknown.
  [[nodiscard]] StatusOr<domain::Offering> Get(sql::Session& session, const Uuid& id) const;
  [[nodiscard]] StatusOr<domain::Offering> GetForUpdate(sql::Tx& tx, const Uuid& id) const;
  // At most `limit` with an id below `before_id` (nil: from the newest on), newest first.
  [[nodiscard]] StatusOr<std::vector<domain::Offering>> List(sql::Session& session,
                                                             const OfferingFilter& filter,
                                                             const Uuid& before_id, int limit) const;
  // ALREADY_EXISTS (CODE_IN_USE): the code is taken in this programme.
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::Offering& offering) const;
  // Writes state and cause. ABORTED (ETAG_MISMATCH): the state before is not there any more.
  [[nodiscard]] Status UpdateState(sql::Tx& tx, const domain::Offering& offering) const;
};

}  // namespace duaal::partner::storage

#endif  // PARTNER_SVC_STORAGE_OFFERING_REPOSITORY_H_
