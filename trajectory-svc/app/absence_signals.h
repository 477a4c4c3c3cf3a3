#ifndef TRAJECTORY_SVC_APP_ABSENCE_SIGNALS_H_
#define TRAJECTORY_SVC_APP_ABSENCE_SIGNALS_H_

#include <vector>

#include "chassis/outbox/outbox.h"
#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {

// Raises what the programmes' absence rules ask for after the changes were stored (H19): a signal to the case
// manager for an absence without notice, in the same transaction, once per session and person. Returns the
// events.
[[nodiscard]] StatusOr<std::vector<outbox::Event>> RaiseAbsenceSignals(
    const Deps& deps, sql::Tx& tx, const Caller& caller,
    const std::vector<storage::AttendanceChange>& changes);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_ABSENCE_SIGNALS_H_
