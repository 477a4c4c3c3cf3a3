#include "intake-svc/domain/referral.h"

#include <algorithm>

namespace duaal::intake::domain {
namespace {

// The steps before the start that are not held and stand before `step_code` (all steps for "").
std::vector<std::string> MissingBefore(const Referral& referral, const ProgrammeRules& rules,
                                       const std::string& step_code) {
  std::vector<std::string> missing;
  for (const IntakeStep& step : rules.intake_steps) {
    if (step.code == step_code) break;
    if (step.within_days_after_start == 0 && !Held(referral, step.code)) missing.push_back(step.code);
  }
  return missing;
}

Status StepsMissing(const std::string& reason, const std::vector<std::string>& missing) {
  Violations violations;
  for (const std::string& code : missing) {
    violations.Add("step_code", "STEP_MISSING", "First record the step `" + code + "`.");
  }
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               "First record the step `" + missing.front() + "`; the programme keeps this order.",
               {{"missing_step", missing.front()}}, violations.list());
}

Status CheckIntake(const Referral& before, const IntakeStep* step, const HeldIntake& intake,
                   const IntakeContext& context, const IntakeNotes& notes) {
  Violations violations;
  if (step == nullptr) {
    violations.Add("step_code", "UNKNOWN_STEP",
                   "The programme has no such intake step; read its definition.");
  } else {
    CheckHeld(*step, intake, notes, context, violations);
  }
  if (intake.held_date > context.today) {
    violations.Add("held_date", "IN_THE_FUTURE",
                   "A step is recorded once it is held; take today or earlier.");
  }
  if (!before.intakes.empty() && intake.held_date < before.intakes.back().held_date) {
    violations.Add("held_date", "INTERVAL_REVERSED",
                   "The step before it was held later; correct one of the dates.");
  }
  return violations.ToStatus();
}

Status CheckExit(const ProgrammeRules& rules, CloseReason reason, const std::string& code) {
  Violations violations;
  const auto found = rules.exit_reasons.find(code);
  const bool asked = !rules.exit_reasons.empty() && reason != CloseReason::kRefused;
  if (!asked && !code.empty()) {
    violations.Add("exit_reason_code", "NOT_ASKED",
                   "The programme names no such reasons, or the candidate declined; leave it out.");
  } else if (asked && code.empty()) {
    violations.Add("exit_reason_code", "EXIT_REASON_MISSING",
                   "The programme names the reasons why candidates leave; take one of them.");
  } else if (asked && found == rules.exit_reasons.end()) {
    violations.Add("exit_reason_code", "UNKNOWN_EXIT_REASON",
                   "The programme names no such reason; read its definition.");
  } else if (asked && found->second != reason) {
    violations.Add("reason", "EXIT_REASON_DIFFERS",
                   "The programme counts its reason as another; read its definition.");
  }
  return violations.ToStatus();
}

}  // namespace

Status Closed() {
  return Error(absl::StatusCode::kFailedPrecondition, "REFERRAL_CLOSED",
               "This referral has ended. Make a new referral to start again.");
}

Status AlreadyHeld() {
  return Error(absl::StatusCode::kAlreadyExists, "STEP_ALREADY_HELD", "This step was recorded before.");
}

bool IsOpen(const Referral& referral) {
  return referral.state != ReferralState::kRefused && referral.state != ReferralState::kExcluded;
}

bool Held(const Referral& referral, const std::string& step_code) {
  return std::any_of(referral.intakes.begin(), referral.intakes.end(),
                     [&](const HeldIntake& held) { return held.step_code == step_code; });
}

FieldViolation AlreadyReferred() {
  return {"referral.participant_id", "ALREADY_REFERRED",
          "The person has an open referral to this programme; go on with that one."};
}

StatusOr<Referral> RecordIntake(const Referral& before, const ProgrammeRules& rules, const HeldIntake& intake,
                                const IntakeContext& context, const IntakeNotes& notes) {
  const IntakeStep* step = rules.FindStep(intake.step_code);
  RETURN_IF_ERROR(CheckIntake(before, step, intake, context, notes));
  ASSIGN_OR_RETURN(Referral after, AddStep(before, rules, intake));
  RETURN_IF_ERROR(CheckReady(*step, context));
  return after;
}

StatusOr<Referral> AddStep(const Referral& before, const ProgrammeRules& rules, const HeldIntake& intake) {
  if (!IsOpen(before)) return Closed();
  if (Held(before, intake.step_code)) return AlreadyHeld();
  const std::vector<std::string> missing = MissingBefore(before, rules, intake.step_code);
  if (!missing.empty()) return StepsMissing("STEP_OUT_OF_ORDER", missing);
  Referral after = before;
  after.intakes.push_back(intake);
  if (before.state != ReferralState::kDeclared) {
    after.state =
        MissingBefore(after, rules, "").empty() ? ReferralState::kIntakeComplete : ReferralState::kInIntake;
  }
  ++after.row_version;
  return after;
}

Status CheckWish(const Referral& referral, const ProgrammeRules& rules, const AloneWish& wish,
                 absl::CivilDay today) {
  Violations violations;
  const IntakeStep* step = rules.FindStep(wish.step_code);
  if (step == nullptr) {
    violations.Add("step_code", "UNKNOWN_STEP",
                   "The programme has no such intake step; read its definition.");
  } else if (step->group) {
    violations.Add("step_code", "GROUP_STEP", "This step is held with a group; take a talk.");
  }
  if (wish.asked_date > today) {
    violations.Add("asked_date", "IN_THE_FUTURE",
                   "A wish is recorded once it is told; take today or earlier.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (!IsOpen(referral)) return Closed();
  return Held(referral, wish.step_code) ? AlreadyHeld() : absl::OkStatus();
}

StatusOr<Referral> SignDeclaration(const Referral& before, const ProgrammeRules& rules,
                                   absl::CivilDay signed_date, absl::CivilDay today) {
  Violations violations;
  if (signed_date > today) {
    violations.Add("signed_date", "IN_THE_FUTURE",
                   "A signature is recorded once it is given; take today or earlier.");
  }
  if (!before.intakes.empty() && signed_date < before.intakes.back().held_date) {
    violations.Add("signed_date", "INTERVAL_REVERSED",
                   "The last intake step was held later; correct one of the dates.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (!IsOpen(before)) return Closed();
  if (before.state == ReferralState::kDeclared) {
    return Error(absl::StatusCode::kAlreadyExists, "ALREADY_DECLARED", "The declaration was signed before.");
  }
  const std::vector<std::string> missing = MissingBefore(before, rules, "");
  if (!missing.empty()) return StepsMissing("STEPS_MISSING", missing);
  Referral after = before;
  after.state = ReferralState::kDeclared;
  after.signed_date = signed_date;
  after.voluntary = rules.voluntary;
  after.free_of_charge = rules.free_of_charge;
  ++after.row_version;
  return after;
}

StatusOr<Referral> Close(const Referral& before, const ProgrammeRules& rules, CloseReason reason,
                         const std::string& exit_reason_code) {
  RETURN_IF_ERROR(CheckExit(rules, reason, exit_reason_code));
  if (!IsOpen(before)) return Closed();
  Referral after = before;
  after.state = reason == CloseReason::kRefused ? ReferralState::kRefused : ReferralState::kExcluded;
  after.close_reason = reason;
  after.exit_reason_code = exit_reason_code;
  ++after.row_version;
  return after;
}

}  // namespace duaal::intake::domain
