#ifndef INTAKE_SVC_RPC_CONVERT_PLAN_H_
#define INTAKE_SVC_RPC_CONVERT_PLAN_H_

#include <vector>

#include "duaal/intake/v1/plan_service.pb.h"
#include "intake-svc/app/change_plan.h"
#include "intake-svc/app/create_plan.h"
#include "intake-svc/domain/plan_comparison.h"

// Between protos and the house, for plans. Requests were checked against their field rules before.
namespace duaal::intake::rpc {

// Without special inputs: those leave through `ToSpecialInputs` only. A reader who may write but not read
// plans gets no content and no explanation.
[[nodiscard]] v1::Plan ToProto(const domain::Plan& plan, const auth::Principal& reader);
[[nodiscard]] v1::SpecialInputs ToSpecialInputs(const domain::Plan& plan,
                                                const std::vector<domain::PlanInput>& inputs);
[[nodiscard]] v1::PlanComparison ToProto(const domain::Plan& base, const domain::Plan& later,
                                         const domain::PlanComparison& comparison);
[[nodiscard]] app::CreatePlanCommand ToCommand(const v1::CreatePlanRequest& request);
[[nodiscard]] app::DiscardPlanCommand ToCommand(const v1::DiscardPlanRequest& request);
[[nodiscard]] app::RevisePlanCommand ToCommand(const v1::RevisePlanRequest& request);
[[nodiscard]] app::EstablishPlanCommand ToCommand(const v1::EstablishPlanRequest& request);
[[nodiscard]] app::CloseGoalCommand ToCommand(const v1::CloseGoalRequest& request);

}  // namespace duaal::intake::rpc

#endif  // INTAKE_SVC_RPC_CONVERT_PLAN_H_
