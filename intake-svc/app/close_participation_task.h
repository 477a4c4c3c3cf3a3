#ifndef INTAKE_SVC_APP_CLOSE_PARTICIPATION_TASK_H_
#define INTAKE_SVC_APP_CLOSE_PARTICIPATION_TASK_H_

#include <cstdint>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/participation_task.h"

namespace duaal::intake::app {

// Another fitting form of participation was found (D06).
struct CloseParticipationTaskCommand {
  Uuid task_id;
  std::int64_t expected_version = 0;
  domain::TaskOutcome outcome;
};

// Publishes no event: no figure and no other service goes by it.
//
// Status codes: those of ParticipationTaskService.CloseParticipationTask.
[[nodiscard]] StatusOr<domain::ParticipationTask> CloseParticipationTask(
    const Deps& deps, const Caller& caller, const CloseParticipationTaskCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_CLOSE_PARTICIPATION_TASK_H_
