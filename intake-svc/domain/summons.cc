#include "intake-svc/domain/summons.h"

namespace duaal::intake::domain {
namespace {

constexpr char kNotSummoned[] =
    "The programme says for other steps after how many summonses they may be completed in absence.";

// The step, or nullptr with the reason why nobody is summoned to it.
const IntakeStep* SummonedStep(const ProgrammeRules& rules, const std::string& code, Violations& violations) {
  const IntakeStep* step = rules.FindStep(code);
  if (step == nullptr) {
    violations.Add("step_code", "UNKNOWN_STEP",
                   "The programme has no such intake step; read its definition.");
    return nullptr;
  }
  if (step->summonses_before_absence > 0) return step;
  violations.Add("step_code", "NOT_SUMMONED", kNotSummoned);
  return nullptr;
}

// The last summons to a step, or nullptr.
const Summons* LastTo(const std::vector<Summons>& summonses, const std::string& step_code) {
  const Summons* last = nullptr;
  for (const Summons& one : summonses) {
    if (one.step_code == step_code) last = &one;
  }
  return last;
}

Status TooFew(int needed, int missed) {
  return Error(absl::StatusCode::kFailedPrecondition, "TOO_FEW_SUMMONSES",
               "A step is completed in absence after " + std::to_string(needed) +
                   " summonses without appearance; the person missed " + std::to_string(missed) + ".",
               {{"needed", std::to_string(needed)}, {"missed", std::to_string(missed)}});
}

}  // namespace

StatusOr<Summons> Summon(const Referral& referral, const ProgrammeRules& rules,
                         const std::vector<Summons>& earlier, const Summons& wish, absl::CivilDay today) {
  Violations violations;
  SummonedStep(rules, wish.step_code, violations);
  if (wish.sent_date > today) {
    violations.Add("sent_date", "IN_THE_FUTURE",
                   "A summons is recorded once it is sent; take today or earlier.");
  }
  if (wish.appointment_date <= wish.sent_date) {
    violations.Add("appointment_date", "INTERVAL_REVERSED",
                   "The appointment lies after the day of sending; correct one of the dates.");
  }
  const Summons* last = LastTo(earlier, wish.step_code);
  if (last != nullptr && wish.sent_date < last->appointment_date) {
    violations.Add("sent_date", "BEFORE_LAST_APPOINTMENT",
                   "The person is summoned again once the last appointment has passed.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (!IsOpen(referral)) return Closed();
  if (Held(referral, wish.step_code)) return AlreadyHeld();
  if (last != nullptr && last->appearance == Appearance::kUnknown) {
    return Error(absl::StatusCode::kFailedPrecondition, "APPEARANCE_UNKNOWN",
                 "First record whether the person came to the last appointment.");
  }
  if (static_cast<int>(earlier.size()) >= kMostSummonses) {
    return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_SUMMONSES",
                 "A referral holds at most 50 summonses; end it and make a new one.");
  }
  Summons summons = wish;
  summons.referral_id = referral.id;
  summons.participant_id = referral.participant_id;
  summons.number = last == nullptr ? 1 : last->number + 1;
  summons.appearance = Appearance::kUnknown;
  summons.row_version = 1;
  return summons;
}

StatusOr<Summons> RecordAppearance(const Summons& before, Appearance appearance, absl::CivilDay today) {
  if (before.appearance != Appearance::kUnknown) {
    return Error(absl::StatusCode::kFailedPrecondition, "APPEARANCE_KNOWN",
                 "It was recorded before whether the person came.");
  }
  // An excuse can come ahead of the day.
  if (appearance != Appearance::kExcused && today < before.appointment_date) {
    return Error(absl::StatusCode::kFailedPrecondition, "BEFORE_APPOINTMENT",
                 "The day of the appointment has not come; record it on that day or later.");
  }
  Summons after = before;
  after.appearance = appearance;
  ++after.row_version;
  return after;
}

StatusOr<Referral> CompleteInAbsence(const Referral& before, const ProgrammeRules& rules,
                                     const HeldIntake& intake, const std::vector<Summons>& summonses,
                                     LegalRegime regime, absl::CivilDay today) {
  Violations violations;
  const IntakeStep* step = SummonedStep(rules, intake.step_code, violations);
  if (intake.held_date > today) {
    violations.Add("completed_date", "IN_THE_FUTURE",
                   "A completion is recorded once it is done; take today or earlier.");
  }
  const Summons* last = LastTo(summonses, intake.step_code);
  if (last != nullptr && intake.held_date < last->appointment_date) {
    violations.Add("completed_date", "BEFORE_LAST_APPOINTMENT",
                   "The last appointment was later; correct the day.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (regime != LegalRegime::kWi2021) {
    return Error(absl::StatusCode::kFailedPrecondition, "OTHER_REGIME",
                 "Only the Act of 2021 lets an intake be completed in absence; hold it with the person.");
  }
  int missed = 0;
  for (const Summons& one : summonses) {
    if (one.step_code != intake.step_code) continue;
    if (one.appearance == Appearance::kNotAppeared) ++missed;
    if (one.appearance == Appearance::kAppeared) {
      return Error(absl::StatusCode::kFailedPrecondition, "PERSON_APPEARED",
                   "The person came; record the step as held with the person.");
    }
  }
  if (missed < step->summonses_before_absence) return TooFew(step->summonses_before_absence, missed);
  HeldIntake absent = intake;
  absent.in_absence = true;
  return AddStep(before, rules, absent);
}

}  // namespace duaal::intake::domain
