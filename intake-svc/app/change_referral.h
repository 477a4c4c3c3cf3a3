#ifndef INTAKE_SVC_APP_CHANGE_REFERRAL_H_
#define INTAKE_SVC_APP_CHANGE_REFERRAL_H_

#include <cstdint>
#include <string>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/referral.h"

// The changes of a referral. They differ in one domain function, in what is stored beside the referral, and
// in one event; the way through the house is the same and stands once, in change_referral.cc.
namespace duaal::intake::app {

// An intake step was held (H05, D05, N04, A03, A04).
struct RecordIntakeCommand {
  Uuid referral_id;
  std::int64_t expected_version = 0;
  domain::HeldIntake intake;
  domain::IntakeNotes notes{};
};

// An intake step was completed without the person.
struct CompleteInAbsenceCommand {
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

// The referral ended (D06, N02).
struct CloseReferralCommand {
  Uuid referral_id;
  std::int64_t expected_version = 0;
  domain::CloseReason reason = domain::CloseReason::kNone;
  std::string exit_reason_code{};
};

// Status codes: those of the RPC of the same name in ReferralService.
[[nodiscard]] StatusOr<domain::Referral> RecordIntake(const Deps& deps, const Caller& caller,
                                                      const RecordIntakeCommand& command);
[[nodiscard]] StatusOr<domain::Referral> CompleteInAbsence(const Deps& deps, const Caller& caller,
                                                           const CompleteInAbsenceCommand& command);
[[nodiscard]] StatusOr<domain::Referral> SignDeclaration(const Deps& deps, const Caller& caller,
                                                         const SignDeclarationCommand& command);
[[nodiscard]] StatusOr<domain::Referral> CloseReferral(const Deps& deps, const Caller& caller,
                                                       const CloseReferralCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_CHANGE_REFERRAL_H_
