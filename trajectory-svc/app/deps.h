#ifndef TRAJECTORY_SVC_APP_DEPS_H_
#define TRAJECTORY_SVC_APP_DEPS_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "chassis/service/caller.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/storage/attendance_repository.h"
#include "trajectory-svc/storage/candidate_repository.h"
#include "trajectory-svc/storage/enrolment_repository.h"
#include "trajectory-svc/storage/offering_repository.h"
#include "trajectory-svc/storage/planning_repository.h"
#include "trajectory-svc/storage/programme_repository.h"
#include "trajectory-svc/storage/schedule_repository.h"
#include "trajectory-svc/storage/session_repository.h"
#include "trajectory-svc/storage/signal_repository.h"
#include "trajectory-svc/storage/trajectory_repository.h"

namespace duaal::trajectory::app {

using service::Caller;

// What the use cases work with.
struct Deps {
  explicit Deps(sql::Database& database) : db(database) {}

  sql::Database& db;
  storage::ProgrammeRepository programmes;
  storage::CandidateRepository candidates;
  storage::TrajectoryRepository trajectories;
  storage::OfferingRepository offerings;
  storage::EnrolmentRepository enrolments;
  storage::ScheduleRepository schedules;
  storage::PlanningRepository planning;
  storage::SessionRepository sessions;
  storage::AttendanceRepository attendances;
  storage::SignalRepository signals;
};

inline storage::Viewer ViewerOf(const Caller& caller) { return {caller.principal, caller.today}; }

// The same error with every violation's field below `prefix`, e.g. `enrolment.`.
[[nodiscard]] Status Below(const std::string& prefix, const Status& status);

// The weeks that a change from `from` on is checked over.
[[nodiscard]] Interval<absl::CivilDay> CheckedFrom(absl::CivilDay from);

// The schedules that a change from `from` on is checked against, with what ended before where the programme
// orders components.
[[nodiscard]] StatusOr<std::map<Uuid, domain::Schedule>> LoadChecked(const Deps& deps, sql::Session& session,
                                                                     const domain::Programme& programme,
                                                                     const std::vector<Uuid>& trajectory_ids,
                                                                     absl::CivilDay from);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_DEPS_H_
