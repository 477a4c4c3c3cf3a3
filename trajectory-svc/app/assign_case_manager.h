#ifndef TRAJECTORY_SVC_APP_ASSIGN_CASE_MANAGER_H_
#define TRAJECTORY_SVC_APP_ASSIGN_CASE_MANAGER_H_

#include <cstdint>
#include <string>

#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/domain/trajectory.h"

namespace duaal::trajectory::app {

// A trajectory to move into another caseload.
struct AssignCaseManagerCommand {
  Uuid trajectory_id;
  std::int64_t expected_version = 0;
  std::string case_manager_id;
};

// Status codes: those of TrajectoryService.AssignCaseManager.
[[nodiscard]] StatusOr<domain::Trajectory> AssignCaseManager(const Deps& deps, const Caller& caller,
                                                             const AssignCaseManagerCommand& command);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_ASSIGN_CASE_MANAGER_H_
