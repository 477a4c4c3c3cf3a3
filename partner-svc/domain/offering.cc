#include "partner-svc/domain/offering.h"

namespace duaal::partner::domain {
namespace {

std::string SlotField(std::size_t index) { return "offering.timetable[" + std::to_string(index) + "]"; }

void CheckTimetable(const std::vector<Slot>& slots, Violations& violations) {
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (!slots[i].time.Valid()) {
      violations.Add(SlotField(i) + ".end_time", "INTERVAL_REVERSED",
                     "The slot ends before it starts, or at the same time; swap or correct the times.");
      continue;
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (slots[i].weekday == slots[j].weekday && slots[i].time.Overlaps(slots[j].time)) {
        violations.Add(
            SlotField(i), "SLOTS_OVERLAP",
            "The slot overlaps slot " + std::to_string(j) + " of the same day; a group is in one place.");
      }
    }
  }
}

}  // namespace

Status Check(const Offering& offering) {
  Violations violations;
  if (!offering.period.Valid()) {
    violations.Add("offering.end_date", "INTERVAL_REVERSED",
                   "The end lies before the first day, or on it; the end is the day after the last.");
  }
  CheckTimetable(offering.timetable, violations);
  return violations.ToStatus();
}

StatusOr<Offering> Cancel(const Offering& before, CancelCause cause, absl::CivilDay from_date) {
  if (before.state == OfferingState::kCancelled) {
    return Error(absl::StatusCode::kFailedPrecondition, "OFFERING_CANCELLED",
                 "The offering was cancelled before.");
  }
  Violations violations;
  if (from_date >= before.period.end) {
    violations.Add("from_date", "OUT_OF_RANGE", "The offering has ended by then; take a day before its end.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  Offering after = before;
  after.state = OfferingState::kCancelled;
  after.cancel_cause = cause;
  ++after.row_version;
  return after;
}

}  // namespace duaal::partner::domain
