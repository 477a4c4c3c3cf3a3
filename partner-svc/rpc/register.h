#ifndef PARTNER_SVC_RPC_REGISTER_H_
#define PARTNER_SVC_RPC_REGISTER_H_

#include "chassis/crypto/crypto.h"
#include "chassis/rpc/server.h"
#include "partner-svc/app/deps.h"

namespace duaal::partner::rpc {

// Register the handlers of a service. The deps and the keys outlive the server.
void RegisterOrganisationService(duaal::rpc::Server& server, const app::Deps& deps,
                                 const crypto::KeyRing& keys);
void RegisterContractService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterOfferingService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);

}  // namespace duaal::partner::rpc

#endif  // PARTNER_SVC_RPC_REGISTER_H_
