#include "trajectory-svc/storage/events.h"

#include <algorithm>

#include "chassis/core/civil.h"
#include "duaal/trajectory/v1/destruction_events.pb.h"
#include "duaal/trajectory/v1/relink_events.pb.h"
#include "duaal/trajectory/v1/sharing_events.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"
#include "google/protobuf/arena.h"

namespace duaal::trajectory::storage {
namespace {

v1::AttendanceStatus ToProto(domain::AttendanceStatus status) {
  return static_cast<v1::AttendanceStatus>(status);
}

}  // namespace

outbox::Event ProgrammePublished(const PublishedProgramme& programme, absl::Time now) {
  v1::ProgrammePublished event;
  // The bytes were made from the message that the request carried, so they parse.
  event.mutable_definition()->ParseFromString(programme.definition);
  return outbox::MakeEvent(event, programme.code, now);
}

outbox::Event TrajectoryStarted(const domain::Trajectory& t, absl::Time now) {
  v1::TrajectoryStarted event;
  event.set_trajectory_id(t.id.ToString());
  event.set_referral_id(t.referral_id.ToString());
  event.set_participant_id(t.participant_id.ToString());
  event.set_programme_code(t.programme_code);
  event.set_municipality_code(t.municipality_code);
  event.set_case_manager_id(t.case_manager_id);
  event.set_start_date(FormatDate(t.start_date));
  return outbox::MakeEvent(event, event.trajectory_id(), now, event.participant_id(), t.municipality_code);
}

outbox::Event CaseManagerAssigned(const domain::Trajectory& t, absl::Time now) {
  v1::CaseManagerAssigned event;
  event.set_trajectory_id(t.id.ToString());
  event.set_case_manager_id(t.case_manager_id);
  return outbox::MakeEvent(event, event.trajectory_id(), now, t.participant_id.ToString(),
                           t.municipality_code);
}

outbox::Event EnrolmentCreated(const domain::Enrolment& e, const std::string& programme_code,
                               absl::Time now) {
  v1::EnrolmentCreated event;
  event.set_enrolment_id(e.id.ToString());
  event.set_trajectory_id(e.trajectory_id.ToString());
  event.set_participant_id(e.participant_id.ToString());
  event.set_offering_id(e.offering_id.ToString());
  event.set_organisation_id(e.organisation_id.ToString());
  event.set_component_code(e.component_code);
  event.set_programme_code(programme_code);
  event.set_municipality_code(e.municipality_code);
  event.set_start_date(FormatDate(e.period.start));
  event.set_end_date(FormatDate(e.period.end));
  event.set_served_from_date(FormatDate(domain::ServedFrom(e)));
  return outbox::MakeEvent(event, event.enrolment_id(), now, event.participant_id(), e.municipality_code);
}

outbox::Event EnrolmentEnded(const domain::Enrolment& e, absl::Time now) {
  v1::EnrolmentEnded event;
  event.set_enrolment_id(e.id.ToString());
  event.set_participant_id(e.participant_id.ToString());
  event.set_offering_id(e.offering_id.ToString());
  event.set_end_date(FormatDate(e.period.end));
  event.set_organisation_id(e.organisation_id.ToString());
  event.set_served_from_date(FormatDate(domain::ServedFrom(e)));
  return outbox::MakeEvent(event, event.enrolment_id(), now, event.participant_id(), e.municipality_code);
}

outbox::Event WeekSaved(const domain::Trajectory& t, const domain::SavedPlan& plan, absl::Time now) {
  v1::WeekSaved event;
  event.set_trajectory_id(t.id.ToString());
  event.set_week(IsoWeek::Of(plan.holds.start).ToString());
  event.set_this_week_only(plan.this_week_only);
  for (const domain::PlannedActivity& activity : plan.activities) {
    ++(*event.mutable_planned_half_days())[activity.component_code];
  }
  return outbox::MakeEvent(event, event.trajectory_id(), now, t.participant_id.ToString(),
                           t.municipality_code);
}

outbox::Event ComponentsAlternated(const domain::Trajectory& t, const domain::Alternation& alternation,
                                   const std::vector<domain::EnrolledOffering>& enrolled, absl::Time now) {
  v1::ComponentsAlternated event;
  event.set_trajectory_id(t.id.ToString());
  event.set_from_week(IsoWeek::Of(alternation.from).ToString());
  for (const domain::EnrolledOffering& offering : enrolled) {
    const bool takes_turns =
        std::any_of(alternation.turns.begin(), alternation.turns.end(),
                    [&](const domain::Turn& turn) { return turn.component_code == offering.component_code; });
    if (!takes_turns) continue;
    const domain::Rhythm rhythm = domain::RhythmOf({alternation}, offering.component_code);
    const std::string id = offering.enrolment_id.ToString();
    if (rhythm.every_weeks <= 2)
      (*event.mutable_patterns())[id] = static_cast<type::v1::WeekPattern>(rhythm.pattern);
    if (!rhythm.first_week.has_value()) continue;
    v1::Turn& turn = (*event.mutable_turns())[id];
    turn.set_first_week(rhythm.first_week->ToString());
    turn.set_every_weeks(rhythm.every_weeks);
  }
  return outbox::MakeEvent(event, event.trajectory_id(), now, t.participant_id.ToString(),
                           t.municipality_code);
}

outbox::Event AttendanceRecorded(const std::vector<AttendanceChange>& changes, absl::Time now) {
  google::protobuf::Arena arena;  // a batch is some thousand strings that live and die together
  auto& event = *google::protobuf::Arena::CreateMessage<v1::AttendanceRecorded>(&arena);
  event.mutable_entries()->Reserve(static_cast<int>(changes.size()));
  const v1::AttendanceRecorded::Entry* last = nullptr;
  Uuid last_session;
  for (const AttendanceChange& change : changes) {
    const domain::Attendance& attendance = change.row.attendance;
    v1::AttendanceRecorded::Entry& entry = *event.add_entries();
    if (last != nullptr && attendance.session_id == last_session) {
      entry.set_session_id(last->session_id());
      entry.set_offering_id(last->offering_id());
      entry.set_date(last->date());
    } else {
      entry.set_session_id(attendance.session_id.ToString());
      entry.set_offering_id(change.offering_id.ToString());
      entry.set_date(FormatDate(change.row.session_date));
    }
    last = &entry;
    last_session = attendance.session_id;
    entry.set_participant_id(attendance.participant_id.ToString());
    entry.set_programme_code(change.programme_code);
    entry.set_municipality_code(change.row.municipality_code);
    entry.set_component_code(change.row.component_code);
    entry.set_status(ToProto(attendance.value.status));
    entry.set_minutes(attendance.value.minutes);
    entry.set_version(attendance.version);
    if (!change.before.has_value()) continue;
    entry.set_previous_status(ToProto(change.before->value.status));
    entry.set_previous_minutes(change.before->value.minutes);
  }
  const AttendanceRow& first = changes.front().row;
  // Only a record of one person names it; the entries name the others.
  const std::string person = changes.size() == 1 ? first.attendance.participant_id.ToString() : "";
  return outbox::MakeEvent(event, first.attendance.session_id.ToString(), now, person,
                           changes.size() == 1 ? first.municipality_code : "");
}

outbox::Event SessionCancelled(const domain::Session& session, absl::Time now) {
  v1::SessionCancelled event;
  event.set_session_id(session.id.ToString());
  event.set_offering_id(session.offering_id.ToString());
  event.set_date(FormatDate(session.date));
  event.set_notice_given(session.notice_given);
  return outbox::MakeEvent(event, event.session_id(), now);
}

outbox::Event SignalRaised(const domain::Signal& signal, absl::Time now) {
  v1::SignalRaised event;
  event.set_signal_id(signal.id.ToString());
  event.set_kind(static_cast<v1::SignalKind>(signal.kind));
  event.set_trajectory_id(signal.trajectory_id.ToString());
  event.set_case_manager_id(signal.case_manager_id);
  event.set_date(FormatDate(signal.date));
  return outbox::MakeEvent(event, event.signal_id(), now, signal.participant_id.ToString(),
                           signal.municipality_code);
}

outbox::Event SignalAcknowledged(const domain::Signal& signal, absl::Time now) {
  v1::SignalAcknowledged event;
  event.set_signal_id(signal.id.ToString());
  return outbox::MakeEvent(event, event.signal_id(), now, signal.participant_id.ToString(),
                           signal.municipality_code);
}

outbox::Event TrajectoriesRelinked(const Relink& relink, const Relinked& relinked, absl::Time now) {
  v1::TrajectoriesRelinked event;
  event.set_from_participant_id(relink.from_id.ToString());
  event.set_participant_id(relink.to_id.ToString());
  event.set_municipality_code(relink.municipality_code);
  for (const Uuid& id : relinked.trajectory_ids) event.add_trajectory_ids(id.ToString());
  for (const Uuid& id : relinked.enrolment_ids) event.add_enrolment_ids(id.ToString());
  return outbox::MakeEvent(event, event.participant_id(), now, event.participant_id(),
                           relink.municipality_code);
}

outbox::Event SharingApplied(const Uuid& sharing_id, absl::Time now) {
  v1::SharingApplied event;
  event.set_sharing_id(sharing_id.ToString());
  return outbox::MakeEvent(event, event.sharing_id(), now);
}

outbox::Event PersonDataDestroyed(const Uuid& destruction_id, const Uuid& participant_id,
                                  const std::string& class_code,
                                  const std::vector<person_data::Destroyed>& rows,
                                  const std::string& municipality_code, absl::Time now) {
  v1::PersonDataDestroyed event;
  event.set_destruction_id(destruction_id.ToString());
  event.set_participant_id(participant_id.ToString());
  event.set_retention_class_code(class_code);
  for (const person_data::Destroyed& one : rows) {
    v1::DestroyedRows& added = *event.add_destroyed_rows();
    added.set_table_name(one.table);
    added.set_row_count(one.rows);
  }
  return outbox::MakeEvent(event, event.participant_id(), now, event.participant_id(), municipality_code);
}

}  // namespace duaal::trajectory::storage
