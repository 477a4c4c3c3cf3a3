#ifndef CHASSIS_PROCESSING_LOG_RECORD_H_
#define CHASSIS_PROCESSING_LOG_RECORD_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "chassis/auth/principal.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"

namespace duaal::processing_log {

// One call that touched people's data: who, whom, why, when. Holds ids and codes, never a value.
struct Record {
  absl::Time time;  // system clock
  auth::PrincipalKind principal_kind = auth::PrincipalKind::kStaff;
  std::string principal_id;
  std::string organisation_id;      // UUID text; empty for others than partners
  std::string municipality_code;    // the one municipality concerned; empty when none or several
  std::string method;               // `duaal.intake.v1.ParticipantService/GetParticipant`
  std::string processing_activity;  // of the register
  std::string purpose;
  std::string trace_id;  // 32 hexadecimal digits
  absl::StatusCode status = absl::StatusCode::kOk;
  std::vector<Uuid> subjects;  // each once, in order
};

// Appends a record and tells when it is durable. `done` runs once, on any thread, possibly before the call
// returns; its status is OK or UNAVAILABLE.
using Append = std::function<void(Record record, std::function<void(Status)> done)>;

}  // namespace duaal::processing_log

#endif  // CHASSIS_PROCESSING_LOG_RECORD_H_
