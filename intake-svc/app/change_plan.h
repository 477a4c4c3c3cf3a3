#ifndef INTAKE_SVC_APP_CHANGE_PLAN_H_
#define INTAKE_SVC_APP_CHANGE_PLAN_H_

#include <cstdint>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/plan.h"

// The changes of a plan. The way through the house is the same and stands once, in change_plan.cc.
namespace duaal::intake::app {

// What a draft says from now on.
struct RevisePlanCommand {
  Uuid plan_id;
  std::int64_t expected_version = 0;
  domain::PlanContent content;
};

// A draft that goes.
struct DiscardPlanCommand {
  Uuid plan_id;
  std::int64_t expected_version = 0;
};

// Which draft is gone, and whose it was.
struct DiscardedPlan {
  Uuid id;
  Uuid participant_id;
};

// A draft that holds from now on.
struct EstablishPlanCommand {
  Uuid plan_id;
  std::int64_t expected_version = 0;
  absl::CivilDay plan_date;
};

// A goal that was reached or dropped.
struct CloseGoalCommand {
  Uuid plan_id;
  std::int64_t expected_version = 0;
  domain::GoalClosing closing;
};

// Status codes: those of the RPC of the same name in PlanService.
[[nodiscard]] StatusOr<domain::Plan> RevisePlan(const Deps& deps, const Caller& caller,
                                                const RevisePlanCommand& command);
[[nodiscard]] StatusOr<DiscardedPlan> DiscardPlan(const Deps& deps, const Caller& caller,
                                                  const DiscardPlanCommand& command);
[[nodiscard]] StatusOr<domain::Plan> EstablishPlan(const Deps& deps, const Caller& caller,
                                                   const EstablishPlanCommand& command);
[[nodiscard]] StatusOr<domain::Plan> CloseGoal(const Deps& deps, const Caller& caller,
                                               const CloseGoalCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_CHANGE_PLAN_H_
