#ifndef INTAKE_SVC_APP_CREATE_REFERRAL_H_
#define INTAKE_SVC_APP_CREATE_REFERRAL_H_

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/referral.h"

namespace duaal::intake::app {

// A person to refer; what the programme's rules say of the person is set here.
struct CreateReferralCommand {
  domain::Referral referral;
};

// Status codes: those of ReferralService.CreateReferral.
[[nodiscard]] StatusOr<domain::Referral> CreateReferral(const Deps& deps, const Caller& caller,
                                                        const CreateReferralCommand& command);

// What the programme's rules ask to know of a person: barriers (D02), a trajectory (A01). What they do not
// ask is not looked up.
[[nodiscard]] StatusOr<domain::Standing> StandingFor(const Deps& deps, sql::Session& session,
                                                     const domain::ProgrammeRules& rules,
                                                     const Uuid& person_id);

// The referral of `person` under the rules, ready to store. FAILED_PRECONDITION: NOT_ADMITTED.
[[nodiscard]] StatusOr<domain::Referral> Refer(const domain::ProgrammeRules& rules,
                                               const domain::Participant& person,
                                               const domain::Referral& wish, const domain::Standing& standing,
                                               const Caller& caller);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_CREATE_REFERRAL_H_
