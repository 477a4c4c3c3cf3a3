#ifndef INTAKE_SVC_RPC_CONVERT_RETENTION_H_
#define INTAKE_SVC_RPC_CONVERT_RETENTION_H_

#include "duaal/intake/v1/destruction_service.pb.h"
#include "duaal/intake/v1/retention_service.pb.h"
#include "intake-svc/app/create_destruction.h"
#include "intake-svc/app/decide_destruction.h"
#include "intake-svc/app/record_retention_event.h"

// Between protos and the house, for retention. Requests were checked against their field rules before.
namespace duaal::intake::rpc {

[[nodiscard]] v1::RetentionClass ToProto(const domain::RetentionClass& retention_class);
[[nodiscard]] v1::RetentionEvent ToProto(const domain::RetentionEvent& event);
// `years` is the term of the class for the person's event.
[[nodiscard]] v1::DuePerson ToProto(const storage::DuePerson& person, int years);
[[nodiscard]] v1::Destruction ToProto(const domain::Destruction& destruction);

[[nodiscard]] app::RecordRetentionEventCommand ToCommand(const v1::RecordRetentionEventRequest& request);
[[nodiscard]] app::CreateDestructionCommand ToCommand(const v1::CreateDestructionRequest& request);
[[nodiscard]] app::DecideDestructionCommand ToCommand(const v1::ApproveDestructionRequest& request);
[[nodiscard]] app::DecideDestructionCommand ToCommand(const v1::RejectDestructionRequest& request);

}  // namespace duaal::intake::rpc

#endif  // INTAKE_SVC_RPC_CONVERT_RETENTION_H_
