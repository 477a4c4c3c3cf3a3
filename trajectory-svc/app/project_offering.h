#ifndef TRAJECTORY_SVC_APP_PROJECT_OFFERING_H_
#define TRAJECTORY_SVC_APP_PROJECT_OFFERING_H_

#include "absl/time/time.h"
#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/domain/offering.h"

// What the feed of partner-svc changes here. Every function runs in the transaction that moves the reader's
// position, and gives the same result when it is run again.
namespace duaal::trajectory::app {

// An offering was published: it enters the catalogue with all its seats free, and its sessions are made.
[[nodiscard]] Status PublishOffering(const Deps& deps, sql::Tx& tx, const domain::Offering& offering);

// An offering does not run from `from` on: its sessions from that day are cancelled, its seats end, and the
// weeks of everyone concerned are stale.
[[nodiscard]] Status CancelOffering(const Deps& deps, sql::Tx& tx, const Uuid& offering_id,
                                    absl::CivilDay from, absl::Time now);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_PROJECT_OFFERING_H_
