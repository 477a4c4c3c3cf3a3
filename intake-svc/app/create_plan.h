#ifndef INTAKE_SVC_APP_CREATE_PLAN_H_
#define INTAKE_SVC_APP_CREATE_PLAN_H_

#include <optional>
#include <string>
#include <vector>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/plan.h"

namespace duaal::intake::app {

// A draft to make. Without content it starts with what the established version says.
struct CreatePlanCommand {
  Uuid participant_id;
  std::string programme_code;
  std::optional<domain::PlanContent> content{};
  domain::PlanChangeReason reason = domain::PlanChangeReason::kNone;
  std::string explanation{};
};

// Status codes: those of PlanService.CreatePlan.
[[nodiscard]] StatusOr<domain::Plan> CreatePlan(const Deps& deps, const Caller& caller,
                                                const CreatePlanCommand& command);

// PERMISSION_DENIED (PERMISSION_MISSING): there are special inputs, and the caller may write none.
[[nodiscard]] Status CheckMayWriteSpecialInputs(const Caller& caller, const domain::PlanContent& content);

// Holds what a draft says against the form, and the assessments that it names against the person. `known` is
// the plan that knows the goals, or nullptr.
//
// INVALID_ARGUMENT, every fault: those of domain::CheckDraft, and UNKNOWN_ASSESSMENT.
[[nodiscard]] Status CheckContent(const Deps& deps, sql::Session& session, const Uuid& participant_id,
                                  const domain::PlanContent& content, const domain::PlanForm& form,
                                  const domain::Plan* known, const std::string& path);

// Gives the new goals an id, and those that stay what `known` says of them.
void NameGoals(domain::PlanContent& content, const domain::Plan* known);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_CREATE_PLAN_H_
