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

// All that somebody's weeks rest on but the catalogue and the programme, at one moment.
struct PlannedPerson {
  Uuid participant_id;
  std::string programme_code;
  std::string municipality_code;
  absl::CivilDay start_date;  // of the trajectory
  std::int64_t schedule_version = 0;
  std::optional<std::int64_t> programme_version;  // nothing when it is not published
  // Without what is finished.
  domain::Schedule schedule;
};

// People as those see them who put their weeks together.
class PlanningRepository {
 public:
  // What decides the weeks within `dates`; one query.
  //
  // NOT_FOUND: unknown, or outside the viewer's rights.
  [[nodiscard]] StatusOr<PlannedPerson> Find(sql::Session& session, const Uuid& trajectory_id,
                                             const Interval<absl::CivilDay>& dates,
                                             const Viewer& viewer) const;
  // The same without the sessions that are cancelled, which are many over a year and change no plan.
  [[nodiscard]] StatusOr<PlannedPerson> FindToPlan(sql::Session& session, const Uuid& trajectory_id,
                                                   const Interval<absl::CivilDay>& dates,
                                                   const Viewer& viewer) const;
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_PLANNING_REPOSITORY_H_
