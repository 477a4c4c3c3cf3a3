#include "intake-svc/rpc/convert_assessment.h"

#include "chassis/core/civil.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/timestamp.h"
#include "intake-svc/rpc/convert.h"

namespace duaal::intake::rpc {
namespace {

// Values of both kinds have the same two fields; their protos differ in sensitivity.
template <typename Protos>
std::vector<domain::AspectValue> ToValues(const Protos& protos) {
  std::vector<domain::AspectValue> values;
  for (const auto& proto : protos) values.push_back({proto.aspect_code(), proto.value()});
  return values;
}

std::string IdText(const std::optional<Uuid>& id) { return id ? id->ToString() : std::string(); }

}  // namespace

v1::Assessment ToProto(const domain::Assessment& a) {
  v1::Assessment proto;
  proto.set_id(a.id.ToString());
  proto.set_participant_id(a.participant_id.ToString());
  proto.set_programme_code(a.programme_code);
  proto.set_instrument_code(a.instrument_code);
  proto.set_instrument_version(a.instrument_version);
  proto.set_taken_date(FormatDate(a.taken_date));
  proto.set_taken_by_role(a.taken_by_role);
  proto.mutable_staff_ids()->Add(a.staff_ids.begin(), a.staff_ids.end());
  proto.set_organisation_id(IdText(a.organisation_id));
  proto.set_setting(static_cast<v1::AssessmentSetting>(a.setting));
  proto.set_relevance_ground(a.relevance_ground);
  proto.set_source(a.source);
  proto.set_source_reference(a.source_reference);
  for (const domain::AspectValue& value : a.values) {
    v1::AspectValue& one = *proto.add_values();
    one.set_aspect_code(value.aspect_code);
    one.set_value(value.value);
  }
  proto.set_supersedes_id(IdText(a.supersedes_id));
  proto.set_superseded_by_id(IdText(a.superseded_by_id));
  proto.set_correction_reason(static_cast<v1::CorrectionReason>(a.correction_reason));
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(a.create_time);
  proto.set_etag(duaal::rpc::ToEtag(a.row_version));
  return proto;
}

v1::SpecialValues ToSpecialValues(const domain::Assessment& assessment,
                                  const std::vector<domain::AspectValue>& values) {
  v1::SpecialValues proto;
  proto.set_assessment_id(assessment.id.ToString());
  proto.set_participant_id(assessment.participant_id.ToString());
  for (const domain::AspectValue& value : values) {
    v1::SpecialValue& one = *proto.add_values();
    one.set_aspect_code(value.aspect_code);
    one.set_value(value.value);
  }
  return proto;
}

app::RecordAssessmentCommand ToCommand(const v1::RecordAssessmentRequest& request) {
  const v1::Assessment& proto = request.assessment();
  app::RecordAssessmentCommand command;
  domain::Assessment& a = command.assessment;
  a.participant_id = ToId(proto.participant_id());
  a.programme_code = proto.programme_code();
  a.instrument_code = proto.instrument_code();
  a.instrument_version = proto.instrument_version();
  a.taken_date = *ParseDate(proto.taken_date());
  a.taken_by_role = proto.taken_by_role();
  a.staff_ids = {proto.staff_ids().begin(), proto.staff_ids().end()};
  a.organisation_id = ToOptionalId(proto.organisation_id());
  a.setting = static_cast<domain::AssessmentSetting>(proto.setting());
  a.relevance_ground = proto.relevance_ground();
  a.source = proto.source();
  a.source_reference = proto.source_reference();
  a.values = ToValues(proto.values());
  a.special_values = ToValues(proto.special_values());
  return command;
}

app::CorrectAssessmentCommand ToCommand(const v1::CorrectAssessmentRequest& request) {
  app::CorrectAssessmentCommand command;
  command.assessment_id = ToId(request.assessment_id());
  command.expected_version = duaal::rpc::FromEtag(request.etag());
  domain::Correction& correction = command.correction;
  correction.reason = static_cast<domain::CorrectionReason>(request.reason());
  correction.taken_date = ParseDate(request.taken_date());
  if (!request.taken_by_role().empty()) correction.taken_by_role = request.taken_by_role();
  if (request.setting() != v1::ASSESSMENT_SETTING_UNSPECIFIED) {
    correction.setting = static_cast<domain::AssessmentSetting>(request.setting());
  }
  correction.values = ToValues(request.values());
  correction.special_values = ToValues(request.special_values());
  return command;
}

}  // namespace duaal::intake::rpc
