#ifndef TRAJECTORY_SVC_STORAGE_OFFERING_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_OFFERING_REPOSITORY_H_

#include <optional>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/domain/offering.h"

namespace duaal::trajectory::storage {

// The catalogue with its seats. Not about people, so without rights.
class OfferingRepository {
 public:
  // With its timetable; nothing when unknown.
  [[nodiscard]] StatusOr<std::optional<domain::Offering>> Find(sql::Session& session, const Uuid& id) const;

  // Stores a published offering; one that is known keeps what it has. True when it is new.
  [[nodiscard]] StatusOr<bool> InsertIfNew(sql::Tx& tx, const domain::Offering& offering) const;
  // From now on no seat is taken; it does not run from `from` on.
  [[nodiscard]] Status Cancel(sql::Tx& tx, const Uuid& id, absl::CivilDay from) const;

  // Takes `seats` seats at once if as many are free and the offering is open; false otherwise. Holds the
  // offering until the transaction ends.
  [[nodiscard]] StatusOr<bool> TakeSeats(sql::Tx& tx, const Uuid& id, int seats) const;
  [[nodiscard]] Status GiveBackSeats(sql::Tx& tx, const Uuid& id, int seats) const;
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_OFFERING_REPOSITORY_H_
