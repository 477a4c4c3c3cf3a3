#ifndef INTAKE_SVC_STORAGE_PLAN_CODEC_H_
#define INTAKE_SVC_STORAGE_PLAN_CODEC_H_

#include "duaal/intake/v1/plan.pb.h"
#include "duaal/programme/v1/programme.pb.h"
#include "intake-svc/domain/plan.h"

// What a plan says, as a message: for the answer, and for what is sealed.
namespace duaal::intake::storage {

[[nodiscard]] v1::PlanGoal ToProto(const domain::PlanGoal& goal);
[[nodiscard]] v1::RouteDecision ToProto(const domain::RouteDecision& route);
// Without special inputs.
[[nodiscard]] v1::PlanContent ToProto(const domain::PlanContent& content);
[[nodiscard]] v1::SpecialInput ToSpecialInput(const domain::PlanInput& input);

[[nodiscard]] domain::PlanGoal FromProto(const v1::PlanGoal& goal);
[[nodiscard]] domain::PlanInput FromProto(const v1::SpecialInput& input);
// With special inputs, where it holds them.
[[nodiscard]] domain::PlanContent FromProto(const v1::PlanContent& content);

// What a programme's definition says of its plans.
[[nodiscard]] domain::PlanForm ToPlanForm(const programme::v1::ProgrammeDefinition& definition);

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_PLAN_CODEC_H_
