#include "trajectory-svc/storage/attendance_repository.h"

#include <set>

#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"

namespace duaal::trajectory::storage {
namespace {

using domain::Attendance;
using domain::AttendanceStatus;

constexpr access::Columns kRights{"a.municipality_code", "a.participant_id"};
constexpr std::size_t kInsertColumns = 11;

constexpr std::string_view kGet =
    "SELECT a.session_id, a.participant_id, a.status, a.minutes, a.version, a.record_time FROM attendance a"
    " WHERE a.session_id = ? AND a.participant_id = ? AND {rights}";
constexpr std::string_view kListOfSession =
    "SELECT a.session_id, a.participant_id, a.status, a.minutes, a.version, a.record_time FROM attendance a"
    " WHERE a.session_id = ? AND {rights} ORDER BY a.session_id, a.participant_id LIMIT ?";
constexpr std::string_view kAnyOfSession =
    "SELECT a.session_id FROM attendance a WHERE a.session_id = ? LIMIT 1";
// Found by session; the people are compared here, because pairs of two lists would be a range each.
constexpr std::string_view kFindHead =
    "SELECT a.session_id, a.participant_id, a.status, a.minutes, a.version, a.record_time FROM attendance a"
    " WHERE a.session_id IN ";
constexpr std::string_view kForUpdateTail = " ORDER BY a.session_id, a.participant_id FOR UPDATE";
constexpr std::string_view kHistory =
    "SELECT a.session_id, a.session_date, a.status FROM attendance a WHERE a.participant_id = ?"
    " AND a.component_code = ? AND a.session_date >= ? ORDER BY a.session_date, a.start_minute LIMIT 400";
constexpr std::string_view kInsertHead =
    "INSERT INTO attendance (session_id, participant_id, trajectory_id, municipality_code, component_code,"
    " session_date, start_minute, status, minutes, version, record_time) VALUES ";
constexpr std::string_view kSupersedeTail =
    " ON DUPLICATE KEY UPDATE status = VALUES(status), minutes = VALUES(minutes), version = VALUES(version),"
    " record_time = VALUES(record_time)";
constexpr std::string_view kInsertHistory =
    "INSERT INTO attendance_history (session_id, participant_id, version, status, minutes, record_time) "
    "VALUES ";

// The rows go in by several statements, so what the first ones did must be taken back when a later one
// meets a known record.
constexpr std::string_view kSavepoint = "SAVEPOINT first_records";
constexpr std::string_view kBackToSavepoint = "ROLLBACK TO SAVEPOINT first_records";

Attendance FromRow(const sql::Row& row) {
  return {row.Id(0),
          row.Id(1),
          {static_cast<AttendanceStatus>(row.Int(2)), static_cast<int>(row.Int(3))},
          static_cast<int>(row.Int(4)),
          row.Time(5)};
}

std::vector<sql::Value> ValuesOf(const std::vector<AttendanceRow>& rows) {
  std::vector<sql::Value> values;
  values.reserve(rows.size() * kInsertColumns);
  for (const AttendanceRow& row : rows) {
    const Attendance& a = row.attendance;
    values.emplace_back(a.session_id);
    values.emplace_back(a.participant_id);
    values.emplace_back(row.trajectory_id);
    values.emplace_back(row.municipality_code);
    values.emplace_back(row.component_code);
    values.emplace_back(row.session_date);
    values.emplace_back(row.start_minute);
    values.emplace_back(a.value.status);
    values.emplace_back(a.value.minutes);
    values.emplace_back(a.version);
    values.emplace_back(a.record_time);
  }
  return values;
}

}  // namespace

StatusOr<Attendance> AttendanceRepository::Get(sql::Session& session, const Viewer& viewer,
                                               const Uuid& session_id, const Uuid& participant_id) const {
  const access::Scoped scoped =
      access::Scope(kGet, kRights, viewer.principal, viewer.today, {session_id, participant_id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This attendance");
  return FromRow(rows.front());
}

StatusOr<std::vector<Attendance>> AttendanceRepository::ListOfSession(sql::Session& session,
                                                                      const Viewer& viewer,
                                                                      const Uuid& session_id,
                                                                      int limit) const {
  const access::Scoped scoped =
      access::Scope(kListOfSession, kRights, viewer.principal, viewer.today, {session_id}, {limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<Attendance> list;
  for (const sql::Row& row : rows) list.push_back(FromRow(row));
  return list;
}

StatusOr<bool> AttendanceRepository::AnyOfSession(sql::Session& session, const Uuid& session_id) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kAnyOfSession, session_id));
  return !rows.empty();
}

StatusOr<std::map<SessionPerson, Attendance>> AttendanceRepository::FindForUpdate(
    sql::Tx& tx, const std::vector<Uuid>& session_ids, const std::vector<Uuid>& participant_ids) const {
  ASSIGN_OR_RETURN(
      const sql::Rows rows,
      sql::QueryIn(tx, kFindHead, std::vector<sql::Value>(session_ids.begin(), session_ids.end()),
                   kForUpdateTail));
  const std::set<Uuid> people(participant_ids.begin(), participant_ids.end());
  std::map<SessionPerson, Attendance> found;
  for (const sql::Row& row : rows) {
    if (people.contains(row.Id(1))) found.emplace(SessionPerson(row.Id(0), row.Id(1)), FromRow(row));
  }
  return found;
}

StatusOr<std::vector<PastStatus>> AttendanceRepository::History(sql::Session& session,
                                                                const Uuid& participant_id,
                                                                const std::string& component_code,
                                                                absl::CivilDay from) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kHistory, participant_id, component_code, from));
  std::vector<PastStatus> list;
  for (const sql::Row& row : rows) {
    list.push_back({row.Id(0), row.Date(1), static_cast<AttendanceStatus>(row.Int(2))});
  }
  return list;
}

StatusOr<bool> AttendanceRepository::InsertIfAllNew(sql::Tx& tx,
                                                    const std::vector<AttendanceRow>& rows) const {
  RETURN_IF_ERROR(tx.Execute(kSavepoint).status());
  const Status status = sql::InsertRows(tx, kInsertHead, kInsertColumns, ValuesOf(rows)).status();
  if (status.ok()) return true;
  if (sql::DuplicateKey(status).empty()) return status;
  RETURN_IF_ERROR(tx.Execute(kBackToSavepoint).status());
  return false;
}

Status AttendanceRepository::Supersede(sql::Tx& tx, const std::vector<Attendance>& before,
                                       const std::vector<AttendanceRow>& rows) const {
  std::vector<sql::Value> values;
  values.reserve(before.size() * 6);
  for (const Attendance& a : before) {
    values.insert(values.end(), {a.session_id, a.participant_id, a.version, a.value.status, a.value.minutes,
                                 a.record_time});
  }
  RETURN_IF_ERROR(sql::InsertRows(tx, kInsertHistory, 6, values).status());
  return sql::InsertRows(tx, kInsertHead, kInsertColumns, ValuesOf(rows), kSupersedeTail).status();
}

}  // namespace duaal::trajectory::storage
