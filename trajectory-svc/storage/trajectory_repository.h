#ifndef TRAJECTORY_SVC_STORAGE_TRAJECTORY_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_TRAJECTORY_REPOSITORY_H_

#include <map>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/domain/trajectory.h"
#include "trajectory-svc/storage/viewer.h"

namespace duaal::trajectory::storage {

// What to list; empty fields do not restrict.
struct TrajectoryFilter {
  std::string programme_code;
  std::string case_manager_id;
  std::optional<Uuid> participant_id;
};

// Trajectories and the versions of their schedules in the database.
class TrajectoryRepository {
 public:
  // NOT_FOUND: unknown, or outside the viewer's rights.
  [[nodiscard]] StatusOr<domain::Trajectory> Get(sql::Session& session, const Uuid& id,
                                                 const Viewer& viewer) const;
  // The same, and holds the row until the transaction ends.
  [[nodiscard]] StatusOr<domain::Trajectory> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                          const Viewer& viewer) const;
  // Those of `ids` that exist within the viewer's rights.
  [[nodiscard]] StatusOr<std::map<Uuid, domain::Trajectory>> FindMany(sql::Session& session,
                                                                      const std::vector<Uuid>& ids,
                                                                      const Viewer& viewer) const;
  // The case managers of trajectories, by id; without rights, for what the service itself does.
  [[nodiscard]] StatusOr<std::map<Uuid, std::string>> CaseManagers(sql::Session& session,
                                                                   const std::vector<Uuid>& ids) const;
  // At most `limit` trajectories with an id below `before` (nil: from the newest on), newest first.
  [[nodiscard]] StatusOr<std::vector<domain::Trajectory>> List(sql::Session& session, const Viewer& viewer,
                                                               const TrajectoryFilter& filter,
                                                               const Uuid& before, int limit) const;
  // Also makes its schedule, at version 1. ALREADY_EXISTS (ALREADY_STARTED): the referral has a trajectory.
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::Trajectory& trajectory) const;
  // ABORTED (ETAG_MISMATCH): the state before is not there any more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::Trajectory& trajectory) const;

  // Versions of schedules, without holding them.
  [[nodiscard]] StatusOr<std::map<Uuid, std::int64_t>> ScheduleVersions(sql::Session& session,
                                                                        const std::vector<Uuid>& ids) const;
  // Holds the schedules, always in the order of their ids, and returns their versions.
  [[nodiscard]] StatusOr<std::map<Uuid, std::int64_t>> LockSchedules(sql::Tx& tx,
                                                                     std::vector<Uuid> ids) const;
  // Counts the schedules up, so that every week read before is stale.
  [[nodiscard]] Status BumpSchedules(sql::Tx& tx, std::vector<Uuid> ids) const;
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_TRAJECTORY_REPOSITORY_H_
