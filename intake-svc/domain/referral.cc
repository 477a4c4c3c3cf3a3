#include "intake-svc/domain/referral.h"

#include <algorithm>

namespace duaal::intake::domain {
namespace {

Status Closed() {
  return Error(absl::StatusCode::kFailedPrecondition, "REFERRAL_CLOSED",
               "This referral has ended. Make a new referral to start again.");
}

bool Held(const Referral& referral, const std::string& step_code) {
  return std::any_of(referral.intakes.begin(), referral.intakes.end(),
                     [&](const HeldIntake& held) { return held.step_code == step_code; });
}

// The first step before the start that is not held and stands before `step_code` (all steps for "").
const IntakeStep* FirstMissing(const Referral& referral, const ProgrammeRules& rules,
                               const std::string& step_code) {
  for (const IntakeStep& step : rules.intake_steps) {
    if (step.code == step_code) return nullptr;
    if (!step.after_start && !Held(referral, step.code)) return &step;
  }
  return nullptr;
}

Status CheckIntake(const Referral& before, const ProgrammeRules& rules, const HeldIntake& intake,
                   absl::CivilDay today) {
  Violations violations;
  const auto step =
      std::find_if(rules.intake_steps.begin(), rules.intake_steps.end(),
                   [&](const IntakeStep& candidate) { return candidate.code == intake.step_code; });
  if (step == rules.intake_steps.end()) {
    violations.Add("step_code", "UNKNOWN_STEP",
                   "The programme has no such intake step; read its definition.");
  } else if (static_cast<int>(intake.staff_ids.size()) < step->professionals) {
    violations.Add("staff_ids", "TOO_FEW_PROFESSIONALS",
                   "This step is held by " + std::to_string(step->professionals) +
                       " professionals together; name them.");
  }
  if (intake.held_date > today) {
    violations.Add("held_date", "IN_THE_FUTURE",
                   "A step is recorded once it is held; take today or earlier.");
  }
  if (!before.intakes.empty() && intake.held_date < before.intakes.back().held_date) {
    violations.Add("held_date", "INTERVAL_REVERSED",
                   "The step before it was held later; correct one of the dates.");
  }
  return violations.ToStatus();
}

}  // namespace

bool IsOpen(const Referral& referral) {
  return referral.state != ReferralState::kRefused && referral.state != ReferralState::kExcluded;
}

FieldViolation AlreadyReferred() {
  return {"referral.participant_id", "ALREADY_REFERRED",
          "The person has an open referral to this programme; go on with that one."};
}

StatusOr<Referral> RecordIntake(const Referral& before, const ProgrammeRules& rules, const HeldIntake& intake,
                                absl::CivilDay today) {
  RETURN_IF_ERROR(CheckIntake(before, rules, intake, today));
  if (!IsOpen(before)) return Closed();
  if (Held(before, intake.step_code)) {
    return Error(absl::StatusCode::kAlreadyExists, "STEP_ALREADY_HELD", "This step was recorded before.");
  }
  if (const IntakeStep* missing = FirstMissing(before, rules, intake.step_code)) {
    return Error(absl::StatusCode::kFailedPrecondition, "STEP_OUT_OF_ORDER",
                 "First record the step `" + missing->code + "`; the programme keeps this order.",
                 {{"missing_step", missing->code}});
  }
  Referral after = before;
  after.intakes.push_back(intake);
  if (before.state != ReferralState::kDeclared) {
    after.state =
        FirstMissing(after, rules, "") == nullptr ? ReferralState::kIntakeComplete : ReferralState::kInIntake;
  }
  ++after.row_version;
  return after;
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
  if (const IntakeStep* missing = FirstMissing(before, rules, "")) {
    return Error(absl::StatusCode::kFailedPrecondition, "STEPS_MISSING",
                 "First record the step `" + missing->code + "`.", {{"missing_step", missing->code}});
  }
  Referral after = before;
  after.state = ReferralState::kDeclared;
  after.signed_date = signed_date;
  after.voluntary = rules.voluntary;
  after.free_of_charge = rules.free_of_charge;
  ++after.row_version;
  return after;
}

StatusOr<Referral> Close(const Referral& before, CloseReason reason) {
  if (!IsOpen(before)) return Closed();
  Referral after = before;
  after.state = reason == CloseReason::kRefused ? ReferralState::kRefused : ReferralState::kExcluded;
  after.close_reason = reason;
  ++after.row_version;
  return after;
}

}  // namespace duaal::intake::domain
