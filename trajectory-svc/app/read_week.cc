#include "trajectory-svc/app/read_week.h"

#include <map>
#include <memory>
#include <utility>

namespace duaal::trajectory::app {
namespace {

constexpr int kMostOfClass = 100;

// The versions are read first: a change in between makes the answer look older than it is, so that saving
// it is refused, never newer.
StatusOr<std::vector<WeekView>> Compose(const Deps& deps, sql::Session& session,
                                        const std::vector<domain::Trajectory>& trajectories,
                                        const IsoWeek& week) {
  std::vector<Uuid> ids;
  for (const domain::Trajectory& trajectory : trajectories) ids.push_back(trajectory.id);
  ASSIGN_OR_RETURN(const auto versions, deps.trajectories.ScheduleVersions(session, ids));
  const Interval<absl::CivilDay> days{week.FirstDay(), week.FirstDay() + 7};
  ASSIGN_OR_RETURN(const auto schedules, deps.schedules.Load(session, ids, days));
  std::map<std::string, std::shared_ptr<const domain::Programme>> programmes;
  std::vector<WeekView> views;
  for (const domain::Trajectory& trajectory : trajectories) {
    auto& programme = programmes[trajectory.programme_code];
    if (programme == nullptr) {
      ASSIGN_OR_RETURN(programme, deps.programmes.Facts(session, trajectory.programme_code));
    }
    const auto version = versions.find(trajectory.id);
    views.push_back({trajectory.id, trajectory.participant_id,
                     version == versions.end() ? 0 : version->second,
                     domain::ComposeWeek(*programme, schedules.at(trajectory.id), week)});
  }
  return views;
}

}  // namespace

StatusOr<WeekView> ReadWeek(const Deps& deps, sql::Session& session, const Caller& caller,
                            const Uuid& trajectory_id, const IsoWeek& week) {
  ASSIGN_OR_RETURN(const storage::PlannedPerson person,
                   deps.planning.Find(session, trajectory_id, ViewerOf(caller)));
  caller.LogAhead(person.participant_id);
  const Interval<absl::CivilDay> days{week.FirstDay(), week.FirstDay() + 7};
  ASSIGN_OR_RETURN(const domain::Schedule schedule, deps.planning.LoadSchedule(session, person, days));
  ASSIGN_OR_RETURN(const auto programme,
                   deps.programmes.FactsAt(session, person.programme_code, person.programme_version));
  return WeekView{trajectory_id, person.participant_id, person.schedule_version,
                  domain::ComposeWeek(*programme, schedule, week)};
}

StatusOr<std::vector<WeekView>> ReadClassWeek(const Deps& deps, sql::Session& session,
                                              const storage::Viewer& viewer, const Uuid& offering_id,
                                              const IsoWeek& week) {
  ASSIGN_OR_RETURN(const auto offering, deps.offerings.Find(session, offering_id));
  if (!offering) return NotFound("This offering");
  const Interval<absl::CivilDay> days{week.FirstDay(), week.FirstDay() + 7};
  ASSIGN_OR_RETURN(const std::vector<Uuid> ids,
                   deps.enrolments.TrajectoriesOfOffering(session, viewer, offering_id, days, kMostOfClass));
  ASSIGN_OR_RETURN(const auto found, deps.trajectories.FindMany(session, ids, viewer));
  std::vector<domain::Trajectory> trajectories;
  for (const auto& [id, trajectory] : found) trajectories.push_back(trajectory);
  return Compose(deps, session, trajectories, week);
}

}  // namespace duaal::trajectory::app
