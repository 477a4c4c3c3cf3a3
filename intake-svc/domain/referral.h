#ifndef INTAKE_SVC_DOMAIN_REFERRAL_H_
#define INTAKE_SVC_DOMAIN_REFERRAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/programme_rules.h"

namespace duaal::intake::domain {

// The numbers are those of the protos and of the database.
enum class ReferralState {
  kReferred = 1,
  kInIntake = 2,
  kIntakeComplete = 3,
  kDeclared = 4,
  kRefused = 5,
  kExcluded = 6,
};

// A candidate on the way into one programme.
struct Referral {
  Uuid id;
  Uuid participant_id;
  std::string programme_code;
  std::string municipality_code;
  InflowChannel channel = InflowChannel::kUnknown;
  std::optional<Uuid> referring_organisation_id;
  std::optional<Uuid> class_offering_id;
  Admission admission;
  ReferralState state = ReferralState::kReferred;
  CloseReason close_reason = CloseReason::kNone;
  std::string exit_reason_code;  // the programme's own
  std::vector<HeldIntake> intakes;
  std::optional<absl::CivilDay> signed_date;
  bool voluntary = false;
  bool free_of_charge = false;
  absl::Time create_time;
  std::int64_t row_version = 0;
};

// Whether the candidate is still on the way: neither refused nor excluded.
[[nodiscard]] bool IsOpen(const Referral& referral);

// Whether the step was held.
[[nodiscard]] bool Held(const Referral& referral, const std::string& step_code);

// What keeps out whoever is on the way already.
[[nodiscard]] FieldViolation AlreadyReferred();

// The referral after a step was held. Steps keep the programme's order (H05, D05); steps held after the
// start, such as a joint second intake, do not hold up the start.
//
// INVALID_ARGUMENT, every fault: UNKNOWN_STEP, IN_THE_FUTURE, INTERVAL_REVERSED, and those of CheckHeld.
// FAILED_PRECONDITION: those of CheckReady and AddStep. ALREADY_EXISTS: STEP_ALREADY_HELD.
[[nodiscard]] StatusOr<Referral> RecordIntake(const Referral& before, const ProgrammeRules& rules,
                                              const HeldIntake& intake, const IntakeContext& context,
                                              const IntakeNotes& notes = {});

// The referral with one more step, whatever the programme says of how it is held.
//
// FAILED_PRECONDITION: REFERRAL_CLOSED; STEP_OUT_OF_ORDER, with each step that is missing as a violation.
// ALREADY_EXISTS: STEP_ALREADY_HELD.
[[nodiscard]] StatusOr<Referral> AddStep(const Referral& before, const ProgrammeRules& rules,
                                         const HeldIntake& intake);

// Whether the person may still be asked whom to have along in a step.
//
// INVALID_ARGUMENT, every fault: UNKNOWN_STEP, GROUP_STEP, IN_THE_FUTURE.
// FAILED_PRECONDITION: REFERRAL_CLOSED. ALREADY_EXISTS: STEP_ALREADY_HELD.
[[nodiscard]] Status CheckWish(const Referral& referral, const ProgrammeRules& rules, const AloneWish& wish,
                               absl::CivilDay today);

// FAILED_PRECONDITION (REFERRAL_CLOSED) and ALREADY_EXISTS (STEP_ALREADY_HELD), as every rule tells them.
[[nodiscard]] Status Closed();
[[nodiscard]] Status AlreadyHeld();

// The referral after the declaration of intent was signed (H06).
//
// INVALID_ARGUMENT: a future date, or one before the last step.
// FAILED_PRECONDITION: STEPS_MISSING, REFERRAL_CLOSED. ALREADY_EXISTS: ALREADY_DECLARED.
[[nodiscard]] StatusOr<Referral> SignDeclaration(const Referral& before, const ProgrammeRules& rules,
                                                 absl::CivilDay signed_date, absl::CivilDay today);

// The referral after it ended. Where the programme names exit reasons, whoever does not decline leaves for
// one of them, which counts as `reason` (N02).
//
// INVALID_ARGUMENT: EXIT_REASON_MISSING, UNKNOWN_EXIT_REASON, EXIT_REASON_DIFFERS, NOT_ASKED.
// FAILED_PRECONDITION (REFERRAL_CLOSED): ended before.
[[nodiscard]] StatusOr<Referral> Close(const Referral& before, const ProgrammeRules& rules,
                                       CloseReason reason, const std::string& exit_reason_code = "");

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_REFERRAL_H_
