#ifndef REPORTING_SVC_PROJECTIONS_GROUPS_H_
#define REPORTING_SVC_PROJECTIONS_GROUPS_H_

#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "duaal/feed/v1/feed_service.pb.h"

namespace duaal::reporting::projections {

// Keeps programmes (definitions) and groups (published, cancelled with a cause, seats taken), each group also
// per municipality that it belongs to.
//
// DATA_LOSS: a payload cannot be read. Otherwise the codes of the database.
[[nodiscard]] Status ProjectGroups(sql::Tx& tx, const std::vector<feed::v1::Event>& events);

}  // namespace duaal::reporting::projections

#endif  // REPORTING_SVC_PROJECTIONS_GROUPS_H_
