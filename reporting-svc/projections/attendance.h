#ifndef REPORTING_SVC_PROJECTIONS_ATTENDANCE_H_
#define REPORTING_SVC_PROJECTIONS_ATTENDANCE_H_

#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "duaal/feed/v1/feed_service.pb.h"

namespace duaal::reporting::projections {

// Adds attendance to its ISO week. A correction takes back what the version before it added.
//
// DATA_LOSS: a payload cannot be read. Otherwise the codes of the database.
[[nodiscard]] Status ProjectAttendance(sql::Tx& tx, const std::vector<feed::v1::Event>& events);

}  // namespace duaal::reporting::projections

#endif  // REPORTING_SVC_PROJECTIONS_ATTENDANCE_H_
