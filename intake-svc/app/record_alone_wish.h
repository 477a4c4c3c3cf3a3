#ifndef INTAKE_SVC_APP_RECORD_ALONE_WISH_H_
#define INTAKE_SVC_APP_RECORD_ALONE_WISH_H_

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/referral.h"

namespace duaal::intake::app {

// A person asked to be spoken with alone in a step, or asks for it no more.
struct RecordAloneWishCommand {
  Uuid referral_id;
  domain::AloneWish wish;
};

// The referral whose step the wish is for; it is as it was. Publishes no event: the wish matters where the
// step is recorded.
//
// Status codes: those of IntakeStepService.RecordAloneWish.
[[nodiscard]] StatusOr<domain::Referral> RecordAloneWish(const Deps& deps, const Caller& caller,
                                                         const RecordAloneWishCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_RECORD_ALONE_WISH_H_
