#include "trajectory-svc/domain/attendance.h"

#include <algorithm>

namespace duaal::trajectory::domain {

StatusOr<AttendanceValue> Normalise(const AttendanceValue& entered, int session_minutes) {
  Violations violations;
  if (IsAbsent(entered.status)) {
    if (entered.minutes != 0) {
      violations.Add("minutes", "NOT_ABSENT", "Someone who was absent has no minutes; leave them out.");
    }
  } else if (entered.minutes > session_minutes) {
    violations.Add("minutes", "OUT_OF_RANGE",
                   "The session lasts " + std::to_string(session_minutes) + " minutes; give no more.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  AttendanceValue value = entered;
  if (!IsAbsent(value.status) && value.minutes == 0) value.minutes = session_minutes;
  return value;
}

std::vector<std::size_t> SignalPlaces(std::span<const AttendanceStatus> statuses, int consecutive) {
  const int threshold = std::max(1, consecutive);
  std::vector<std::size_t> places;
  int run = 0;
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    run = statuses[i] == AttendanceStatus::kAbsentWithoutNotice ? run + 1 : 0;
    if (run > 0 && run % threshold == 0) places.push_back(i);
  }
  return places;
}

StatusOr<Signal> Acknowledge(const Signal& before, absl::Time now) {
  if (before.acknowledge_time.has_value()) {
    return Error(absl::StatusCode::kFailedPrecondition, "SIGNAL_ACKNOWLEDGED", "The signal was seen before.");
  }
  Signal after = before;
  after.acknowledge_time = now;
  ++after.row_version;
  return after;
}

}  // namespace duaal::trajectory::domain
