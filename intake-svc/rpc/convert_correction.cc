#include "intake-svc/rpc/convert_correction.h"

#include "chassis/core/civil.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/timestamp.h"
#include "intake-svc/rpc/convert.h"

namespace duaal::intake::rpc {
namespace {

v1::CorrectionRecipient ToProto(const domain::CorrectionRecipient& recipient) {
  v1::CorrectionRecipient proto;
  proto.set_number(recipient.number);
  if (recipient.organisation_id) proto.set_organisation_id(recipient.organisation_id->ToString());
  proto.set_service(recipient.service);
  if (recipient.told_date) proto.set_told_date(FormatDate(*recipient.told_date));
  proto.set_told_by(recipient.told_by);
  return proto;
}

}  // namespace

v1::Correction ToProto(const domain::CorrectionRequest& correction, absl::CivilDay today) {
  v1::Correction proto;
  proto.set_id(correction.id.ToString());
  proto.set_participant_id(correction.participant_id.ToString());
  proto.set_service(correction.service);
  proto.set_section_code(correction.section_code);
  proto.set_statement(correction.statement);
  proto.set_channel(static_cast<v1::CorrectionChannel>(correction.channel));
  proto.set_received_date(FormatDate(correction.received_date));
  proto.set_requested_by(correction.requested_by);
  proto.set_due_date(FormatDate(correction.due_date));
  proto.set_overdue(domain::IsOverdue(correction, today));
  if (correction.extension_told_date) {
    proto.set_extension_told_date(FormatDate(*correction.extension_told_date));
  }
  proto.set_extension_reason(correction.extension_reason);
  proto.set_outcome(static_cast<v1::CorrectionOutcome>(correction.outcome));
  proto.set_decision_reasons(correction.decision_reasons);
  proto.set_complaint_right_told(correction.complaint_right_told);
  proto.set_decided_by(correction.decided_by);
  if (correction.decided_date) proto.set_decided_date(FormatDate(*correction.decided_date));
  for (const domain::CorrectionRecipient& one : correction.recipients) {
    *proto.add_recipients() = ToProto(one);
  }
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(correction.create_time);
  proto.set_etag(duaal::rpc::ToEtag(correction.row_version));
  return proto;
}

app::RequestCorrectionCommand ToCommand(const v1::RequestCorrectionRequest& request) {
  const v1::Correction& proto = request.correction();
  app::RequestCorrectionCommand command;
  command.correction.participant_id = ToId(proto.participant_id());
  command.correction.service = proto.service();
  command.correction.section_code = proto.section_code();
  command.correction.statement = proto.statement();
  command.correction.channel = static_cast<domain::CorrectionChannel>(proto.channel());
  command.correction.received_date = *ParseDate(proto.received_date());
  return command;
}

app::ExtendCorrectionCommand ToCommand(const v1::ExtendCorrectionRequest& request) {
  return {ToId(request.correction_id()), duaal::rpc::FromEtag(request.etag()),
          *ParseDate(request.told_date()), request.reason()};
}

app::DecideCorrectionCommand ToCommand(const v1::DecideCorrectionRequest& request) {
  app::DecideCorrectionCommand command{
      ToId(request.correction_id()), duaal::rpc::FromEtag(request.etag()), {}};
  command.decision.outcome = static_cast<domain::CorrectionOutcome>(request.outcome());
  command.decision.reasons = request.reasons();
  command.decision.complaint_right_told = request.complaint_right_told();
  return command;
}

app::RecordRecipientToldCommand ToCommand(const v1::RecordRecipientToldRequest& request) {
  return {ToId(request.correction_id()), duaal::rpc::FromEtag(request.etag()), request.recipient_number(),
          *ParseDate(request.told_date())};
}

}  // namespace duaal::intake::rpc
