#ifndef TRAJECTORY_SVC_STORAGE_RELINK_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_RELINK_REPOSITORY_H_

#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "chassis/sql/database.h"

namespace duaal::trajectory::storage {

// Referrals that are another record's of the same person from now on.
struct Relink {
  Uuid from_id;
  Uuid to_id;
  std::string municipality_code;  // of `to_id`
  std::vector<Uuid> referral_ids;
};

// What hangs on those referrals.
struct Relinked {
  std::vector<Uuid> trajectory_ids;
  std::vector<Uuid> enrolment_ids;
};

// Whose what is kept here is. Everything hangs on a trajectory, and that on a referral, so what was added
// after a merge goes back with the undoing too.
class RelinkRepository {
 public:
  // Candidates, trajectories, seats, attendance with its history, and signals, with who serves whom. Where
  // both records were at one session, each keeps its own row of it.
  //
  // Status codes: those of the database.
  [[nodiscard]] StatusOr<Relinked> Apply(sql::Tx& tx, const Relink& relink) const;
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_RELINK_REPOSITORY_H_
