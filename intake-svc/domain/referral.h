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
enum class CloseReason { kNone = 0, kRefused = 1, kNoDuty = 2, kFinalPhase = 3, kMoved = 4, kOther = 5 };

// An intake step that was held.
struct HeldIntake {
  std::string step_code;
  absl::CivilDay held_date;
  std::vector<std::string> staff_ids;
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
  std::vector<HeldIntake> intakes;
  std::optional<absl::CivilDay> signed_date;
  bool voluntary = false;
  bool free_of_charge = false;
  absl::Time create_time;
  std::int64_t row_version = 0;
};

// Whether the candidate is still on the way: neither refused nor excluded.
[[nodiscard]] bool IsOpen(const Referral& referral);

// What keeps out whoever is on the way already.
[[nodiscard]] FieldViolation AlreadyReferred();

// The referral after a step was held. Steps keep the programme's order (H05); steps held after the
// start, such as a joint second intake, do not hold up the start.
//
// INVALID_ARGUMENT: not a step of the programme, a future date, too few professionals.
// FAILED_PRECONDITION: STEP_OUT_OF_ORDER, REFERRAL_CLOSED. ALREADY_EXISTS: STEP_ALREADY_HELD.
[[nodiscard]] StatusOr<Referral> RecordIntake(const Referral& before, const ProgrammeRules& rules,
                                              const HeldIntake& intake, absl::CivilDay today);

// The referral after the declaration of intent was signed (H06).
//
// INVALID_ARGUMENT: a future date, or one before the last step.
// FAILED_PRECONDITION: STEPS_MISSING, REFERRAL_CLOSED. ALREADY_EXISTS: ALREADY_DECLARED.
[[nodiscard]] StatusOr<Referral> SignDeclaration(const Referral& before, const ProgrammeRules& rules,
                                                 absl::CivilDay signed_date, absl::CivilDay today);

// The referral after it ended.
//
// FAILED_PRECONDITION (REFERRAL_CLOSED): ended before.
[[nodiscard]] StatusOr<Referral> Close(const Referral& before, CloseReason reason);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_REFERRAL_H_
