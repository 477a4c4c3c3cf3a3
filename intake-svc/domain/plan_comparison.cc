#include "intake-svc/domain/plan_comparison.h"

#include <algorithm>

namespace duaal::intake::domain {
namespace {

const PlanInput* FindInput(const Plan& plan, const std::string& code) {
  const auto& inputs = plan.content.inputs;
  const auto found =
      std::find_if(inputs.begin(), inputs.end(), [&](const auto& one) { return one.code == code; });
  return found == inputs.end() ? nullptr : &*found;
}

}  // namespace

StatusOr<PlanComparison> Compare(const Plan& base, const Plan& later) {
  if (base.participant_id != later.participant_id) {
    Violations violations;
    violations.Add("base_plan_id", "OTHER_PERSON", "The two plans are of two people; name versions of one.");
    return violations.ToStatus();
  }
  PlanComparison comparison;
  for (const PlanGoal& before : base.content.goals) {
    const PlanGoal* after = later.FindGoal(before.id);
    if (after == nullptr) {
      comparison.goals.push_back({before, std::nullopt});
    } else if (*after != before) {
      comparison.goals.push_back({before, *after});
    }
  }
  for (const PlanGoal& after : later.content.goals) {
    if (base.FindGoal(after.id) == nullptr) comparison.goals.push_back({std::nullopt, after});
  }
  for (const PlanInput& before : base.content.inputs) {
    const PlanInput* after = FindInput(later, before.code);
    if (after == nullptr || *after != before) comparison.changed_inputs.push_back(before.code);
  }
  for (const PlanInput& after : later.content.inputs) {
    if (FindInput(base, after.code) == nullptr) comparison.changed_inputs.push_back(after.code);
  }
  comparison.route_changed = base.content.route != later.content.route;
  return comparison;
}

}  // namespace duaal::intake::domain
