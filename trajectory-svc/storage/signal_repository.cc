#include "trajectory-svc/storage/signal_repository.h"

#include "chassis/access/lists.h"
#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define SIGNAL_SELECT                                                                                \
  "SELECT g.id, g.kind, g.trajectory_id, g.participant_id, g.municipality_code, g.case_manager_id, " \
  "g.session_id, g.component_code, g.signal_date, g.create_time, g.acknowledge_time, g.row_version " \
  "FROM case_signal g "

namespace duaal::trajectory::storage {
namespace {

using domain::Signal;

constexpr access::Columns kRights{"g.municipality_code", "g.participant_id"};

constexpr std::string_view kGet = SIGNAL_SELECT "WHERE g.id = ? AND {rights}";
constexpr std::string_view kGetForUpdate = SIGNAL_SELECT "WHERE g.id = ? AND {rights} FOR UPDATE";
constexpr std::string_view kListOfCaseManager =
    SIGNAL_SELECT "WHERE g.case_manager_id = ? AND {rights} AND g.id < ? ORDER BY g.id DESC LIMIT ?";
constexpr std::string_view kListOpenOfCaseManager = SIGNAL_SELECT
    "WHERE g.case_manager_id = ? AND g.is_open = 1 AND {rights} AND g.id < ? ORDER BY g.id DESC LIMIT ?";
constexpr std::string_view kRaisedHead =
    "SELECT g.session_id, g.participant_id FROM case_signal g WHERE g.kind = ? AND g.session_id IN ";
constexpr std::string_view kInsertHead =
    "INSERT INTO case_signal (id, kind, trajectory_id, participant_id, municipality_code, case_manager_id,"
    " session_id, component_code, signal_date, create_time, acknowledge_time, is_open, row_version) VALUES ";
constexpr std::string_view kUpdate =
    "UPDATE case_signal SET acknowledge_time = ?, is_open = ?, row_version = ? WHERE id = ? AND row_version "
    "= ?";

access::Scoped PageOf(const Viewer& viewer, const SignalFilter& filter, const std::string& before,
                      int limit) {
  if (!filter.case_manager_id.empty()) {
    return access::Scope(filter.include_acknowledged ? kListOfCaseManager : kListOpenOfCaseManager, kRights,
                         viewer.principal, viewer.today, {filter.case_manager_id}, {before, limit});
  }
  access::List list{SIGNAL_SELECT, "g.id", "case_signal_list", {}};
  if (!filter.include_acknowledged) {
    list.index = "case_signal_open";
    list.conditions.emplace_back("g.is_open = ?", true);
  }
  return access::PageOf(list, kRights, viewer.principal, viewer.today, before, limit);
}

Signal FromRow(const sql::Row& row) {
  Signal s;
  s.id = row.Id(0);
  s.kind = static_cast<domain::SignalKind>(row.Int(1));
  s.trajectory_id = row.Id(2);
  s.participant_id = row.Id(3);
  s.municipality_code = row.Str(4);
  s.case_manager_id = row.Str(5);
  s.session_id = row.Id(6);
  s.component_code = row.Str(7);
  s.date = row.Date(8);
  s.create_time = row.Time(9);
  s.acknowledge_time = row.OptTime(10);
  s.row_version = row.Int(11);
  return s;
}

StatusOr<Signal> GetOne(sql::Session& session, std::string_view text, const Uuid& id, const Viewer& viewer) {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This signal");
  return FromRow(rows.front());
}

}  // namespace

StatusOr<Signal> SignalRepository::Get(sql::Session& session, const Uuid& id, const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<Signal> SignalRepository::GetForUpdate(sql::Tx& tx, const Uuid& id, const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<Signal>> SignalRepository::List(sql::Session& session, const Viewer& viewer,
                                                     const SignalFilter& filter, const Uuid& before,
                                                     int limit) const {
  const access::Scoped scoped = PageOf(viewer, filter, BelowBytes(before), limit);
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<Signal> list;
  for (const sql::Row& row : rows) list.push_back(FromRow(row));
  return list;
}

StatusOr<std::set<std::pair<Uuid, Uuid>>> SignalRepository::FindRaised(
    sql::Session& session, const std::vector<Uuid>& session_ids) const {
  ASSIGN_OR_RETURN(
      const sql::Rows rows,
      sql::QueryIn(session, kRaisedHead, std::vector<sql::Value>(session_ids.begin(), session_ids.end()), "",
                   {domain::SignalKind::kAbsence}));
  std::set<std::pair<Uuid, Uuid>> raised;
  for (const sql::Row& row : rows) raised.emplace(row.Id(0), row.Id(1));
  return raised;
}

Status SignalRepository::InsertMany(sql::Tx& tx, const std::vector<Signal>& signals) const {
  std::vector<sql::Value> values;
  for (const Signal& s : signals) {
    values.insert(values.end(), {s.id, s.kind, s.trajectory_id, s.participant_id, s.municipality_code,
                                 s.case_manager_id, s.session_id, s.component_code, s.date, s.create_time,
                                 s.acknowledge_time, !s.acknowledge_time.has_value(), s.row_version});
  }
  const Status status = sql::InsertRows(tx, kInsertHead, 13, values).status();
  if (sql::DuplicateKey(status) != "case_signal_once") return status;
  return Error(absl::StatusCode::kAborted, "SIGNAL_RAISED_MEANWHILE",
               "Another call recorded the same absence at the same moment; send this one again.");
}

Status SignalRepository::Update(sql::Tx& tx, const Signal& s) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kUpdate, s.acknowledge_time, !s.acknowledge_time.has_value(), s.row_version,
                              s.id, s.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

}  // namespace duaal::trajectory::storage
