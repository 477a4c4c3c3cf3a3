#include "trajectory-svc/domain/trajectory.h"

#include <algorithm>

#include "chassis/core/civil.h"

namespace duaal::trajectory::domain {
namespace {

// Whoever is not settled yet, as far as known, has no case manager of the municipality yet.
Status CheckSettled(const Programme& programme, std::optional<absl::CivilDay> settlement_date,
                    absl::CivilDay from, const std::string& field) {
  Violations violations;
  if (programme.case_manager_after_settlement && settlement_date && from < *settlement_date) {
    violations.Add(field, "BEFORE_SETTLEMENT",
                   "The programme assigns a case manager after the settlement in the municipality, on " +
                       FormatDate(*settlement_date) +
                       "; take that day or a later one, or correct the person's day of settlement.");
  }
  return violations.ToStatus();
}

}  // namespace

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
  RETURN_IF_ERROR(CheckSettled(programme, candidate.settlement_date, start_date, "start_date"));
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

StatusOr<Trajectory> AssignCaseManager(const Trajectory& before, const Programme& programme,
                                       std::optional<absl::CivilDay> settlement_date,
                                       const std::string& case_manager_id, absl::CivilDay today) {
  RETURN_IF_ERROR(
      CheckSettled(programme, settlement_date, std::max(today, before.start_date), "case_manager_id"));
  Trajectory after = before;
  after.case_manager_id = case_manager_id;
  ++after.row_version;
  return after;
}

}  // namespace duaal::trajectory::domain
