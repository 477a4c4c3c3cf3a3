#include "intake-svc/storage/conversation_codec.h"

namespace duaal::intake::storage {
namespace {

PartialDate ToDate(const std::string& text) { return PartialDate::Parse(text).value_or(PartialDate()); }

std::string ToText(const PartialDate& date) {
  return date.known() == PartialDate::Known::kNothing ? "" : date.ToString();
}

}  // namespace

domain::ConversationContent FromProto(const v1::ConversationContent& proto) {
  domain::ConversationContent content;
  for (const v1::Answer& one : proto.answers()) content.answers.push_back({one.question_code(), one.text()});
  content.story = proto.story();
  for (const v1::Employment& one : proto.employments()) {
    content.employments.push_back({one.occupation(), one.employer(), one.country(), ToDate(one.start_date()),
                                   ToDate(one.end_date()), one.current()});
  }
  for (const v1::Education& one : proto.educations()) {
    content.educations.push_back({one.subject(), one.country(), ToDate(one.start_date()),
                                  ToDate(one.end_date()), one.diploma(), one.diploma_valued()});
  }
  content.network_here = proto.network_here();
  content.network_abroad = proto.network_abroad();
  return content;
}

v1::ConversationContent ToProto(const domain::ConversationContent& content) {
  v1::ConversationContent proto;
  for (const domain::Answer& one : content.answers) {
    v1::Answer& answer = *proto.add_answers();
    answer.set_question_code(one.question_code);
    answer.set_text(one.text);
  }
  proto.set_story(content.story);
  for (const domain::Employment& one : content.employments) {
    v1::Employment& employment = *proto.add_employments();
    employment.set_occupation(one.occupation);
    employment.set_employer(one.employer);
    employment.set_country(one.country);
    employment.set_start_date(ToText(one.start_date));
    employment.set_end_date(ToText(one.end_date));
    employment.set_current(one.current);
  }
  for (const domain::Education& one : content.educations) {
    v1::Education& education = *proto.add_educations();
    education.set_subject(one.subject);
    education.set_country(one.country);
    education.set_start_date(ToText(one.start_date));
    education.set_end_date(ToText(one.end_date));
    education.set_diploma(one.diploma);
    education.set_diploma_valued(one.diploma_valued);
  }
  proto.set_network_here(content.network_here);
  proto.set_network_abroad(content.network_abroad);
  return proto;
}

std::string PackContent(const domain::ConversationContent& content) {
  return ToProto(content).SerializeAsString();
}

StatusOr<domain::ConversationContent> UnpackContent(const std::string& packed) {
  v1::ConversationContent proto;
  if (!proto.ParseFromString(packed)) {
    return Error(absl::StatusCode::kDataLoss, "CONVERSATION_UNREADABLE",
                 "This conversation cannot be read; restore it from a backup.");
  }
  return FromProto(proto);
}

domain::ConversationGuides ToGuides(const programme::v1::ProgrammeDefinition& definition) {
  domain::ConversationGuides guides;
  for (const auto& step : definition.intake_steps()) {
    if (!step.has_guide()) continue;
    domain::ConversationGuide& guide = guides[step.code()];
    guide.version = step.guide().version();
    for (const auto& question : step.guide().questions()) guide.questions.insert(question.code());
  }
  return guides;
}

}  // namespace duaal::intake::storage
