#include "intake-svc/storage/participation_task_repository.h"

#include "chassis/access/rights.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define TASK_SELECT                                                                                    \
  "SELECT t.id, t.referral_id, r.participant_id, t.programme_code, r.municipality_code, t.role_code, " \
  "t.opened_date, t.closed_date, t.outcome_code, t.staff_id, t.create_time, t.row_version "            \
  "FROM participation_task t JOIN referral r ON r.id = t.referral_id WHERE "

namespace duaal::intake::storage {
namespace {

using domain::ParticipationTask;

constexpr access::Columns kRights{"r.municipality_code", "r.participant_id"};

constexpr std::string_view kGet = TASK_SELECT "t.id = ? AND {rights}";
constexpr std::string_view kGetForUpdate = TASK_SELECT "t.id = ? AND {rights} FOR UPDATE";
constexpr std::string_view kList = TASK_SELECT
    "t.programme_code = ? AND t.role_code = ? AND t.closed_date IS NULL"
    " AND (? = '' OR r.municipality_code = ?) AND {rights} AND t.id > ? ORDER BY t.id LIMIT ?";
constexpr std::string_view kInsert =
    "INSERT INTO participation_task (id, referral_id, programme_code, role_code, opened_date, closed_date,"
    " outcome_code, staff_id, create_time, row_version) VALUES (?,?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kUpdate =
    "UPDATE participation_task SET closed_date = ?, outcome_code = ?, staff_id = ?, row_version = ?"
    " WHERE id = ? AND row_version = ?";

ParticipationTask FromRow(const sql::Row& row) {
  ParticipationTask t;
  t.id = row.Id(0);
  t.referral_id = row.Id(1);
  t.participant_id = row.Id(2);
  t.programme_code = row.Str(3);
  t.municipality_code = row.Str(4);
  t.role_code = row.Str(5);
  t.opened_date = row.Date(6);
  t.closed_date = row.OptDate(7);
  t.outcome_code = row.Str(8);
  t.staff_id = row.Str(9);
  t.create_time = row.Time(10);
  t.row_version = row.Int(11);
  return t;
}

StatusOr<ParticipationTask> GetOne(sql::Session& session, std::string_view text, const Uuid& id,
                                   const Viewer& viewer) {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This task");
  return FromRow(rows.front());
}

}  // namespace

StatusOr<ParticipationTask> ParticipationTaskRepository::Get(sql::Session& session, const Uuid& id,
                                                             const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<ParticipationTask> ParticipationTaskRepository::GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                                      const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<ParticipationTask>> ParticipationTaskRepository::List(sql::Session& session,
                                                                           const Viewer& viewer,
                                                                           const TaskFilter& filter,
                                                                           const Uuid& after_id,
                                                                           int limit) const {
  const access::Scoped scoped = access::Scope(
      kList, kRights, viewer.principal, viewer.today,
      {filter.programme_code, filter.role_code, filter.municipality_code, filter.municipality_code},
      {after_id, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<ParticipationTask> tasks;
  for (const sql::Row& row : rows) tasks.push_back(FromRow(row));
  return tasks;
}

Status ParticipationTaskRepository::Insert(sql::Tx& tx, const ParticipationTask& t) const {
  return tx
      .Execute(kInsert, t.id, t.referral_id, t.programme_code, t.role_code, t.opened_date, t.closed_date,
               t.outcome_code, t.staff_id, t.create_time, t.row_version)
      .status();
}

Status ParticipationTaskRepository::Update(sql::Tx& tx, const ParticipationTask& t) const {
  ASSIGN_OR_RETURN(const std::int64_t rows, tx.Execute(kUpdate, t.closed_date, t.outcome_code, t.staff_id,
                                                       t.row_version, t.id, t.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

}  // namespace duaal::intake::storage
