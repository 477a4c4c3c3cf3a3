#ifndef INTAKE_SVC_DOMAIN_SUMMONS_H_
#define INTAKE_SVC_DOMAIN_SUMMONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "intake-svc/domain/referral.h"

namespace duaal::intake::domain {

// The numbers are those of the protos and of the database.
enum class SummonsChannel {
  kUnknown = 0,
  kLetter = 1,
  kEmail = 2,
  kPhone = 3,
  kInPerson = 4,
  kMessageBox = 5,
};
enum class Appearance { kUnknown = 0, kAppeared = 1, kNotAppeared = 2, kExcused = 3 };

// A summons to come to an intake step. Nothing follows from it by itself, least of all a sanction.
struct Summons {
  Uuid id;
  Uuid referral_id;
  Uuid participant_id;
  std::string step_code;
  int number = 0;  // 1 for the first to this step
  absl::CivilDay sent_date;
  absl::CivilDay appointment_date;
  SummonsChannel channel = SummonsChannel::kUnknown;
  std::string staff_id;
  Appearance appearance = Appearance::kUnknown;
  absl::Time create_time;
  std::int64_t row_version = 0;
};

// A referral has at most so many summonses.
inline constexpr int kMostSummonses = 50;

// The next summons, with its number. `earlier` are all of the referral, the first one first.
//
// INVALID_ARGUMENT, every fault: UNKNOWN_STEP, NOT_SUMMONED, IN_THE_FUTURE, INTERVAL_REVERSED,
// BEFORE_LAST_APPOINTMENT. FAILED_PRECONDITION: REFERRAL_CLOSED, APPEARANCE_UNKNOWN, TOO_MANY_SUMMONSES.
// ALREADY_EXISTS: STEP_ALREADY_HELD.
[[nodiscard]] StatusOr<Summons> Summon(const Referral& referral, const ProgrammeRules& rules,
                                       const std::vector<Summons>& earlier, const Summons& wish,
                                       absl::CivilDay today);

// The summons once it is known whether the person came.
//
// FAILED_PRECONDITION: BEFORE_APPOINTMENT, APPEARANCE_KNOWN.
[[nodiscard]] StatusOr<Summons> RecordAppearance(const Summons& before, Appearance appearance,
                                                 absl::CivilDay today);

// The referral after a step was completed without the person: allowed after as many summonses without
// appearance as the programme says, of which an excused absence is none, and only under the Act of 2021
// (article 14).
//
// INVALID_ARGUMENT, every fault: UNKNOWN_STEP, NOT_SUMMONED, IN_THE_FUTURE, BEFORE_LAST_APPOINTMENT.
// FAILED_PRECONDITION: OTHER_REGIME, PERSON_APPEARED, TOO_FEW_SUMMONSES, and the codes of AddStep.
[[nodiscard]] StatusOr<Referral> CompleteInAbsence(const Referral& before, const ProgrammeRules& rules,
                                                   const HeldIntake& intake,
                                                   const std::vector<Summons>& summonses, LegalRegime regime,
                                                   absl::CivilDay today);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_SUMMONS_H_
