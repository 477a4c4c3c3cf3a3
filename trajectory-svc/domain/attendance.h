#ifndef TRAJECTORY_SVC_DOMAIN_ATTENDANCE_H_
#define TRAJECTORY_SVC_DOMAIN_ATTENDANCE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"

namespace duaal::trajectory::domain {

// The numbers are those of the protos and of the database.
enum class AttendanceStatus { kPresent = 1, kLate = 2, kAbsentWithNotice = 3, kAbsentWithoutNotice = 4 };

[[nodiscard]] constexpr bool IsAbsent(AttendanceStatus status) {
  return status >= AttendanceStatus::kAbsentWithNotice;
}

// Who was there, for how long.
struct AttendanceValue {
  AttendanceStatus status = AttendanceStatus::kPresent;
  int minutes = 0;

  friend bool operator==(const AttendanceValue&, const AttendanceValue&) = default;
};

// What is known of one person at one session.
struct Attendance {
  Uuid session_id;
  Uuid participant_id;
  AttendanceValue value;
  int version = 0;  // 1 for the first record, one more for each correction
  absl::Time record_time;
};

// The value to record: a person who was there without minutes was there the whole session.
//
// INVALID_ARGUMENT, field `minutes`: OUT_OF_RANGE longer than the session; NOT_ABSENT with an absence.
[[nodiscard]] StatusOr<AttendanceValue> Normalise(const AttendanceValue& entered, int session_minutes);

// At which places of a person's statuses at one component, in order of time, a signal is due: where
// absences without notice in a row reach a multiple of `consecutive`.
[[nodiscard]] std::vector<std::size_t> SignalPlaces(std::span<const AttendanceStatus> statuses,
                                                    int consecutive);

// Why a case manager is told.
enum class SignalKind { kAbsence = 1 };

// Something a case manager should know.
struct Signal {
  Uuid id;
  SignalKind kind = SignalKind::kAbsence;
  Uuid trajectory_id;
  Uuid participant_id;
  std::string municipality_code;
  std::string case_manager_id;
  Uuid session_id;
  std::string component_code;
  absl::CivilDay date;
  absl::Time create_time;
  std::optional<absl::Time> acknowledge_time;
  std::int64_t row_version = 0;
};

// The signal, seen.
//
// FAILED_PRECONDITION (SIGNAL_ACKNOWLEDGED): seen before.
[[nodiscard]] StatusOr<Signal> Acknowledge(const Signal& before, absl::Time now);

}  // namespace duaal::trajectory::domain

#endif  // TRAJECTORY_SVC_DOMAIN_ATTENDANCE_H_
