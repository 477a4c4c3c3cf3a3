#include "trajectory-svc/storage/person_data.h"

#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"
#include "duaal/intake/v1/referral_service.pb.h"
#include "duaal/trajectory/v1/attendance_service.pb.h"
#include "duaal/trajectory/v1/trajectory_events.pb.h"
#include "duaal/trajectory/v1/trajectory_service.pb.h"
#include "duaal/type/v1/types.pb.h"

namespace duaal::trajectory::storage {
namespace {

using person_data::Catalogue;
using person_data::Enum;
using person_data::Id;
using person_data::Text;
using person_data::Withheld;

constexpr char kOfPerson[] = "participant_id = ?";
constexpr char kOfTrajectory[] =
    "trajectory_id IN (SELECT t.id FROM trajectory t WHERE t.participant_id = ?)";
constexpr char kTheirs[] = "the person asked about";
constexpr char kTechnical[] = "counts changes, says nothing of the person";

// A seat stays counted, without anything that leads to who had it.
constexpr char kNobody[] = "trajectory_id = id, participant_id = id, row_version = row_version + 1";

constexpr std::string_view kKnown =
    "SELECT 1 FROM candidate c WHERE c.participant_id = ? AND {rights} LIMIT 1";

// An event was recorded at the very time of the records that it tells of.
constexpr std::string_view kRecordTimes =
    "SELECT a.record_time FROM attendance a WHERE a.participant_id = ?"
    " UNION SELECT h.record_time FROM attendance_history h WHERE h.participant_id = ?";
constexpr std::string_view kBatchesHead =
    "SELECT f.position, f.payload FROM feed f WHERE f.person_id IS NULL"
    " AND f.type = 'duaal.trajectory.v1.AttendanceRecorded' AND f.occur_time IN ";
constexpr std::string_view kRewrite = "UPDATE feed SET payload = ? WHERE position = ?";

// Whether the person was in it.
bool Forget(v1::AttendanceRecorded& event, const std::string& participant_id) {
  bool found = false;
  for (v1::AttendanceRecorded::Entry& entry : *event.mutable_entries()) {
    if (entry.participant_id() != participant_id) continue;
    entry.clear_participant_id();
    found = true;
  }
  return found;
}

Catalogue Trajectories() {
  return {
      {.code = "candidate",
       .table = "candidate",
       .person = kOfPerson,
       .columns = {Id("referral_id"), Text("programme_code"), Text("municipality_code"),
                   Id("class_offering_id"), Enum("state", intake::v1::ReferralState_descriptor),
                   Text("settlement_date"), Text("language_level"), Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "trajectory",
       .table = "trajectory",
       .person = kOfPerson,
       .columns = {Id("id"), Id("referral_id"), Text("programme_code"), Text("municipality_code"),
                   Text("case_manager_id"), Text("start_date"), Enum("state", v1::TrajectoryState_descriptor),
                   Text("create_time"), Withheld("participant_id", kTheirs),
                   Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "schedule",
       .table = "trajectory_schedule",
       .person = kOfTrajectory,
       .columns = {Id("trajectory_id"), Text("row_version")},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "enrolment",
       .table = "enrolment",
       .person = kOfPerson,
       .columns = {Id("id"), Id("trajectory_id"), Id("offering_id"), Id("organisation_id"),
                   Text("component_code"), Text("municipality_code"), Text("start_date"), Text("end_date"),
                   Text("active"), Text("create_time"), Withheld("participant_id", kTheirs),
                   Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, kNobody}}},
  };
}

Catalogue Weeks() {
  return {
      {.code = "saved-week",
       .table = "saved_week",
       .person = kOfTrajectory,
       .columns = {Id("trajectory_id"), Text("week_date"), Text("this_week_only"), Text("until_date")},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "planned-activity",
       .table = "planned_activity",
       .person = kOfTrajectory,
       .columns = {Id("trajectory_id"), Text("week_date"), Text("this_week_only"), Text("ordinal"),
                   Text("component_code"), Enum("weekday", type::v1::Weekday_descriptor),
                   Text("start_minute"), Text("end_minute"), Text("site"), Id("offering_id"),
                   Text("display_name")},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "component-turn",
       .table = "component_turn",
       .person = kOfTrajectory,
       .columns = {Id("trajectory_id"), Text("from_date"), Text("component_code"), Text("position"),
                   Text("turns"), Enum("week_pattern", type::v1::WeekPattern_descriptor)},
       .destructions = {{kIntegrationRecord, ""}}},
  };
}

Catalogue Attendances() {
  return {
      {.code = "attendance",
       .table = "attendance",
       .person = kOfPerson,
       .columns = {Id("session_id"), Text("session_date"), Text("start_minute"), Id("trajectory_id"),
                   Text("municipality_code"), Text("component_code"),
                   Enum("status", v1::AttendanceStatus_descriptor), Text("minutes"), Text("version"),
                   Text("record_time"), Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "attendance-before-correction",
       .table = "attendance_history",
       .person = kOfPerson,
       .columns = {Id("session_id"), Text("version"), Enum("status", v1::AttendanceStatus_descriptor),
                   Text("minutes"), Text("record_time"), Withheld("participant_id", kTheirs)},
       .destructions = {{kIntegrationRecord, ""}}},
      {.code = "signal",
       .table = "case_signal",
       .person = kOfPerson,
       .columns = {Id("id"), Enum("kind", v1::SignalKind_descriptor), Id("trajectory_id"),
                   Text("municipality_code"), Text("case_manager_id"), Id("session_id"),
                   Text("component_code"), Text("signal_date"), Text("create_time"), Text("acknowledge_time"),
                   Text("is_open"), Withheld("participant_id", kTheirs), Withheld("row_version", kTechnical)},
       .destructions = {{kIntegrationRecord, ""}}},
  };
}

}  // namespace

const Catalogue& PersonCatalogue() {
  static const Catalogue catalogue = [] {
    Catalogue all;
    for (const Catalogue& part :
         {Trajectories(), Weeks(), Attendances(), person_data::ChassisSections(kIntegrationRecord)}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return catalogue;
}

StatusOr<bool> IsKnownPerson(sql::Session& session, const Uuid& participant_id, const Viewer& viewer) {
  const access::Scoped scoped = access::Scope(kKnown, {"c.municipality_code", "c.participant_id"},
                                              viewer.principal, viewer.today, {participant_id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  return !rows.empty();
}

StatusOr<std::int64_t> ForgetInBatches(sql::Tx& tx, const Uuid& participant_id) {
  ASSIGN_OR_RETURN(const sql::Rows times, tx.Query(kRecordTimes, participant_id, participant_id));
  std::vector<sql::Value> keys;
  for (const sql::Row& row : times) keys.emplace_back(row.Time(0));
  ASSIGN_OR_RETURN(const sql::Rows batches, sql::QueryIn(tx, kBatchesHead, keys));
  std::int64_t rewritten = 0;
  for (const sql::Row& row : batches) {
    v1::AttendanceRecorded event;
    if (!event.ParseFromString(row.Str(1))) {
      return Error(absl::StatusCode::kDataLoss, "EVENT_UNREADABLE", "A stored event cannot be read.");
    }
    if (!Forget(event, participant_id.ToString())) continue;
    RETURN_IF_ERROR(tx.Execute(kRewrite, event.SerializeAsString(), row.Int(0)).status());
    ++rewritten;
  }
  return rewritten;
}

}  // namespace duaal::trajectory::storage
