#ifndef PARTNER_SVC_APP_REGISTER_PARTNER_H_
#define PARTNER_SVC_APP_REGISTER_PARTNER_H_

#include "partner-svc/app/deps.h"
#include "partner-svc/domain/organisation.h"

namespace duaal::partner::app {

// An organisation to register; id, time and version are set here.
struct CreateOrganisationCommand {
  domain::Organisation organisation;
};

// A contract to record; id, time and version are set here.
struct CreateContractCommand {
  domain::Contract contract;
};

// Status codes: those of the RPC of the same name.
[[nodiscard]] StatusOr<domain::Organisation> CreateOrganisation(const Deps& deps, const Caller& caller,
                                                                const CreateOrganisationCommand& command);
[[nodiscard]] StatusOr<domain::Contract> CreateContract(const Deps& deps, const Caller& caller,
                                                        const CreateContractCommand& command);

}  // namespace duaal::partner::app

#endif  // PARTNER_SVC_APP_REGISTER_PARTNER_H_
