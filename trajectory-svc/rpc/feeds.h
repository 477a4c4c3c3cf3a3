#ifndef TRAJECTORY_SVC_RPC_FEEDS_H_
#define TRAJECTORY_SVC_RPC_FEEDS_H_

#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "duaal/feed/v1/feed_service.pb.h"
#include "trajectory-svc/app/deps.h"

// The feeds that this service follows: protos in, use cases out. Events of other types, and tombstones of
// people whose data was destroyed, change nothing.
namespace duaal::trajectory::rpc {

// intake-svc: who may start, where people live, whose data goes, and whom partners
// may not see.
//
// DATA_LOSS: an event of a known type that cannot be read.
[[nodiscard]] Status ApplyIntakeEvents(const app::Deps& deps, sql::Tx& tx,
                                       const std::vector<feed::v1::Event>& events);

// partner-svc: what can be planned.
//
// DATA_LOSS: an event of a known type that cannot be read.
[[nodiscard]] Status ApplyPartnerEvents(const app::Deps& deps, sql::Tx& tx,
                                        const std::vector<feed::v1::Event>& events);

}  // namespace duaal::trajectory::rpc

#endif  // TRAJECTORY_SVC_RPC_FEEDS_H_
