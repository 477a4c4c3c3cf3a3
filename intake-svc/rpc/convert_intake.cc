#include "intake-svc/rpc/convert_intake.h"

#include "chassis/core/civil.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/timestamp.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/storage/conversation_codec.h"

namespace duaal::intake::rpc {

constexpr char kReadConversations[] = "conversations.read";

app::RecordAloneWishCommand ToCommand(const v1::RecordAloneWishRequest& request) {
  return {ToId(request.referral_id()),
          {request.step_code(), request.alone(), *ParseDate(request.asked_date())}};
}

v1::AloneWish ToProto(const domain::Referral& referral, const domain::AloneWish& wish) {
  v1::AloneWish proto;
  proto.set_referral_id(referral.id.ToString());
  proto.set_participant_id(referral.participant_id.ToString());
  proto.set_step_code(wish.step_code);
  proto.set_alone(wish.alone);
  proto.set_asked_date(FormatDate(wish.asked_date));
  return proto;
}

v1::IntakeNotes ToProto(const Uuid& participant_id, const domain::IntakeNotes& notes) {
  v1::IntakeNotes proto;
  proto.set_participant_id(participant_id.ToString());
  proto.set_client_view(notes.client_view);
  proto.mutable_tasks()->Add(notes.tasks.begin(), notes.tasks.end());
  return proto;
}

v1::IntakeDeadline ToProto(const storage::IntakeDeadline& deadline, absl::CivilDay today) {
  v1::IntakeDeadline proto;
  proto.set_referral_id(deadline.referral_id.ToString());
  proto.set_participant_id(deadline.participant_id.ToString());
  proto.set_municipality_code(deadline.municipality_code);
  proto.set_step_code(deadline.step_code);
  proto.set_start_date(FormatDate(deadline.start_date));
  proto.set_due_date(FormatDate(deadline.due_date));
  proto.set_overdue(deadline.due_date < today);
  return proto;
}

app::RecordSummonsCommand ToCommand(const v1::RecordSummonsRequest& request) {
  app::RecordSummonsCommand command{ToId(request.referral_id()), {}};
  command.summons.step_code = request.step_code();
  command.summons.sent_date = *ParseDate(request.sent_date());
  command.summons.appointment_date = *ParseDate(request.appointment_date());
  command.summons.channel = static_cast<domain::SummonsChannel>(request.channel());
  command.summons.staff_id = request.staff_id();
  return command;
}

app::RecordAppearanceCommand ToCommand(const v1::RecordAppearanceRequest& request) {
  return {ToId(request.summons_id()), duaal::rpc::FromEtag(request.etag()),
          static_cast<domain::Appearance>(request.appearance())};
}

v1::Summons ToProto(const domain::Summons& s) {
  v1::Summons proto;
  proto.set_id(s.id.ToString());
  proto.set_referral_id(s.referral_id.ToString());
  proto.set_participant_id(s.participant_id.ToString());
  proto.set_step_code(s.step_code);
  proto.set_number(s.number);
  proto.set_sent_date(FormatDate(s.sent_date));
  proto.set_appointment_date(FormatDate(s.appointment_date));
  proto.set_channel(static_cast<v1::SummonsChannel>(s.channel));
  proto.set_staff_id(s.staff_id);
  proto.set_appearance(static_cast<v1::Appearance>(s.appearance));
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(s.create_time);
  proto.set_etag(duaal::rpc::ToEtag(s.row_version));
  return proto;
}

app::CloseParticipationTaskCommand ToCommand(const v1::CloseParticipationTaskRequest& request) {
  return {ToId(request.task_id()),
          duaal::rpc::FromEtag(request.etag()),
          {request.outcome_code(), *ParseDate(request.closed_date()), request.staff_id()}};
}

v1::ParticipationTask ToProto(const domain::ParticipationTask& t) {
  v1::ParticipationTask proto;
  proto.set_id(t.id.ToString());
  proto.set_referral_id(t.referral_id.ToString());
  proto.set_participant_id(t.participant_id.ToString());
  proto.set_programme_code(t.programme_code);
  proto.set_municipality_code(t.municipality_code);
  proto.set_role_code(t.role_code);
  proto.set_opened_date(FormatDate(t.opened_date));
  if (t.closed_date) proto.set_closed_date(FormatDate(*t.closed_date));
  proto.set_outcome_code(t.outcome_code);
  proto.set_staff_id(t.staff_id);
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(t.create_time);
  proto.set_etag(duaal::rpc::ToEtag(t.row_version));
  return proto;
}

app::RecordConversationCommand ToCommand(const v1::RecordConversationRequest& request) {
  const v1::Conversation& proto = request.conversation();
  app::RecordConversationCommand command;
  domain::Conversation& conversation = command.conversation;
  conversation.participant_id = ToId(proto.participant_id());
  conversation.programme_code = proto.programme_code();
  conversation.step_code = proto.step_code();
  conversation.guide_version = proto.guide_version();
  conversation.version = proto.version();
  conversation.held_date = *ParseDate(proto.held_date());
  conversation.staff_ids = {proto.staff_ids().begin(), proto.staff_ids().end()};
  conversation.content = storage::FromProto(proto.content());
  return command;
}

v1::Conversation ToProto(const domain::Conversation& c, const auth::Principal& reader) {
  v1::Conversation proto;
  proto.set_id(c.id.ToString());
  proto.set_participant_id(c.participant_id.ToString());
  proto.set_programme_code(c.programme_code);
  proto.set_step_code(c.step_code);
  proto.set_guide_version(c.guide_version);
  proto.set_version(c.version);
  proto.set_held_date(FormatDate(c.held_date));
  proto.mutable_staff_ids()->Add(c.staff_ids.begin(), c.staff_ids.end());
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(c.create_time);
  const bool nothing = c.content == domain::ConversationContent{};
  if (!nothing && reader.May(kReadConversations)) *proto.mutable_content() = storage::ToProto(c.content);
  return proto;
}

}  // namespace duaal::intake::rpc
