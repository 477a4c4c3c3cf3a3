#include "intake-svc/domain/intake_step.h"

#include <algorithm>
#include <cstddef>

namespace duaal::intake::domain {
namespace {

bool Named(const IntakeStep& step) { return step.named_professionals || step.different_organisations; }

bool MayHold(const IntakeStep& step, const std::string& role) {
  return step.held_by.empty() ||
         std::find(step.held_by.begin(), step.held_by.end(), role) != step.held_by.end();
}

// The number of people, which is told at the field in which the programme wants them.
void CheckNumber(const IntakeStep& step, const HeldIntake& intake, Violations& violations) {
  const std::size_t present = Named(step) ? intake.professionals.size() : intake.staff_ids.size();
  if (static_cast<int>(present) >= step.professionals) return;
  violations.Add(Named(step) ? "professionals" : "staff_ids", "TOO_FEW_PROFESSIONALS",
                 "This step is held by " + std::to_string(step.professionals) +
                     " professionals together; name them" +
                     (Named(step) ? " with role and organisation." : "."));
}

void CheckProfessionals(const IntakeStep& step, const HeldIntake& intake, Violations& violations) {
  std::set<std::string> staff;
  std::set<std::string> roles;
  std::set<std::optional<Uuid>> organisations;
  for (std::size_t i = 0; i < intake.professionals.size(); ++i) {
    const Professional& one = intake.professionals[i];
    const std::string at = "professionals[" + std::to_string(i) + "]";
    if (!staff.insert(one.staff_id).second) {
      violations.Add(at + ".staff_id", "SAME_PROFESSIONAL", "One person holds a step once; name the other.");
    }
    if (!MayHold(step, one.role_code)) {
      violations.Add(at + ".role_code", "ROLE_MAY_NOT_HOLD",
                     "The programme lets other roles hold this step; read its definition.");
    }
    if (!organisations.insert(one.organisation_id).second && step.different_organisations) {
      violations.Add(at + ".organisation_id", "SAME_ORGANISATION",
                     "Those who hold this step come from different organisations.");
    }
    roles.insert(one.role_code);
  }
  if (!Named(step) || intake.professionals.empty()) return;
  // Where there is a seat for each of the roles, each of them takes part.
  if (static_cast<int>(step.held_by.size()) > step.professionals) return;
  for (const std::string& role : step.held_by) {
    if (roles.contains(role)) continue;
    violations.Add("professionals", "ROLE_MISSING", "The role `" + role + "` takes part in this step.");
  }
}

void CheckCircumstances(const IntakeStep& step, const HeldIntake& intake, const IntakeContext& context,
                        Violations& violations) {
  if (step.setting != AssessmentSetting::kUnknown && intake.setting != step.setting) {
    violations.Add("setting", "HELD_ELSEWHERE",
                   "The programme says where this step is held; hold it there and record the place.");
  }
  if (context.alone_asked && intake.company != IntakeCompany::kAlone) {
    violations.Add("company", "ALONE_ASKED",
                   "The person asked to be spoken with alone in this step; hold it so.");
  }
  if (context.start_date && intake.held_date < *context.start_date) {
    violations.Add("held_date", "BEFORE_START", "This step is held after the start; correct the day.");
  }
}

// A step records what the programme asks in it, and no more.
void CheckResult(bool asked, bool given, const std::string& field, const std::string& missing_reason,
                 Violations& violations) {
  if (asked && !given) {
    violations.Add(field, missing_reason, "The programme asks for it in this step.");
  } else if (!asked && given) {
    violations.Add(field, "NOT_ASKED", "The programme does not ask for it in this step; leave it out.");
  }
}

}  // namespace

std::set<std::string> MissingInstruments(const IntakeStep& step, const InstrumentSet& set,
                                         TargetGroup target_group, const std::set<std::string>& taken) {
  std::set<std::string> missing;
  if (!step.needs_instruments) return missing;
  for (const std::string& code : step.instruments) {
    const Instrument* instrument = set.FindAny(code);
    if (instrument == nullptr || instrument->when_relevant || taken.contains(code)) continue;
    const std::set<TargetGroup> groups = set.TakenFrom(code);
    if (groups.empty() || groups.contains(target_group)) missing.insert(code);
  }
  return missing;
}

void CheckHeld(const IntakeStep& step, const HeldIntake& intake, const IntakeNotes& notes,
               const IntakeContext& context, Violations& violations) {
  CheckNumber(step, intake, violations);
  CheckProfessionals(step, intake, violations);
  CheckCircumstances(step, intake, context, violations);
  CheckResult(step.client_view, !notes.client_view.empty(), "client_view", "CLIENT_VIEW_MISSING", violations);
  CheckResult(step.decides_tasks, !notes.tasks.empty(), "tasks", "TASKS_MISSING", violations);
  CheckResult(!step.workplaces.empty(), !intake.workplace_code.empty(), "workplace_code", "WORKPLACE_MISSING",
              violations);
  if (!intake.workplace_code.empty() && !step.workplaces.empty() &&
      !step.workplaces.contains(intake.workplace_code)) {
    violations.Add("workplace_code", "UNKNOWN_WORKPLACE",
                   "The programme's catalogue has no such workplace; read its definition.");
  }
}

Status CheckReady(const IntakeStep& step, const IntakeContext& context) {
  if (step.within_days_after_start > 0 && !context.start_date) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_STARTED",
                 "This step is held after the start, and no trajectory has started; start it first.");
  }
  Violations violations;
  for (const std::string& code : context.missing_instruments) {
    violations.Add("step_code", "INSTRUMENT_NOT_TAKEN", "First take the instrument `" + code + "`.");
  }
  if (violations.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "ASSESSMENT_MISSING",
               "This step rests on an assessment that was not taken yet; each instrument is named.", {},
               violations.list());
}

}  // namespace duaal::intake::domain
