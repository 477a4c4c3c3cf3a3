#ifndef TRAJECTORY_SVC_STORAGE_PLANNING_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_PLANNING_REPOSITORY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/domain/week_plan.h"
#include "trajectory-svc/storage/viewer.h"

namespace duaal::trajectory::storage {

// Whose weeks are planned, as far as it is not their schedule.
struct PlannedPerson {
  Uuid trajectory_id;
  Uuid participant_id;
  std::string programme_code;
  std::string municipality_code;
  std::string language_level;
  absl::CivilDay start_date;  // of the trajectory
  std::int64_t schedule_version = 0;
  std::optional<std::int64_t> programme_version;  // nothing when it is not published
};

// People as those see them who put their weeks together. In two queries, so that a call can log whom it
// concerns while it reads the rest; a schedule that changes in between looks older than it is, never newer.
class PlanningRepository {
 public:
  // NOT_FOUND: unknown, or outside the viewer's rights.
  [[nodiscard]] StatusOr<PlannedPerson> Find(sql::Session& session, const Uuid& trajectory_id,
                                             const Viewer& viewer) const;
  // The schedule within `dates` of somebody who was found, without what is finished; one query.
  [[nodiscard]] StatusOr<domain::Schedule> LoadSchedule(sql::Session& session, const PlannedPerson& person,
                                                        const Interval<absl::CivilDay>& dates) const;
  // The same without the sessions that are cancelled, which are many over a year and change no plan.
  [[nodiscard]] StatusOr<domain::Schedule> LoadToPlan(sql::Session& session, const PlannedPerson& person,
                                                      const Interval<absl::CivilDay>& dates) const;
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_PLANNING_REPOSITORY_H_
