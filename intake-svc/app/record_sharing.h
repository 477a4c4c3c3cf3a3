#ifndef INTAKE_SVC_APP_RECORD_SHARING_H_
#define INTAKE_SVC_APP_RECORD_SHARING_H_

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/sharing.h"

namespace duaal::intake::app {

// A decision of a person; id and time are set here.
struct RecordSharingCommand {
  domain::Sharing sharing;
};

// Returns once the other services go by the decision, or after three seconds with `applied` unset.
//
// Status codes: those of SharingService.RecordSharing.
[[nodiscard]] StatusOr<domain::Sharing> RecordSharing(const Deps& deps, const Caller& caller,
                                                      const RecordSharingCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_RECORD_SHARING_H_
