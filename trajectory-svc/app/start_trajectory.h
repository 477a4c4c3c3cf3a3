#ifndef TRAJECTORY_SVC_APP_START_TRAJECTORY_H_
#define TRAJECTORY_SVC_APP_START_TRAJECTORY_H_

#include <string>

#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/domain/trajectory.h"

namespace duaal::trajectory::app {

// A trajectory to start from a referral, under one case manager (H08).
struct StartTrajectoryCommand {
  Uuid referral_id;
  std::string case_manager_id;
  absl::CivilDay start_date;
};

// Status codes: those of TrajectoryService.StartTrajectory.
[[nodiscard]] StatusOr<domain::Trajectory> StartTrajectory(const Deps& deps, const Caller& caller,
                                                           const StartTrajectoryCommand& command);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_START_TRAJECTORY_H_
