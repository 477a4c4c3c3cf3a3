#ifndef INTAKE_SVC_RPC_CONVERT_PLAN_CLOCK_H_
#define INTAKE_SVC_RPC_CONVERT_PLAN_CLOCK_H_

#include "duaal/intake/v1/plan_clock_service.pb.h"
#include "intake-svc/app/record_plan_clock.h"

// Between protos and the house, for plan clocks. Requests were checked against their field rules before.
namespace duaal::intake::rpc {

[[nodiscard]] v1::PlanClock ToProto(const app::ClockOf& of, absl::CivilDay today);
[[nodiscard]] app::RecordDutyNoticeCommand ToCommand(const v1::RecordDutyNoticeRequest& request);
[[nodiscard]] app::RecordThirdPartyWaitCommand ToCommand(const v1::RecordThirdPartyWaitRequest& request);

}  // namespace duaal::intake::rpc

#endif  // INTAKE_SVC_RPC_CONVERT_PLAN_CLOCK_H_
