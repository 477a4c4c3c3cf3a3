#ifndef TRAJECTORY_SVC_APP_ACKNOWLEDGE_SIGNAL_H_
#define TRAJECTORY_SVC_APP_ACKNOWLEDGE_SIGNAL_H_

#include <cstdint>

#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/domain/attendance.h"

namespace duaal::trajectory::app {

// A signal that was seen.
struct AcknowledgeSignalCommand {
  Uuid signal_id;
  std::int64_t expected_version = 0;
};

// Status codes: those of SignalService.AcknowledgeSignal.
[[nodiscard]] StatusOr<domain::Signal> AcknowledgeSignal(const Deps& deps, const Caller& caller,
                                                         const AcknowledgeSignalCommand& command);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_ACKNOWLEDGE_SIGNAL_H_
