#include "trajectory-svc/storage/enrolment_repository.h"

#include <optional>

#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"

// The enrolment with its turn under the newest alternation; FromRow reads the columns in this order.
#define ENROLMENT_SELECT                                                                                 \
  "SELECT e.id, e.trajectory_id, e.offering_id, e.participant_id, e.organisation_id, e.component_code, " \
  "e.municipality_code, e.start_date, e.end_date, e.active, e.create_time, e.row_version, "              \
  "ct.from_date, ct.position, ct.turns, ct.week_pattern FROM enrolment e LEFT JOIN component_turn ct "   \
  "ON ct.trajectory_id = e.trajectory_id AND ct.component_code = e.component_code AND ct.from_date = "   \
  "(SELECT MAX(latest.from_date) FROM component_turn latest WHERE latest.trajectory_id = e.trajectory_id) "

namespace duaal::trajectory::storage {
namespace {

using domain::Enrolment;

constexpr access::Columns kRights{"e.municipality_code", "e.participant_id"};

constexpr std::string_view kGet = ENROLMENT_SELECT "WHERE e.id = ? AND {rights}";
constexpr std::string_view kGetForUpdate = ENROLMENT_SELECT "WHERE e.id = ? AND {rights} FOR UPDATE";
constexpr std::string_view kListOfTrajectory =
    ENROLMENT_SELECT "WHERE e.trajectory_id = ? AND {rights} AND e.id < ? ORDER BY e.id DESC LIMIT ?";
constexpr std::string_view kListOfOffering =
    ENROLMENT_SELECT "WHERE e.offering_id = ? AND {rights} AND e.id < ? ORDER BY e.id DESC LIMIT ?";
constexpr std::string_view kListCreatedAt =
    ENROLMENT_SELECT "WHERE e.offering_id = ? AND {rights} AND e.create_time = ? ORDER BY e.id LIMIT 1000";
constexpr std::string_view kListEndingAfter =
    ENROLMENT_SELECT "WHERE e.offering_id = ? AND e.end_date > ? ORDER BY e.trajectory_id";
constexpr std::string_view kTrajectoriesOfOffering =
    "SELECT DISTINCT e.trajectory_id FROM enrolment e WHERE e.offering_id = ? AND {rights} AND e.start_date "
    "< ?"
    " AND e.end_date > ? ORDER BY e.trajectory_id LIMIT ?";
constexpr std::string_view kHoldersHead =
    "SELECT e.trajectory_id FROM enrolment e WHERE e.offering_id = ? AND e.active = 1 AND e.trajectory_id "
    "IN ";
constexpr std::string_view kCountDuring =
    "SELECT COUNT(e.id) FROM enrolment e WHERE e.offering_id = ? AND e.start_date < ? AND e.end_date > ?"
    " AND e.start_date < e.end_date";
constexpr std::string_view kSeatsHead =
    "SELECT e.participant_id, e.offering_id, e.trajectory_id, e.municipality_code, e.start_date, e.end_date"
    " FROM enrolment e WHERE {rights} AND e.start_date < ? AND e.end_date > ? AND e.participant_id IN ";
constexpr std::string_view kShareTail = " LOCK IN SHARE MODE";
constexpr std::string_view kInsertHead =
    "INSERT INTO enrolment (id, trajectory_id, offering_id, participant_id, organisation_id, component_code,"
    " municipality_code, start_date, end_date, active, create_time, row_version) VALUES ";
constexpr std::string_view kUpdate =
    "UPDATE enrolment SET end_date = ?, active = ?, row_version = ? WHERE id = ? AND row_version = ?";

Enrolment FromRow(const sql::Row& row) {
  Enrolment e;
  e.id = row.Id(0);
  e.trajectory_id = row.Id(1);
  e.offering_id = row.Id(2);
  e.participant_id = row.Id(3);
  e.organisation_id = row.Id(4);
  e.component_code = row.Str(5);
  e.municipality_code = row.Str(6);
  e.period = {row.Date(7), row.Date(8)};
  e.ended = row.IsNull(9);
  e.create_time = row.Time(10);
  e.row_version = row.Int(11);
  if (!row.IsNull(12)) {
    const domain::Turn turn{e.component_code, static_cast<int>(row.Int(13)), static_cast<int>(row.Int(14)),
                            static_cast<domain::WeekPattern>(row.Int(15))};
    e.rhythm = domain::RhythmOf({{row.Date(12), {turn}}}, e.component_code);
  }
  return e;
}

StatusOr<std::vector<Enrolment>> FromRows(StatusOr<sql::Rows> rows) {
  if (!rows.ok()) return rows.status();
  std::vector<Enrolment> list;
  list.reserve(rows->size());
  for (const sql::Row& row : *rows) list.push_back(FromRow(row));
  return list;
}

StatusOr<Enrolment> GetOne(sql::Session& session, std::string_view text, const Uuid& id,
                           const Viewer& viewer) {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This enrolment");
  return FromRow(rows.front());
}

StatusOr<std::vector<Enrolment>> ListOf(sql::Session& session, std::string_view text, const Viewer& viewer,
                                        const Uuid& id, const Uuid& before, int limit) {
  const access::Scoped scoped =
      access::Scope(text, kRights, viewer.principal, viewer.today, {id}, {BelowBytes(before), limit});
  return FromRows(session.Query(scoped.text, scoped.values));
}

std::optional<int> Active(const Enrolment& e) { return e.ended ? std::nullopt : std::optional<int>(1); }

}  // namespace

Status AlreadyEnrolled() {
  return Error(absl::StatusCode::kAlreadyExists, "ALREADY_ENROLLED",
               "The trajectory has a seat in this offering.");
}

StatusOr<Enrolment> EnrolmentRepository::Get(sql::Session& session, const Uuid& id,
                                             const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<Enrolment> EnrolmentRepository::GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                      const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<Enrolment>> EnrolmentRepository::ListOfTrajectory(sql::Session& session,
                                                                       const Viewer& viewer,
                                                                       const Uuid& trajectory_id,
                                                                       const Uuid& before, int limit) const {
  return ListOf(session, kListOfTrajectory, viewer, trajectory_id, before, limit);
}

StatusOr<std::vector<Enrolment>> EnrolmentRepository::ListOfOffering(sql::Session& session,
                                                                     const Viewer& viewer,
                                                                     const Uuid& offering_id,
                                                                     const Uuid& before, int limit) const {
  return ListOf(session, kListOfOffering, viewer, offering_id, before, limit);
}

StatusOr<std::vector<Uuid>> EnrolmentRepository::TrajectoriesOfOffering(sql::Session& session,
                                                                        const Viewer& viewer,
                                                                        const Uuid& offering_id,
                                                                        const Interval<absl::CivilDay>& dates,
                                                                        int limit) const {
  const access::Scoped scoped = access::Scope(kTrajectoriesOfOffering, kRights, viewer.principal,
                                              viewer.today, {offering_id}, {dates.end, dates.start, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<Uuid> ids;
  for (const sql::Row& row : rows) ids.push_back(row.Id(0));
  return ids;
}

StatusOr<std::vector<Enrolment>> EnrolmentRepository::ListCreatedAt(sql::Session& session,
                                                                    const Viewer& viewer,
                                                                    const Uuid& offering_id,
                                                                    absl::Time create_time) const {
  const access::Scoped scoped =
      access::Scope(kListCreatedAt, kRights, viewer.principal, viewer.today, {offering_id}, {create_time});
  return FromRows(session.Query(scoped.text, scoped.values));
}

StatusOr<std::set<Uuid>> EnrolmentRepository::FindHolders(sql::Session& session, const Uuid& offering_id,
                                                          const std::vector<Uuid>& trajectory_ids) const {
  ASSIGN_OR_RETURN(
      const sql::Rows rows,
      sql::QueryIn(session, kHoldersHead,
                   std::vector<sql::Value>(trajectory_ids.begin(), trajectory_ids.end()), "", {offering_id}));
  std::set<Uuid> holders;
  for (const sql::Row& row : rows) holders.insert(row.Id(0));
  return holders;
}

StatusOr<int> EnrolmentRepository::CountDuring(sql::Session& session, const Uuid& offering_id,
                                               const Interval<absl::CivilDay>& period) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row,
                   session.QueryOne(kCountDuring, offering_id, period.end, period.start));
  return row ? static_cast<int>(row->Int(0)) : 0;
}

StatusOr<std::vector<Enrolment>> EnrolmentRepository::ListEndingAfter(sql::Session& session,
                                                                      const Uuid& offering_id,
                                                                      absl::CivilDay from) const {
  return FromRows(session.Query(kListEndingAfter, offering_id, from));
}

StatusOr<Seats> EnrolmentRepository::FindSeatsForShare(sql::Tx& tx, const Viewer& viewer,
                                                       const std::vector<Uuid>& participant_ids,
                                                       const Interval<absl::CivilDay>& dates) const {
  const access::Scoped scoped =
      access::Scope(kSeatsHead, kRights, viewer.principal, viewer.today, {}, {dates.end, dates.start});
  ASSIGN_OR_RETURN(
      const sql::Rows rows,
      sql::QueryIn(tx, scoped.text, std::vector<sql::Value>(participant_ids.begin(), participant_ids.end()),
                   kShareTail, scoped.values));
  Seats seats;
  for (const sql::Row& row : rows) {
    seats.emplace(std::pair(row.Id(0), row.Id(1)), Seat{row.Id(2), row.Str(3), {row.Date(4), row.Date(5)}});
  }
  return seats;
}

Status EnrolmentRepository::InsertMany(sql::Tx& tx, const std::vector<Enrolment>& enrolments) const {
  std::vector<sql::Value> values;
  for (const Enrolment& e : enrolments) {
    values.insert(values.end(), {e.id, e.trajectory_id, e.offering_id, e.participant_id, e.organisation_id,
                                 e.component_code, e.municipality_code, e.period.start, e.period.end,
                                 Active(e), e.create_time, e.row_version});
  }
  const Status status = sql::InsertRows(tx, kInsertHead, 12, values).status();
  return sql::DuplicateKey(status) == "enrolment_seat" ? AlreadyEnrolled() : status;
}

Status EnrolmentRepository::Update(sql::Tx& tx, const Enrolment& e) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kUpdate, e.period.end, Active(e), e.row_version, e.id, e.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

}  // namespace duaal::trajectory::storage
