#ifndef TRAJECTORY_SVC_APP_RELINK_PERSON_H_
#define TRAJECTORY_SVC_APP_RELINK_PERSON_H_

#include "absl/time/time.h"
#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/storage/relink_repository.h"

namespace duaal::trajectory::app {

// Two records of intake-svc became one, or two again: what hangs on the referrals goes over, and those who
// follow this service are told. Runs in the transaction that moves the reader's position.
//
// Status codes: those of the database.
[[nodiscard]] Status RelinkPerson(sql::Tx& tx, const storage::Relink& relink, absl::Time now);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_RELINK_PERSON_H_
