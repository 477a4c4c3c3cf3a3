#ifndef INTAKE_SVC_DOMAIN_PARTICIPATION_TASK_H_
#define INTAKE_SVC_DOMAIN_PARTICIPATION_TASK_H_

#include <cstdint>
#include <optional>
#include <string>

#include "intake-svc/domain/referral.h"

namespace duaal::intake::domain {

// The search for another fitting form of participation after a candidate declined (D06).
struct ParticipationTask {
  Uuid id;
  Uuid referral_id;
  Uuid participant_id;
  std::string programme_code;
  std::string municipality_code;
  std::string role_code;  // that searches
  absl::CivilDay opened_date;
  std::optional<absl::CivilDay> closed_date;
  std::string outcome_code;
  std::string staff_id;  // who of the role searched
  absl::Time create_time;
  std::int64_t row_version = 0;
};

// With what a task ends.
struct TaskOutcome {
  std::string outcome_code;
  absl::CivilDay closed_date;
  std::string staff_id;
};

// The task that a refused referral opens; nothing when the candidate did not decline or the programme names
// no role for it. Without id and time.
[[nodiscard]] std::optional<ParticipationTask> TaskAfter(const Referral& closed, const ProgrammeRules& rules,
                                                         absl::CivilDay today);

// The task after it ended.
//
// INVALID_ARGUMENT, every fault: UNKNOWN_OUTCOME, IN_THE_FUTURE, INTERVAL_REVERSED.
// FAILED_PRECONDITION: TASK_CLOSED.
[[nodiscard]] StatusOr<ParticipationTask> Close(const ParticipationTask& before, const ProgrammeRules& rules,
                                                const TaskOutcome& outcome, absl::CivilDay today);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_PARTICIPATION_TASK_H_
