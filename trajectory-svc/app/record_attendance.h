#ifndef TRAJECTORY_SVC_APP_RECORD_ATTENDANCE_H_
#define TRAJECTORY_SVC_APP_RECORD_ATTENDANCE_H_

#include <vector>

#include "trajectory-svc/app/attendance_batch.h"

namespace duaal::trajectory::app {

// How many records a batch made, corrected and found known.
struct BatchCounts {
  int created = 0;
  int corrected = 0;
  int unchanged = 0;
};

// One record. Status codes: those of AttendanceService.RecordAttendance.
[[nodiscard]] StatusOr<domain::Attendance> RecordAttendance(const Deps& deps, const Caller& caller,
                                                            const AttendanceEntry& entry);

// All entries or none. Status codes: those of AttendanceService.BatchRecordAttendance.
[[nodiscard]] StatusOr<BatchCounts> BatchRecordAttendance(const Deps& deps, const Caller& caller,
                                                          const std::vector<AttendanceEntry>& entries);

// One part of a stream, in one transaction; entries fail one by one and an entry may correct an earlier one
// of the same part. The caller's deadline bounds it.
[[nodiscard]] StatusOr<BatchOutcome> ImportAttendances(const Deps& deps, const Caller& caller,
                                                       const std::vector<AttendanceEntry>& entries);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_RECORD_ATTENDANCE_H_
