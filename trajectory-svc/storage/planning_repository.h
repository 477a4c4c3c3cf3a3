#ifndef TRAJECTORY_SVC_STORAGE_PLANNING_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_PLANNING_REPOSITORY_H_

#include <memory>
#include <optional>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/domain/week_plan.h"
#include "trajectory-svc/storage/kept_schedules.h"
#include "trajectory-svc/storage/planned_person.h"
#include "trajectory-svc/storage/viewer.h"

namespace duaal::trajectory::storage {

// People as those see them who put their weeks together. In two queries, so that a call can log whom it
// concerns while it reads the rest; a schedule that changes in between looks older than it is, never newer.
class PlanningRepository {
 public:
  // NOT_FOUND: unknown, or outside the viewer's rights.
  [[nodiscard]] StatusOr<PlannedPerson> Find(sql::Session& session, const Uuid& trajectory_id,
                                             const Viewer& viewer) const;
  // Who was planned for a short while ago, as it was then: for what need not wait for `Find`, but not for
  // what somebody is told. Nothing when not known.
  [[nodiscard]] std::optional<PlannedPerson> Recall(const Uuid& trajectory_id) const {
    return kept_.PersonOf(trajectory_id);
  }
  // The schedule within `dates` of somebody who was found, without what is finished; one query.
  [[nodiscard]] StatusOr<domain::Schedule> LoadSchedule(sql::Session& session, const PlannedPerson& person,
                                                        const Interval<absl::CivilDay>& dates) const;
  // The same without the sessions that are cancelled, which are many over a year and change no plan; with
  // what is finished when the programme orders components. One query, three with what is finished, none when
  // it was asked a short while ago and nothing has changed.
  [[nodiscard]] StatusOr<std::shared_ptr<const domain::Schedule>> LoadToPlan(
      sql::Session& session, const PlannedPerson& person, const domain::Programme& programme,
      const Interval<absl::CivilDay>& dates) const;
  // Forgets everybody who was planned for, once the transaction holds: somebody's data are destroyed in it.
  void ForgetAll(sql::Tx& tx) const {
    tx.AfterCommit([this] { kept_.ForgetAll(); });
  }

 private:
  KeptSchedules kept_;
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_PLANNING_REPOSITORY_H_
