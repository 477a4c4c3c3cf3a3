#include "trajectory-svc/storage/session_repository.h"

#include "chassis/sql/bulk.h"
#include "trajectory-svc/storage/viewer.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define SESSION_COLUMNS                                                                       \
  "s.id, s.offering_id, s.programme_code, s.component_code, s.session_date, s.start_minute, " \
  "s.end_minute, s.site, s.state, s.notice_given, s.row_version"

namespace duaal::trajectory::storage {
namespace {

using domain::Session;
using domain::SessionState;

constexpr std::string_view kGet = "SELECT " SESSION_COLUMNS " FROM session s WHERE s.id = ?";
constexpr std::string_view kGetForUpdate =
    "SELECT " SESSION_COLUMNS " FROM session s WHERE s.id = ? FOR UPDATE";
constexpr std::string_view kFindManyHead = "SELECT " SESSION_COLUMNS " FROM session s WHERE s.id IN ";
constexpr std::string_view kShareTail = " LOCK IN SHARE MODE";
constexpr std::string_view kList =
    "SELECT " SESSION_COLUMNS
    " FROM session s WHERE s.offering_id = ? AND s.session_date >= ? AND s.session_date < ?"
    " ORDER BY s.offering_id, s.session_date, s.start_minute LIMIT ?";
constexpr std::string_view kListPlannedForUpdate =
    "SELECT " SESSION_COLUMNS
    " FROM session s WHERE s.offering_id = ? AND s.state = ? AND s.session_date >= ?"
    " ORDER BY s.session_date, s.start_minute FOR UPDATE";
constexpr std::string_view kInsertHead =
    "INSERT INTO session (id, offering_id, programme_code, component_code, session_date, start_minute, "
    "end_minute,"
    " site, state, notice_given, row_version) VALUES ";
constexpr std::string_view kKeepTail = " ON DUPLICATE KEY UPDATE id = session.id";
constexpr std::string_view kUpdate =
    "UPDATE session SET state = ?, notice_given = ?, row_version = ? WHERE id = ? AND row_version = ?";

Session FromRow(const sql::Row& row) {
  return {row.Id(0),   row.Id(1),
          row.Str(2),  row.Str(3),
          row.Date(4), {MinuteOf(row, 5), MinuteOf(row, 6)},
          row.Str(7),  static_cast<SessionState>(row.Int(8)),
          row.Bool(9), row.Int(10)};
}

StatusOr<Session> GetOne(sql::Session& session, std::string_view text, const Uuid& id) {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(text, id));
  if (!row) return NotFound("This session");
  return FromRow(*row);
}

std::vector<Session> FromRows(const sql::Rows& rows) {
  std::vector<Session> sessions;
  sessions.reserve(rows.size());
  for (const sql::Row& row : rows) sessions.push_back(FromRow(row));
  return sessions;
}

}  // namespace

StatusOr<Session> SessionRepository::Get(sql::Session& session, const Uuid& id) const {
  return GetOne(session, kGet, id);
}

StatusOr<Session> SessionRepository::GetForUpdate(sql::Tx& tx, const Uuid& id) const {
  return GetOne(tx, kGetForUpdate, id);
}

StatusOr<std::map<Uuid, Session>> SessionRepository::FindManyForShare(sql::Tx& tx,
                                                                      const std::vector<Uuid>& ids) const {
  ASSIGN_OR_RETURN(
      const sql::Rows rows,
      sql::QueryIn(tx, kFindManyHead, std::vector<sql::Value>(ids.begin(), ids.end()), kShareTail));
  std::map<Uuid, Session> found;
  for (const sql::Row& row : rows) found.emplace(row.Id(0), FromRow(row));
  return found;
}

StatusOr<std::vector<Session>> SessionRepository::List(sql::Session& session, const Uuid& offering_id,
                                                       const Interval<absl::CivilDay>& dates,
                                                       int limit) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kList, offering_id, dates.start, dates.end, limit));
  return FromRows(rows);
}

StatusOr<std::vector<Session>> SessionRepository::ListPlannedForUpdate(sql::Tx& tx, const Uuid& offering_id,
                                                                       absl::CivilDay from) const {
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   tx.Query(kListPlannedForUpdate, offering_id, SessionState::kPlanned, from));
  return FromRows(rows);
}

Status SessionRepository::InsertMany(sql::Tx& tx, const std::vector<Session>& sessions) const {
  std::vector<sql::Value> values;
  values.reserve(sessions.size() * 11);
  for (const Session& s : sessions) {
    values.insert(values.end(),
                  {s.id, s.offering_id, s.programme_code, s.component_code, s.date, s.time.start.minutes(),
                   s.time.end.minutes(), s.site, s.state, s.notice_given, s.row_version});
  }
  return sql::InsertRows(tx, kInsertHead, 11, values, kKeepTail).status();
}

Status SessionRepository::Update(sql::Tx& tx, const Session& s) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kUpdate, s.state, s.notice_given, s.row_version, s.id, s.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

}  // namespace duaal::trajectory::storage
