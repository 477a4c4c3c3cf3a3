#ifndef TRAJECTORY_SVC_STORAGE_SCHEDULE_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_SCHEDULE_REPOSITORY_H_

#include <map>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/domain/week_plan.h"

namespace duaal::trajectory::storage {

// The schedules of people: seats with their timetables, saved weeks, cancelled sessions, turns and what the
// person's language allows. Callers
// have looked up the trajectories under the rights of whoever asks.
class ScheduleRepository {
 public:
  // All that decides the weeks within `dates`, for each trajectory; five queries, whatever their number.
  [[nodiscard]] StatusOr<std::map<Uuid, domain::Schedule>> Load(sql::Session& session,
                                                                const std::vector<Uuid>& trajectory_ids,
                                                                const Interval<absl::CivilDay>& dates) const;
  // Adds the components that ended before a day, for programmes that order them.
  [[nodiscard]] Status LoadFinished(sql::Session& session, absl::CivilDay before,
                                    std::map<Uuid, domain::Schedule>& schedules) const;
  // Stores the one plan of `schedule` that is proposed, in place of what it replaces.
  [[nodiscard]] Status SavePlan(sql::Tx& tx, const Uuid& trajectory_id, const domain::SavedPlan& plan) const;
  // Stores turns, in place of those that begin on the same Monday or later.
  [[nodiscard]] Status SaveAlternation(sql::Tx& tx, const Uuid& trajectory_id,
                                       const domain::Alternation& alternation) const;
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_SCHEDULE_REPOSITORY_H_
