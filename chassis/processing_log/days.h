#ifndef CHASSIS_PROCESSING_LOG_DAYS_H_
#define CHASSIS_PROCESSING_LOG_DAYS_H_

#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "chassis/sql/database.h"

namespace duaal::processing_log {

// One step of the job that counts records into days, for records behind `after`: those of the step before
// stay in the way until the server has swept the index. Returns the last record of this step; nil when none
// is left behind `after`, and the next step begins anew.
//
// Status codes: those of the database.
[[nodiscard]] StatusOr<Uuid> CountDays(sql::Tx& tx, const Uuid& after);

}  // namespace duaal::processing_log

#endif  // CHASSIS_PROCESSING_LOG_DAYS_H_
