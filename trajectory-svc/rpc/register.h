#ifndef TRAJECTORY_SVC_RPC_REGISTER_H_
#define TRAJECTORY_SVC_RPC_REGISTER_H_

#include "chassis/crypto/crypto.h"
#include "chassis/rpc/server.h"
#include "trajectory-svc/app/deps.h"

namespace duaal::trajectory::rpc {

// Register the handlers of a service. The deps and the keys outlive the server.
void RegisterProgrammeService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterTrajectoryService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys);
void RegisterEnrolmentService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterWeekService(duaal::rpc::Server& server, const app::Deps& deps);
void RegisterSessionService(duaal::rpc::Server& server, const app::Deps& deps);
void RegisterAttendanceService(duaal::rpc::Server& server, const app::Deps& deps);
void RegisterSignalService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterPersonDataService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys);

// All of them.
void RegisterAll(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);

}  // namespace duaal::trajectory::rpc

#endif  // TRAJECTORY_SVC_RPC_REGISTER_H_
