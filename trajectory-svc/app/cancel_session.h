#ifndef TRAJECTORY_SVC_APP_CANCEL_SESSION_H_
#define TRAJECTORY_SVC_APP_CANCEL_SESSION_H_

#include <cstdint>

#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/domain/offering.h"

namespace duaal::trajectory::app {

// A session that does not take place.
struct CancelSessionCommand {
  Uuid session_id;
  bool notice_given = false;
  std::int64_t expected_version = 0;
};

// Status codes: those of SessionService.CancelSession.
[[nodiscard]] StatusOr<domain::Session> CancelSession(const Deps& deps, const Caller& caller,
                                                      const CancelSessionCommand& command);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_CANCEL_SESSION_H_
