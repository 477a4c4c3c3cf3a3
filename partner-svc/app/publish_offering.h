#ifndef PARTNER_SVC_APP_PUBLISH_OFFERING_H_
#define PARTNER_SVC_APP_PUBLISH_OFFERING_H_

#include <cstdint>

#include "partner-svc/app/deps.h"
#include "partner-svc/domain/offering.h"

namespace duaal::partner::app {

// An offering to publish; id, state, time and version are set here.
struct CreateOfferingCommand {
  domain::Offering offering;
};

// An offering that does not run, or no longer.
struct CancelOfferingCommand {
  Uuid id;
  std::int64_t expected_version = 0;
  domain::CancelCause cause = domain::CancelCause::kNone;
  absl::CivilDay from_date;
};

// Status codes: those of the RPC of the same name.
[[nodiscard]] StatusOr<domain::Offering> CreateOffering(const Deps& deps, const Caller& caller,
                                                        const CreateOfferingCommand& command);
[[nodiscard]] StatusOr<domain::Offering> CancelOffering(const Deps& deps, const Caller& caller,
                                                        const CancelOfferingCommand& command);

}  // namespace duaal::partner::app

#endif  // PARTNER_SVC_APP_PUBLISH_OFFERING_H_
