#ifndef INTAKE_SVC_RPC_CONVERT_INTAKE_H_
#define INTAKE_SVC_RPC_CONVERT_INTAKE_H_

#include "chassis/auth/principal.h"
#include "duaal/intake/v1/conversation_service.pb.h"
#include "duaal/intake/v1/intake_step_service.pb.h"
#include "duaal/intake/v1/participation_task_service.pb.h"
#include "duaal/intake/v1/summons_service.pb.h"
#include "intake-svc/app/close_participation_task.h"
#include "intake-svc/app/record_alone_wish.h"
#include "intake-svc/app/record_conversation.h"
#include "intake-svc/app/summon.h"

// Between protos and the house, for what surrounds the intake steps. Requests were checked against their
// field rules before.
namespace duaal::intake::rpc {

[[nodiscard]] app::RecordAloneWishCommand ToCommand(const v1::RecordAloneWishRequest& request);
[[nodiscard]] v1::AloneWish ToProto(const domain::Referral& referral, const domain::AloneWish& wish);
[[nodiscard]] v1::IntakeNotes ToProto(const Uuid& participant_id, const domain::IntakeNotes& notes);
[[nodiscard]] v1::IntakeDeadline ToProto(const storage::IntakeDeadline& deadline, absl::CivilDay today);

[[nodiscard]] app::RecordSummonsCommand ToCommand(const v1::RecordSummonsRequest& request);
[[nodiscard]] app::RecordAppearanceCommand ToCommand(const v1::RecordAppearanceRequest& request);
[[nodiscard]] v1::Summons ToProto(const domain::Summons& summons);

[[nodiscard]] app::CloseParticipationTaskCommand ToCommand(const v1::CloseParticipationTaskRequest& request);
[[nodiscard]] v1::ParticipationTask ToProto(const domain::ParticipationTask& task);

[[nodiscard]] app::RecordConversationCommand ToCommand(const v1::RecordConversationRequest& request);
// Without what was said where there is nothing of it, or where `reader` may not read conversations.
[[nodiscard]] v1::Conversation ToProto(const domain::Conversation& conversation,
                                       const auth::Principal& reader);

}  // namespace duaal::intake::rpc

#endif  // INTAKE_SVC_RPC_CONVERT_INTAKE_H_
