#include "trajectory-svc/domain/trajectory.h"

namespace duaal::trajectory::domain {

Status NotDeclared() {
  return Error(
      absl::StatusCode::kFailedPrecondition, "NOT_DECLARED",
      "The referral is not known here, or its declaration of intent is not signed; complete the intake "
      "first.");
}

StatusOr<Trajectory> Start(const Candidate& candidate, const Programme& programme, const Uuid& id,
                           const std::string& case_manager_id, absl::CivilDay start_date, absl::Time now) {
  if (candidate.state == CandidateState::kRefused || candidate.state == CandidateState::kExcluded) {
    return Error(absl::StatusCode::kFailedPrecondition, "REFERRAL_CLOSED",
                 "The referral has ended; make a new one to start again.");
  }
  const bool declared = candidate.state == CandidateState::kDeclared;
  const bool ready = !programme.declaration_required && (candidate.state == CandidateState::kIntakeComplete ||
                                                         !programme.has_steps_before_start);
  if (!declared && !ready) return NotDeclared();
  return Trajectory{id,
                    candidate.referral_id,
                    candidate.participant_id,
                    candidate.programme_code,
                    candidate.municipality_code,
                    case_manager_id,
                    start_date,
                    TrajectoryState::kActive,
                    now,
                    1};
}

Trajectory WithCaseManager(const Trajectory& before, const std::string& case_manager_id) {
  Trajectory after = before;
  after.case_manager_id = case_manager_id;
  ++after.row_version;
  return after;
}

}  // namespace duaal::trajectory::domain
