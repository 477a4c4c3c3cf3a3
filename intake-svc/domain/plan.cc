#include "intake-svc/domain/plan.h"

#include <algorithm>

namespace duaal::intake::domain {
namespace {

constexpr char kNameTheField[] = "The programme's catalogue has no such field; read its plan form.";

bool Holds(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

std::string At(const std::string& path, const char* list, std::size_t index) {
  return path + list + "[" + std::to_string(index) + "]";
}

void CheckGoal(const PlanGoal& goal, const PlanForm& form, const std::string& at, Violations& violations) {
  if (!Holds(form.fields, goal.field_code) && !(form.fields.empty() && goal.field_code.empty())) {
    violations.Add(at + ".field_code", "UNKNOWN_FIELD", kNameTheField);
  }
  if (!Holds(form.horizons, goal.horizon) && !(form.horizons.empty() && goal.horizon.empty())) {
    violations.Add(
        at + ".horizon", "UNKNOWN_HORIZON",
        "The programme's plan form has no such term; read it, or leave the term out where it has none.");
  }
}

// A goal without a term needs a day of its own (N09).
void CheckTimePlan(const PlanGoal& goal, const PlanForm& form, const std::string& at,
                   Violations& violations) {
  if (!form.horizons.empty() || goal.target_date || goal.status != GoalStatus::kSet) return;
  violations.Add(
      at + ".target_date", "TIME_PLAN_MISSING",
      "The form has no terms, so each goal has its own: name the day by which it is to be reached.");
}

void CheckGoals(const PlanContent& content, const PlanForm& form, const Plan* before, const std::string& path,
                Violations& violations) {
  std::set<Uuid> seen;
  for (std::size_t i = 0; i < content.goals.size(); ++i) {
    const PlanGoal& goal = content.goals[i];
    const std::string at = At(path, "goals", i);
    CheckGoal(goal, form, at, violations);
    if (goal.id.IsNil()) continue;
    const PlanGoal* known = before == nullptr ? nullptr : before->FindGoal(goal.id);
    if (known == nullptr || known->status != GoalStatus::kSet) {
      violations.Add(
          at + ".goal_id", "UNKNOWN_GOAL",
          "The plan has no such goal, or it is reached or dropped; leave the id out for a new one.");
    } else if (!seen.insert(goal.id).second) {
      violations.Add(at + ".goal_id", "DUPLICATE_GOAL", "This goal stands in the plan twice; keep one.");
    }
  }
}

// `special` tells which of the two lists it is.
void CheckInputs(const std::vector<PlanInput>& inputs, bool special, const PlanForm& form,
                 const std::string& path, Violations& violations) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const PlanInput& input = inputs[i];
    const std::string at = At(path, special ? "special_inputs" : "inputs", i);
    if (!Holds(form.inputs, input.code)) {
      violations.Add(at + ".input_code", "UNKNOWN_INPUT",
                     "The programme's plan form asks for no such input; read it.");
    } else if (form.special_inputs.contains(input.code) != special) {
      violations.Add(at + ".input_code", special ? "NOT_SPECIAL" : "SPECIAL_INPUT",
                     special ? "This input is of no special category; send it among the inputs."
                             : "This input is of a special category; send it among the special inputs.");
    } else if (!seen.insert(input.code).second) {
      violations.Add(at + ".input_code", "DUPLICATE_INPUT", "This input is sent twice; keep one.");
    }
    if (input.text.empty() == input.not_relevant_reason.empty()) {
      violations.Add(at + ".text", "TEXT_OR_REASON",
                     "Say what was found, or why it does not matter for this person; one of the two.");
    }
  }
}

bool HasGoal(const PlanContent& content, const std::string& horizon, const std::string& field) {
  return std::any_of(content.goals.begin(), content.goals.end(), [&](const PlanGoal& goal) {
    return goal.status != GoalStatus::kDropped && goal.horizon == horizon && goal.field_code == field;
  });
}

bool HasInput(const PlanContent& content, const std::string& code) {
  const auto is = [&](const PlanInput& input) { return input.code == code; };
  return std::any_of(content.inputs.begin(), content.inputs.end(), is) ||
         std::any_of(content.special_inputs.begin(), content.special_inputs.end(), is);
}

// What a new version starts with: goals that were reached or dropped stay behind.
PlanContent OpenContent(const Plan& before) {
  PlanContent content = before.content;
  std::erase_if(content.goals, [](const PlanGoal& goal) { return goal.status != GoalStatus::kSet; });
  return content;
}

Status NotADraft() {
  return Error(absl::StatusCode::kFailedPrecondition, "NOT_A_DRAFT",
               "This version is established and stays as it is; draft a new one.");
}

void CheckClosing(const Plan& before, const PlanForm& form, const GoalClosing& closing, absl::CivilDay today,
                  Violations& violations) {
  const bool reached = closing.status == GoalStatus::kReached;
  if (!reached && closing.status != GoalStatus::kDropped) {
    violations.Add("status", "NOT_A_CLOSING", "A goal is closed as reached or as dropped.");
  }
  if (before.FindGoal(closing.goal_id) == nullptr) {
    violations.Add("goal_id", "UNKNOWN_GOAL", "The plan has no such goal; read it again.");
  }
  if (closing.closed_date > today) {
    violations.Add("closed_date", "IN_THE_FUTURE", "A goal is closed once it is; take today or earlier.");
  }
  if (before.plan_date && closing.closed_date < *before.plan_date) {
    violations.Add("closed_date", "BEFORE_PLAN", "The plan bears a later date; correct the day.");
  }
  if (closing.status == GoalStatus::kDropped && closing.note.empty()) {
    violations.Add("note", "NOTE_REQUIRED", "Say why the goal was dropped.");
  }
  if (reached && form.next_goal_when_reached && !closing.next_goal && closing.note.empty()) {
    violations.Add(
        "next_goal", "NEXT_GOAL_REQUIRED",
        "The programme sets the next goal when one is reached; name it, or say in the note why none comes.");
  }
  if (closing.next_goal) {
    CheckGoal(*closing.next_goal, form, "next_goal", violations);
    CheckTimePlan(*closing.next_goal, form, "next_goal", violations);
  }
}

}  // namespace

const PlanGoal* Plan::FindGoal(const Uuid& goal_id) const {
  for (const PlanGoal& goal : content.goals) {
    if (goal.id == goal_id) return &goal;
  }
  return nullptr;
}

Status CheckDraft(const PlanContent& content, const PlanForm& form, const Plan* before,
                  const std::string& path) {
  Violations violations;
  CheckGoals(content, form, before, path, violations);
  CheckInputs(content.inputs, false, form, path, violations);
  CheckInputs(content.special_inputs, true, form, path, violations);
  return violations.ToStatus();
}

std::vector<PlanInput> MergeInputs(const std::vector<PlanInput>& before,
                                   const std::vector<PlanInput>& written) {
  std::vector<PlanInput> merged = written;
  for (const PlanInput& old : before) {
    const bool again = std::any_of(written.begin(), written.end(),
                                   [&](const PlanInput& input) { return input.code == old.code; });
    if (!again) merged.push_back(old);
  }
  return merged;
}

StatusOr<Plan> Draft(const Plan* before, std::optional<PlanContent> content, PlanChangeReason reason,
                     const std::string& explanation) {
  Violations violations;
  if (before == nullptr && !content) {
    violations.Add("plan.content", "REQUIRED",
                   "A first plan has content; an empty draft may be revised later.");
  }
  if (before == nullptr && reason != PlanChangeReason::kNone) {
    violations.Add("plan.change_reason", "NO_VERSION_BEFORE",
                   "No version is established yet, so nothing changes; leave the reason out.");
  }
  if (before != nullptr && reason == PlanChangeReason::kNone) {
    violations.Add("plan.change_reason", "REQUIRED", "Say why a new version is made.");
  }
  if (reason == PlanChangeReason::kOther && explanation.empty()) {
    violations.Add("plan.explanation", "REQUIRED", "Say in words what the other reason is.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  Plan plan;
  plan.content = content ? *std::move(content) : OpenContent(*before);
  plan.change_reason = reason;
  plan.explanation = explanation;
  if (before != nullptr) {
    plan.version = before->version + 1;
    plan.supersedes_id = before->id;
  }
  return plan;
}

Status CheckIsDraft(const Plan& plan) {
  return plan.state == PlanState::kDraft ? absl::OkStatus() : NotADraft();
}

StatusOr<Plan> Revise(const Plan& before, const PlanContent& content) {
  RETURN_IF_ERROR(CheckIsDraft(before));
  Plan after = before;
  after.content = content;
  ++after.row_version;
  return after;
}

void CheckComplete(const PlanContent& content, const PlanForm& form, Violations& violations) {
  const std::vector<std::string> horizons =
      form.horizons.empty() ? std::vector<std::string>{""} : form.horizons;
  if (content.goals.empty() && !form.goal_in_every_field) {
    violations.Add("content.goals", "GOAL_MISSING", "A plan has at least one goal.");
  }
  if (form.goal_in_every_field) {
    for (const std::string& horizon : horizons) {
      for (const std::string& field : form.fields) {
        if (HasGoal(content, horizon, field)) continue;
        violations.Add("content.goals", "GOAL_MISSING",
                       "The form asks for a goal on " + field +
                           (horizon.empty() ? "" : " in the term " + horizon) + "; set one.");
      }
    }
  }
  for (std::size_t i = 0; i < content.goals.size() && !form.code.empty(); ++i) {
    CheckTimePlan(content.goals[i], form, At("content.", "goals", i), violations);
  }
  for (const std::string& code : form.inputs) {
    if (HasInput(content, code)) continue;
    const bool special = form.special_inputs.contains(code);
    violations.Add(special ? "content.special_inputs" : "content.inputs", "INPUT_MISSING",
                   "The form asks for " + code + "; say what was found, or why it does not matter.");
  }
}

StatusOr<Plan> Establish(const Plan& draft, const PlanForm& form, absl::CivilDay plan_date,
                         const PlanCircumstances& circumstances, absl::CivilDay today) {
  if (draft.state != PlanState::kDraft) return NotADraft();
  Violations violations;
  CheckComplete(draft.content, form, violations);
  CheckPlanDate(plan_date, circumstances, today, violations);
  CheckRoute(draft.content.route, draft.change_reason, plan_date, circumstances, violations);
  if (!violations.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "PLAN_NOT_READY",
                 "This draft cannot be established yet; what is missing or wrong is named.", {},
                 violations.list());
  }
  Plan after = draft;
  after.state = PlanState::kEstablished;
  after.plan_date = plan_date;
  ++after.row_version;
  return after;
}

StatusOr<Plan> CloseGoal(const Plan& before, const PlanForm& form, const GoalClosing& closing,
                         absl::CivilDay today) {
  if (before.state != PlanState::kEstablished) {
    return Error(absl::StatusCode::kFailedPrecondition, "PLAN_NOT_IN_FORCE",
                 "Goals are closed in the version that holds; a draft is revised instead.");
  }
  Violations violations;
  CheckClosing(before, form, closing, today, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  Plan after = before;
  const auto goal = std::find_if(after.content.goals.begin(), after.content.goals.end(),
                                 [&](const PlanGoal& one) { return one.id == closing.goal_id; });
  if (goal->status != GoalStatus::kSet) {
    return Error(absl::StatusCode::kFailedPrecondition, "GOAL_CLOSED",
                 "This goal was reached or dropped before; set a new one in its place.");
  }
  goal->status = closing.status;
  goal->closed_date = closing.closed_date;
  goal->closing_note = closing.note;
  if (closing.next_goal) {
    after.content.goals.push_back(*closing.next_goal);
    after.content.goals.back().follows_id = closing.goal_id;
  }
  ++after.row_version;
  return after;
}

}  // namespace duaal::intake::domain
