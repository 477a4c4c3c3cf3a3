#ifndef TRAJECTORY_SVC_APP_ATTENDANCE_BATCH_H_
#define TRAJECTORY_SVC_APP_ATTENDANCE_BATCH_H_

#include <string>
#include <vector>

#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/domain/attendance.h"

// The one way in which attendance is stored, whether one record, a batch or a stream: two set-based looks,
// multi-row statements, one event for all records.
namespace duaal::trajectory::app {

// One person at one session, as entered.
struct AttendanceEntry {
  Uuid session_id;
  Uuid participant_id;
  domain::AttendanceValue value;
};

// Why an entry cannot be recorded. `status` is what a call with this entry alone answers, with its violations
// by field of the entry.
struct EntryFault {
  std::size_t index = 0;
  std::string field;  // session_id, participant_id or minutes
  std::string reason;
  Status status;
};

// What became of a batch.
struct BatchOutcome {
  int created = 0;
  int corrected = 0;
  int unchanged = 0;
  std::vector<EntryFault> faults;
  std::vector<domain::Attendance> records;  // what is known now, of the entries without fault
};

enum class OnFault { kRefuseAll, kSkipEntry };

// Records entries within `tx`, with their signals and one event. With `kRefuseAll` nothing is written when an
// entry has a fault. Each session and person at most once, or the later entry is at fault (DUPLICATE).
//
// Faults: NOT_FOUND (UNKNOWN_SESSION); FAILED_PRECONDITION (NOT_ENROLLED), also for people outside the
// caller's rights; FAILED_PRECONDITION (SESSION_CANCELLED); INVALID_ARGUMENT for the minutes.
[[nodiscard]] StatusOr<BatchOutcome> RecordBatch(const Deps& deps, sql::Tx& tx, const Caller& caller,
                                                 const std::vector<AttendanceEntry>& entries,
                                                 OnFault on_fault);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_ATTENDANCE_BATCH_H_
