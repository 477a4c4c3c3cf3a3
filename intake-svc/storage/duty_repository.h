#ifndef INTAKE_SVC_STORAGE_DUTY_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_DUTY_REPOSITORY_H_

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/duty.h"

namespace duaal::intake::storage {

// What is known of duties, in the database. Rights hang on the person: whoever calls has read that one.
class DutyRepository {
 public:
  // Empty of facts when none is on record.
  [[nodiscard]] StatusOr<domain::Duty> Load(sql::Session& session, const domain::Participant& person) const;
  // Adds the facts that `after` has beyond `before`. The caller holds the person's row.
  [[nodiscard]] Status Add(sql::Tx& tx, const domain::Duty& before, const domain::Duty& after,
                           absl::Time now) const;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_DUTY_REPOSITORY_H_
