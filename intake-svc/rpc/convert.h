#ifndef INTAKE_SVC_RPC_CONVERT_H_
#define INTAKE_SVC_RPC_CONVERT_H_

#include "chassis/core/status.h"
#include "duaal/intake/v1/duty_service.pb.h"
#include "duaal/intake/v1/municipality_service.pb.h"
#include "duaal/intake/v1/participant_service.pb.h"
#include "duaal/intake/v1/referral_service.pb.h"
#include "intake-svc/app/change_referral.h"
#include "intake-svc/app/create_participant.h"
#include "intake-svc/app/create_referral.h"
#include "intake-svc/app/import_municipalities.h"
#include "intake-svc/app/import_participants.h"
#include "intake-svc/app/move_participant.h"
#include "intake-svc/app/record_duty.h"
#include "intake-svc/app/update_participant.h"

// Between protos and the house. Requests were checked against their field rules before they come here, so
// ids, dates and codes parse.
namespace duaal::intake::rpc {

[[nodiscard]] domain::Participant FromProto(const v1::Participant& proto);
[[nodiscard]] v1::Participant ToProto(const domain::Participant& participant,
                                      storage::Detail detail = storage::Detail::kFull);
[[nodiscard]] v1::ListResidencesResponse ToProto(const Uuid& participant_id,
                                                 const domain::Residences& residences);
[[nodiscard]] v1::Duty ToProto(const domain::Duty& duty);
[[nodiscard]] v1::Referral ToProto(const domain::Referral& referral);
[[nodiscard]] v1::Municipality ToProto(const storage::Municipality& municipality);
[[nodiscard]] v1::ImportParticipantsResponse ToProto(const app::ImportOutcome& outcome);

// INVALID_ARGUMENT: each path of the mask that is not a field one may change; `*` included.
[[nodiscard]] StatusOr<app::UpdateParticipantCommand> ToCommand(const v1::UpdateParticipantRequest& request);
[[nodiscard]] app::MoveParticipantCommand ToCommand(const v1::MoveParticipantRequest& request);
[[nodiscard]] app::WithdrawMoveCommand ToCommand(const v1::WithdrawMoveRequest& request);
[[nodiscard]] app::RecordPlanDateCommand ToCommand(const v1::RecordPlanDateRequest& request);
[[nodiscard]] app::RecordExtensionCommand ToCommand(const v1::RecordExtensionRequest& request);
[[nodiscard]] app::RecordTermCommand ToCommand(const v1::RecordTermRequest& request);
[[nodiscard]] app::CreateReferralCommand ToCommand(const v1::CreateReferralRequest& request);
[[nodiscard]] app::RecordIntakeCommand ToCommand(const v1::RecordIntakeRequest& request);
[[nodiscard]] app::CompleteInAbsenceCommand ToCommand(const v1::CompleteInAbsenceRequest& request);
[[nodiscard]] app::SignDeclarationCommand ToCommand(const v1::SignDeclarationRequest& request);
[[nodiscard]] app::CloseReferralCommand ToCommand(const v1::CloseReferralRequest& request);
[[nodiscard]] app::ImportMunicipalitiesCommand ToCommand(const v1::ImportMunicipalitiesRequest& request);
[[nodiscard]] app::ImportRow ToImportRow(const v1::ImportParticipantsRequest& request, const Status& check);

// An id that the field rules let through.
[[nodiscard]] Uuid ToId(const std::string& text);
[[nodiscard]] std::optional<Uuid> ToOptionalId(const std::string& text);

}  // namespace duaal::intake::rpc

#endif  // INTAKE_SVC_RPC_CONVERT_H_
