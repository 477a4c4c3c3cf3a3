#include "trajectory-svc/rpc/convert.h"

#include <utility>

#include "chassis/rpc/etag.h"
#include "chassis/rpc/timestamp.h"

namespace duaal::trajectory::rpc {
namespace {

using duaal::rpc::ToEtag;
using duaal::rpc::ToTimestamp;

domain::Slot FromProto(const type::v1::Slot& proto) {
  return {static_cast<int>(proto.weekday()),
          {TimeOfDay::Parse(proto.start_time()).value_or(TimeOfDay()),
           TimeOfDay::Parse(proto.end_time()).value_or(TimeOfDay())},
          proto.site()};
}

v1::Activity ToProto(const domain::Activity& activity) {
  v1::Activity proto;
  proto.set_component_code(activity.component_code);
  *proto.mutable_slot() = rpc::ToProto(activity.slot);
  if (activity.offering_id) proto.set_offering_id(activity.offering_id->ToString());
  proto.set_display_name(activity.display_name);
  proto.set_half_day(static_cast<type::v1::HalfDay>(activity.half_day));
  proto.set_fixed(activity.fixed);
  proto.set_date(FormatDate(activity.date));
  return proto;
}

}  // namespace

type::v1::Slot ToProto(const domain::Slot& slot) {
  type::v1::Slot proto;
  proto.set_weekday(static_cast<type::v1::Weekday>(slot.weekday));
  proto.set_start_time(slot.time.start.ToString());
  proto.set_end_time(slot.time.end.ToString());
  proto.set_site(slot.site);
  return proto;
}

v1::Programme ToProto(const storage::PublishedProgramme& programme) {
  v1::Programme proto;
  proto.set_code(programme.code);
  proto.set_display_name(programme.display_name);
  // Empty in lists; what is stored was serialized from a message.
  if (!programme.definition.empty()) proto.mutable_definition()->ParseFromString(programme.definition);
  *proto.mutable_create_time() = ToTimestamp(programme.create_time);
  *proto.mutable_update_time() = ToTimestamp(programme.update_time);
  proto.set_etag(ToEtag(programme.row_version));
  return proto;
}

v1::Trajectory ToProto(const domain::Trajectory& t) {
  v1::Trajectory proto;
  proto.set_id(t.id.ToString());
  proto.set_referral_id(t.referral_id.ToString());
  proto.set_participant_id(t.participant_id.ToString());
  proto.set_programme_code(t.programme_code);
  proto.set_municipality_code(t.municipality_code);
  proto.set_case_manager_id(t.case_manager_id);
  proto.set_start_date(FormatDate(t.start_date));
  proto.set_state(static_cast<v1::TrajectoryState>(t.state));
  *proto.mutable_create_time() = ToTimestamp(t.create_time);
  proto.set_etag(ToEtag(t.row_version));
  return proto;
}

v1::Enrolment ToProto(const domain::Enrolment& e) {
  v1::Enrolment proto;
  proto.set_id(e.id.ToString());
  proto.set_trajectory_id(e.trajectory_id.ToString());
  proto.set_offering_id(e.offering_id.ToString());
  proto.set_participant_id(e.participant_id.ToString());
  proto.set_component_code(e.component_code);
  proto.set_start_date(FormatDate(e.period.start));
  proto.set_end_date(FormatDate(e.period.end));
  if (e.rhythm.every_weeks <= 2) proto.set_week_pattern(static_cast<type::v1::WeekPattern>(e.rhythm.pattern));
  if (e.rhythm.first_week) {
    proto.mutable_turn()->set_first_week(e.rhythm.first_week->ToString());
    proto.mutable_turn()->set_every_weeks(e.rhythm.every_weeks);
  }
  *proto.mutable_create_time() = ToTimestamp(e.create_time);
  proto.set_etag(ToEtag(e.row_version));
  return proto;
}

v1::Week ToProto(const app::WeekView& view) {
  v1::Week proto;
  proto.set_trajectory_id(view.trajectory_id.ToString());
  proto.set_participant_id(view.participant_id.ToString());
  proto.set_week(view.week.week.ToString());
  for (const domain::Activity& activity : view.week.activities) *proto.add_activities() = ToProto(activity);
  for (const domain::ComponentTotal& total : view.week.totals) {
    v1::ComponentTotal& added = *proto.add_totals();
    added.set_component_code(total.component_code);
    added.set_half_days(total.half_days);
    added.set_minutes(total.minutes);
  }
  proto.set_half_days(view.week.half_days);
  proto.set_class_half_days(view.week.class_half_days);
  proto.set_minutes(view.week.minutes);
  for (const domain::Finding& finding : view.week.findings) {
    v1::WeekFinding& added = *proto.add_findings();
    added.set_reason(finding.reason);
    added.set_description(finding.description);
    added.set_blocking(finding.blocking);
    for (const std::string& code : finding.component_codes) added.add_component_codes(code);
  }
  proto.set_etag(ToEtag(view.schedule_version));
  return proto;
}

v1::Session ToProto(const domain::Session& s) {
  v1::Session proto;
  proto.set_id(s.id.ToString());
  proto.set_offering_id(s.offering_id.ToString());
  proto.set_component_code(s.component_code);
  proto.set_date(FormatDate(s.date));
  proto.set_start_time(s.time.start.ToString());
  proto.set_end_time(s.time.end.ToString());
  proto.set_site(s.site);
  proto.set_state(static_cast<v1::SessionState>(s.state));
  proto.set_notice_given(s.notice_given);
  proto.set_etag(ToEtag(s.row_version));
  return proto;
}

v1::Attendance ToProto(const domain::Attendance& a) {
  v1::Attendance proto;
  proto.set_session_id(a.session_id.ToString());
  proto.set_participant_id(a.participant_id.ToString());
  proto.set_status(static_cast<v1::AttendanceStatus>(a.value.status));
  proto.set_minutes(a.value.minutes);
  proto.set_version(a.version);
  *proto.mutable_record_time() = ToTimestamp(a.record_time);
  return proto;
}

v1::Signal ToProto(const domain::Signal& s) {
  v1::Signal proto;
  proto.set_id(s.id.ToString());
  proto.set_kind(static_cast<v1::SignalKind>(s.kind));
  proto.set_trajectory_id(s.trajectory_id.ToString());
  proto.set_participant_id(s.participant_id.ToString());
  proto.set_case_manager_id(s.case_manager_id);
  proto.set_session_id(s.session_id.ToString());
  proto.set_component_code(s.component_code);
  proto.set_date(FormatDate(s.date));
  *proto.mutable_create_time() = ToTimestamp(s.create_time);
  if (s.acknowledge_time) *proto.mutable_acknowledge_time() = ToTimestamp(*s.acknowledge_time);
  proto.set_etag(ToEtag(s.row_version));
  return proto;
}

StatusOr<IsoWeek> ToWeek(const std::string& field, const std::string& text) {
  const std::optional<IsoWeek> week = IsoWeek::Parse(text);
  if (week) return *week;
  Violations violations;
  violations.Add(field, "NO_SUCH_WEEK", "This ISO week does not exist; most years have 52.");
  return violations.ToStatus();
}

StatusOr<app::SaveWeekCommand> ToCommand(const v1::SaveWeekRequest& request) {
  ASSIGN_OR_RETURN(const IsoWeek week, ToWeek("week", request.week()));
  app::SaveWeekCommand command{
      ToId(request.trajectory_id()),       week, {}, request.this_week_only(), request.validate_only(),
      duaal::rpc::FromEtag(request.etag())};
  for (const v1::Activity& activity : request.activities()) {
    command.activities.push_back({activity.component_code(), FromProto(activity.slot()),
                                  ToOptionalId(activity.offering_id()), activity.display_name()});
  }
  return command;
}

app::AttendanceEntry ToEntry(const v1::Attendance& attendance) {
  return {ToId(attendance.session_id()),
          ToId(attendance.participant_id()),
          {static_cast<domain::AttendanceStatus>(attendance.status()), attendance.minutes()}};
}

StatusOr<domain::Offering> ToOffering(const partner::v1::Offering& proto) {
  const auto id = Uuid::Parse(proto.id());
  const auto organisation_id = Uuid::Parse(proto.organisation_id());
  const auto start = ParseDate(proto.start_date());
  const auto end = ParseDate(proto.end_date());
  if (!id || !organisation_id || !start || !end || *end < *start) {
    return absl::DataLossError("an offering was published that cannot be read");
  }
  domain::Offering offering;
  offering.id = *id;
  offering.programme_code = proto.programme_code();
  offering.component_code = proto.component_code();
  offering.organisation_id = *organisation_id;
  offering.display_name = proto.display_name();
  offering.capacity = proto.capacity();
  offering.period = {*start, *end};
  if (proto.week_pattern() != type::v1::WEEK_PATTERN_UNSPECIFIED) {
    offering.pattern = static_cast<domain::WeekPattern>(proto.week_pattern());
  }
  for (const type::v1::Slot& slot : proto.timetable()) {
    offering.timetable.push_back(FromProto(slot));
    if (!offering.timetable.back().time.Valid())
      return absl::DataLossError("an offering has a slot turned round");
  }
  return offering;
}

Uuid ToId(const std::string& text) { return Uuid::Parse(text).value_or(Uuid()); }

std::optional<Uuid> ToOptionalId(const std::string& text) { return Uuid::Parse(text); }

absl::CivilDay ToDate(const std::string& text) { return ParseDate(text).value_or(absl::CivilDay()); }

std::optional<absl::CivilDay> ToOptionalDate(const std::string& text) { return ParseDate(text); }

}  // namespace duaal::trajectory::rpc
