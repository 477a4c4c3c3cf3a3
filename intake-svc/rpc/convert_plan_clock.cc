#include "intake-svc/rpc/convert_plan_clock.h"

#include <string>

#include "chassis/core/civil.h"
#include "intake-svc/rpc/convert.h"

namespace duaal::intake::rpc {
namespace {

std::string DateText(const std::optional<absl::CivilDay>& day) {
  return day ? FormatDate(*day) : std::string();
}

}  // namespace

v1::PlanClock ToProto(const app::ClockOf& of, absl::CivilDay today) {
  const auto time = domain::TimeFor(of.clock, of.person);
  v1::PlanClock proto;
  proto.set_participant_id(of.person.id.ToString());
  proto.set_municipality_code(of.person.municipality_code);
  proto.set_duty_start_date(DateText(of.clock.duty_start));
  proto.set_notified_date(DateText(of.clock.notified_date));
  proto.set_requested_date(DateText(of.clock.requested_date));
  proto.set_received_date(DateText(of.clock.received_date));
  proto.set_state(static_cast<v1::PlanClockState>(domain::StateOf(of.clock, time, today)));
  if (!time) return proto;
  proto.set_ground(static_cast<v1::PlanClockGround>(time->ground));
  proto.set_start_date(FormatDate(time->start));
  proto.set_due_date(FormatDate(time->due));
  proto.set_law_source(std::string(time->law->source));
  if (domain::IsMet(of.clock, *time)) proto.set_plan_date(FormatDate(*of.clock.plan_date));
  return proto;
}

app::RecordDutyNoticeCommand ToCommand(const v1::RecordDutyNoticeRequest& request) {
  return {ToId(request.participant_id()), *ParseDate(request.notified_date()),
          ParseDate(request.duty_start_date())};
}

app::RecordThirdPartyWaitCommand ToCommand(const v1::RecordThirdPartyWaitRequest& request) {
  return {ToId(request.participant_id()), *ParseDate(request.requested_date()),
          ParseDate(request.received_date())};
}

}  // namespace duaal::intake::rpc
