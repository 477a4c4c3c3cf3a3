#include "intake-svc/domain/participation_task.h"

namespace duaal::intake::domain {

std::optional<ParticipationTask> TaskAfter(const Referral& closed, const ProgrammeRules& rules,
                                           absl::CivilDay today) {
  if (closed.state != ReferralState::kRefused || rules.refusal_task_role.empty()) return std::nullopt;
  ParticipationTask task;
  task.referral_id = closed.id;
  task.participant_id = closed.participant_id;
  task.programme_code = closed.programme_code;
  task.municipality_code = closed.municipality_code;
  task.role_code = rules.refusal_task_role;
  task.opened_date = today;
  task.row_version = 1;
  return task;
}

StatusOr<ParticipationTask> Close(const ParticipationTask& before, const ProgrammeRules& rules,
                                  const TaskOutcome& outcome, absl::CivilDay today) {
  Violations violations;
  if (!rules.refusal_outcomes.contains(outcome.outcome_code)) {
    violations.Add("outcome_code", "UNKNOWN_OUTCOME",
                   "The programme's catalogue has no such form of participation; read its definition.");
  }
  if (outcome.closed_date > today) {
    violations.Add("closed_date", "IN_THE_FUTURE",
                   "A task is closed once the form is found; take today or earlier.");
  }
  if (outcome.closed_date < before.opened_date) {
    violations.Add("closed_date", "INTERVAL_REVERSED", "The candidate declined later; correct the day.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (before.closed_date) {
    return Error(absl::StatusCode::kFailedPrecondition, "TASK_CLOSED", "This task was closed before.");
  }
  ParticipationTask after = before;
  after.outcome_code = outcome.outcome_code;
  after.closed_date = outcome.closed_date;
  after.staff_id = outcome.staff_id;
  ++after.row_version;
  return after;
}

}  // namespace duaal::intake::domain
