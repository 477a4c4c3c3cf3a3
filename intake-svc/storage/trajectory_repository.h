#ifndef INTAKE_SVC_STORAGE_TRAJECTORY_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_TRAJECTORY_REPOSITORY_H_

#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "chassis/sql/database.h"

namespace duaal::intake::storage {

// A trajectory that started, as trajectory-svc tells.
struct StartedTrajectory {
  Uuid id;
  Uuid participant_id;
  std::string programme_code;
  absl::CivilDay start_date;
};

// Which people started a trajectory.
class TrajectoryRepository {
 public:
  // Inserts; one that is there already stays as it is.
  [[nodiscard]] Status Put(sql::Tx& tx, const StartedTrajectory& trajectory) const;
  // Whether the person started one. For rules, so without a viewer's rights: the caller has read the person
  // under them.
  [[nodiscard]] StatusOr<bool> HasStarted(sql::Session& session, const Uuid& participant_id) const;
  // Those of the people who started one; as above.
  [[nodiscard]] StatusOr<std::set<Uuid>> Started(sql::Session& session,
                                                 const std::vector<Uuid>& people) const;
  // Lets a trajectory be somebody else's, after a merge of two records.
  [[nodiscard]] Status Relink(sql::Tx& tx, const Uuid& trajectory_id, const Uuid& participant_id) const;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_TRAJECTORY_REPOSITORY_H_
