#include <string>

#include "chassis/core/civil.h"
#include "intake-svc/rpc/convert.h"

namespace duaal::intake::rpc {
namespace {

constexpr char kStartDiffers[] =
    "DUO's term starts on another day than the day after the plan; compare the date of the plan with DUO's.";
constexpr char kEndDiffers[] =
    "DUO's term ends on another day than we expect; look for an extension that one of the two does not know.";

v1::Term ToProto(const domain::Term& term) {
  v1::Term proto;
  proto.set_start_date(FormatDate(term.start));
  proto.set_end_date(FormatDate(term.end));
  return proto;
}

void AddFacts(const domain::Duty& duty, v1::Duty& proto) {
  for (const domain::TermExtension& from : duty.extensions) {
    v1::TermExtension& to = *proto.add_extensions();
    to.set_ground(static_cast<v1::ExtensionGround>(from.ground));
    to.set_months(from.months);
    to.set_days(from.days);
    to.set_decided_date(FormatDate(from.decided_date));
  }
  for (const domain::RegisteredTerm& from : duty.registered) {
    v1::RegisteredTerm& to = *proto.add_registered_terms();
    to.set_start_date(FormatDate(from.term.start));
    to.set_end_date(FormatDate(from.term.end));
    if (from.changed_date) to.set_changed_date(FormatDate(*from.changed_date));
    to.set_ground_code(from.ground_code);
  }
}

}  // namespace

v1::Duty ToProto(const domain::Duty& duty) {
  v1::Duty proto;
  proto.set_participant_id(duty.participant_id.ToString());
  proto.set_legal_regime(static_cast<v1::LegalRegime>(duty.legal_regime));
  if (!duty.plan_dates.empty()) proto.set_plan_date(FormatDate(duty.plan_dates.back()));
  AddFacts(duty, proto);
  if (const auto forecast = domain::Forecast(duty)) *proto.mutable_forecast() = ToProto(*forecast);
  if (const auto leading = domain::Leading(duty)) {
    *proto.mutable_term() = ToProto(leading->term);
    proto.set_source(leading->registered ? v1::TERM_SOURCE_REGISTERED : v1::TERM_SOURCE_FORECAST);
  }
  for (const domain::TermConflict& from : domain::Conflicts(duty)) {
    v1::TermConflict& to = *proto.add_conflicts();
    to.set_reason(from.reason);
    to.set_registered_date(FormatDate(from.registered));
    to.set_forecast_date(FormatDate(from.forecast));
    to.set_description(from.reason == "START_DIFFERS" ? kStartDiffers : kEndDiffers);
  }
  return proto;
}

app::RecordPlanDateCommand ToCommand(const v1::RecordPlanDateRequest& request) {
  return {ToId(request.participant_id()), *ParseDate(request.plan_date())};
}

app::RecordExtensionCommand ToCommand(const v1::RecordExtensionRequest& request) {
  return {ToId(request.participant_id()),
          {static_cast<domain::ExtensionGround>(request.ground()), request.months(), request.days(),
           *ParseDate(request.decided_date())}};
}

app::RecordTermCommand ToCommand(const v1::RecordTermRequest& request) {
  return {ToId(request.participant_id()),
          {{*ParseDate(request.start_date()), *ParseDate(request.end_date())},
           ParseDate(request.changed_date()),
           request.ground_code()}};
}

}  // namespace duaal::intake::rpc
