#ifndef INTAKE_SVC_DOMAIN_PLAN_COMPARISON_H_
#define INTAKE_SVC_DOMAIN_PLAN_COMPARISON_H_

#include <optional>
#include <string>
#include <vector>

#include "intake-svc/domain/plan.h"

namespace duaal::intake::domain {

// A goal that came (no `before`), went (no `after`) or changed.
struct GoalChange {
  std::optional<PlanGoal> before;
  std::optional<PlanGoal> after;
};

// How a later version differs from a base. Special inputs are not compared.
struct PlanComparison {
  std::vector<GoalChange> goals;            // in the order of the base, then of the later one
  std::vector<std::string> changed_inputs;  // by code, likewise
  bool route_changed = false;
};

// INVALID_ARGUMENT (OTHER_PERSON): they are plans of two people.
[[nodiscard]] StatusOr<PlanComparison> Compare(const Plan& base, const Plan& later);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_PLAN_COMPARISON_H_
