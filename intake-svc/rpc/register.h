#ifndef INTAKE_SVC_RPC_REGISTER_H_
#define INTAKE_SVC_RPC_REGISTER_H_

#include "chassis/crypto/crypto.h"
#include "chassis/rpc/server.h"
#include "intake-svc/app/deps.h"

namespace duaal::intake::rpc {

// Register the handlers of a service. The deps and the keys outlive the server.
void RegisterParticipantService(duaal::rpc::Server& server, const app::Deps& deps,
                                const crypto::KeyRing& keys);
void RegisterReferralService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterMunicipalityService(duaal::rpc::Server& server, const app::Deps& deps,
                                 const crypto::KeyRing& keys);
void RegisterDutyService(duaal::rpc::Server& server, const app::Deps& deps);
void RegisterAssessmentService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys);
void RegisterBarrierService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterIntakeStepService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys);
void RegisterSummonsService(duaal::rpc::Server& server, const app::Deps& deps);
void RegisterParticipationTaskService(duaal::rpc::Server& server, const app::Deps& deps,
                                      const crypto::KeyRing& keys);
void RegisterConversationService(duaal::rpc::Server& server, const app::Deps& deps,
                                 const crypto::KeyRing& keys);
void RegisterPlanService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterPlanClockService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterSanctionService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterDuplicateService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterSelectionService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterScreeningService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterSharingService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterRetentionService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);
void RegisterDestructionService(duaal::rpc::Server& server, const app::Deps& deps,
                                const crypto::KeyRing& keys);
void RegisterPersonDataService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys);
void RegisterLegalBasisService(duaal::rpc::Server& server, const app::Deps& deps);
void RegisterCharacteristicService(duaal::rpc::Server& server, const app::Deps& deps,
                                   const crypto::KeyRing& keys);
void RegisterCorrectionService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys);
void RegisterFamilyLinkService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys);
void RegisterHouseholdService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys);

}  // namespace duaal::intake::rpc

#endif  // INTAKE_SVC_RPC_REGISTER_H_
