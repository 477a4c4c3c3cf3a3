#include "intake-svc/domain/screening.h"

namespace duaal::intake::domain {
namespace {

Status Screened() {
  return Error(absl::StatusCode::kFailedPrecondition, "SCREENED",
               "This screening was decided, or a later row took its place; list the screenings.");
}

}  // namespace

StatusOr<Screening> Assign(const Screening& before, const std::string& staff_id) {
  if (before.state != ScreeningState::kOpen) return Screened();
  Screening after = before;
  after.assigned_staff_id = staff_id;
  ++after.row_version;
  return after;
}

StatusOr<Screening> Decide(const Screening& before, const ScreeningDecision& decision, absl::CivilDay today) {
  Violations violations;
  if (decision.decided_date > today) {
    violations.Add("decided_date", "IN_THE_FUTURE",
                   "A decision is recorded once it is taken; take today or earlier.");
  }
  if (decision.decided_date < before.week_date) {
    violations.Add("decided_date", "BEFORE_LIST",
                   "The decision lies before the week of the list; check the day.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (before.state != ScreeningState::kOpen) return Screened();
  Screening after = before;
  after.state = decision.state;
  after.decided_date = decision.decided_date;
  after.decided_by_id = decision.decided_by_id;
  after.reason = decision.reason;
  after.participant_id = decision.participant_id;
  after.person.clear();
  ++after.row_version;
  return after;
}

Screening Follow(const Screening& before, const Screening& row) {
  Screening next = row;
  next.revision = before.revision + 1;
  // Whoever was to screen the row goes on with what it says now.
  if (before.state == ScreeningState::kOpen) next.assigned_staff_id = before.assigned_staff_id;
  return next;
}

}  // namespace duaal::intake::domain
