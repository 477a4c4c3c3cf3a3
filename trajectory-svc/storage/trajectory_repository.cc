#include "trajectory-svc/storage/trajectory_repository.h"

#include <algorithm>

#include "chassis/access/lists.h"
#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define TRAJECTORY_COLUMNS                                                                            \
  "t.id, t.referral_id, t.participant_id, t.programme_code, t.municipality_code, t.case_manager_id, " \
  "t.start_date, t.state, t.create_time, t.row_version"

namespace duaal::trajectory::storage {
namespace {

using domain::Trajectory;

constexpr access::Columns kRights{"t.municipality_code", "t.participant_id"};

constexpr std::string_view kGet =
    "SELECT " TRAJECTORY_COLUMNS " FROM trajectory t WHERE t.id = ? AND {rights}";
constexpr std::string_view kGetForUpdate =
    "SELECT " TRAJECTORY_COLUMNS " FROM trajectory t WHERE t.id = ? AND {rights} FOR UPDATE";
constexpr std::string_view kFindManyHead =
    "SELECT " TRAJECTORY_COLUMNS " FROM trajectory t WHERE {rights} AND t.id IN ";
constexpr std::string_view kCaseManagersHead =
    "SELECT t.id, t.case_manager_id FROM trajectory t WHERE t.id IN ";

constexpr std::string_view kListHead = "SELECT " TRAJECTORY_COLUMNS " FROM trajectory t";
// One text for each filter that has an index of its own; the rest is looked at row by row.
constexpr std::string_view kListOfCaseManager = "SELECT " TRAJECTORY_COLUMNS
                                                " FROM trajectory t WHERE t.case_manager_id = ? AND (? = '' "
                                                "OR t.programme_code = ?) AND {rights} AND t.id < ?"
                                                " ORDER BY t.id DESC LIMIT ?";
constexpr std::string_view kListOfPerson =
    "SELECT " TRAJECTORY_COLUMNS
    " FROM trajectory t WHERE t.participant_id = ? AND (? = '' OR t.case_manager_id = ?)"
    " AND (? = '' OR t.programme_code = ?) AND {rights} AND t.id < ? ORDER BY t.id DESC LIMIT ?";

constexpr std::string_view kInsert =
    "INSERT INTO trajectory (id, referral_id, participant_id, programme_code, municipality_code, "
    "case_manager_id,"
    " start_date, state, create_time, row_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kInsertSchedule =
    "INSERT INTO trajectory_schedule (trajectory_id, row_version) VALUES (?, 1)";
constexpr std::string_view kUpdate =
    "UPDATE trajectory SET case_manager_id = ?, state = ?, row_version = ? WHERE id = ? AND row_version = ?";
constexpr std::string_view kVersionsHead =
    "SELECT s.trajectory_id, s.row_version FROM trajectory_schedule s WHERE s.trajectory_id IN ";
constexpr std::string_view kLockTail = " ORDER BY s.trajectory_id FOR UPDATE";
constexpr std::string_view kBump =
    "UPDATE trajectory_schedule SET row_version = row_version + 1 WHERE trajectory_id = ?";

Trajectory FromRow(const sql::Row& row) {
  return {row.Id(0),   row.Id(1),  row.Id(2),   row.Str(3),
          row.Str(4),  row.Str(5), row.Date(6), static_cast<domain::TrajectoryState>(row.Int(7)),
          row.Time(8), row.Int(9)};
}

access::Scoped PageOf(const Viewer& viewer, const TrajectoryFilter& filter, const std::string& before,
                      int limit) {
  if (filter.participant_id.has_value()) {
    return access::Scope(kListOfPerson, kRights, viewer.principal, viewer.today,
                         {*filter.participant_id, filter.case_manager_id, filter.case_manager_id,
                          filter.programme_code, filter.programme_code},
                         {before, limit});
  }
  if (!filter.case_manager_id.empty()) {
    return access::Scope(kListOfCaseManager, kRights, viewer.principal, viewer.today,
                         {filter.case_manager_id, filter.programme_code, filter.programme_code},
                         {before, limit});
  }
  access::List list{kListHead, "t.id", "trajectory_list", {}};
  if (!filter.programme_code.empty()) {
    list.index = "trajectory_programme";
    list.conditions.emplace_back("t.programme_code = ?", filter.programme_code);
  }
  return access::PageOf(list, kRights, viewer.principal, viewer.today, before, limit);
}

StatusOr<Trajectory> GetOne(sql::Session& session, std::string_view text, const Uuid& id,
                            const Viewer& viewer) {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This trajectory");
  return FromRow(rows.front());
}

std::vector<sql::Value> Keys(const std::vector<Uuid>& ids) { return {ids.begin(), ids.end()}; }

StatusOr<std::map<Uuid, std::int64_t>> Versions(sql::Session& session, const std::vector<Uuid>& ids,
                                                std::string_view tail) {
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, kVersionsHead, Keys(ids), tail));
  std::map<Uuid, std::int64_t> versions;
  for (const sql::Row& row : rows) versions.emplace(row.Id(0), row.Int(1));
  return versions;
}

void SortUnique(std::vector<Uuid>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

}  // namespace

StatusOr<Trajectory> TrajectoryRepository::Get(sql::Session& session, const Uuid& id,
                                               const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<Trajectory> TrajectoryRepository::GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                        const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::map<Uuid, Trajectory>> TrajectoryRepository::FindMany(sql::Session& session,
                                                                    const std::vector<Uuid>& ids,
                                                                    const Viewer& viewer) const {
  const access::Scoped scoped = access::Scope(kFindManyHead, kRights, viewer.principal, viewer.today);
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, scoped.text, Keys(ids), "", scoped.values));
  std::map<Uuid, Trajectory> found;
  for (const sql::Row& row : rows) found.emplace(row.Id(0), FromRow(row));
  return found;
}

StatusOr<std::map<Uuid, std::string>> TrajectoryRepository::CaseManagers(sql::Session& session,
                                                                         const std::vector<Uuid>& ids) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, kCaseManagersHead, Keys(ids)));
  std::map<Uuid, std::string> found;
  for (const sql::Row& row : rows) found.emplace(row.Id(0), row.Str(1));
  return found;
}

StatusOr<std::vector<Trajectory>> TrajectoryRepository::List(sql::Session& session, const Viewer& viewer,
                                                             const TrajectoryFilter& filter,
                                                             const Uuid& before, int limit) const {
  const access::Scoped scoped = PageOf(viewer, filter, BelowBytes(before), limit);
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<Trajectory> list;
  list.reserve(rows.size());
  for (const sql::Row& row : rows) list.push_back(FromRow(row));
  return list;
}

Status TrajectoryRepository::Insert(sql::Tx& tx, const Trajectory& t) const {
  const Status status =
      tx.Execute(kInsert, t.id, t.referral_id, t.participant_id, t.programme_code, t.municipality_code,
                 t.case_manager_id, t.start_date, t.state, t.create_time, t.row_version)
          .status();
  if (sql::DuplicateKey(status) == "trajectory_referral") {
    return Error(absl::StatusCode::kAlreadyExists, "ALREADY_STARTED",
                 "The referral has a trajectory; go on with that.");
  }
  RETURN_IF_ERROR(status);
  return tx.Execute(kInsertSchedule, t.id).status();
}

Status TrajectoryRepository::Update(sql::Tx& tx, const Trajectory& t) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kUpdate, t.case_manager_id, t.state, t.row_version, t.id, t.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

StatusOr<std::map<Uuid, std::int64_t>> TrajectoryRepository::ScheduleVersions(
    sql::Session& session, const std::vector<Uuid>& ids) const {
  return Versions(session, ids, "");
}

StatusOr<std::map<Uuid, std::int64_t>> TrajectoryRepository::LockSchedules(sql::Tx& tx,
                                                                           std::vector<Uuid> ids) const {
  SortUnique(ids);
  return Versions(tx, ids, kLockTail);
}

Status TrajectoryRepository::BumpSchedules(sql::Tx& tx, std::vector<Uuid> ids) const {
  SortUnique(ids);
  for (const Uuid& id : ids) RETURN_IF_ERROR(tx.Execute(kBump, id).status());
  return absl::OkStatus();
}

}  // namespace duaal::trajectory::storage
