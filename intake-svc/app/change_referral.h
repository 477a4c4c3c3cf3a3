#ifndef INTAKE_SVC_APP_CHANGE_REFERRAL_H_
#define INTAKE_SVC_APP_CHANGE_REFERRAL_H_

#include <cstdint>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/referral.h"

// The three changes of a referral. They differ in one domain function and one event; the way through the
// house is the same and stands once, in change_referral.cc.
namespace duaal::intake::app {

// An intake step was held (H05).
struct RecordIntakeCommand {
  Uuid referral_id;
  std::int64_t expected_version = 0;
  domain::HeldIntake intake;
};

// The declaration of intent was signed (H06).
struct SignDeclarationCommand {
  Uuid referral_id;
  std::int64_t expected_version = 0;
  absl::CivilDay signed_date;
};

// The referral ended.
struct CloseReferralCommand {
  Uuid referral_id;
  std::int64_t expected_version = 0;
  domain::CloseReason reason = domain::CloseReason::kNone;
};

// Status codes: those of the RPC of the same name in ReferralService.
[[nodiscard]] StatusOr<domain::Referral> RecordIntake(const Deps& deps, const Caller& caller,
                                                      const RecordIntakeCommand& command);
[[nodiscard]] StatusOr<domain::Referral> SignDeclaration(const Deps& deps, const Caller& caller,
                                                         const SignDeclarationCommand& command);
[[nodiscard]] StatusOr<domain::Referral> CloseReferral(const Deps& deps, const Caller& caller,
                                                       const CloseReferralCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_CHANGE_REFERRAL_H_
