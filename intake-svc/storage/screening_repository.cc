#include "intake-svc/storage/screening_repository.h"

#include <utility>

#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define SCREENING_SELECT                                                                                \
  "SELECT s.id, s.municipality_code, s.list_code, s.week_date, s.row_key, s.revision, s.content_hash, " \
  "s.register_change, s.sealed, s.known_participant_id, s.state, s.assigned_staff_id, s.decided_date, " \
  "s.decided_by_id, s.dismiss_reason, s.participant_id, s.create_time, s.row_version FROM screening s "

namespace duaal::intake::storage {
namespace {

using domain::Screening;

// A partner does not screen.
constexpr access::Columns kRights{"s.municipality_code", ""};

constexpr std::string_view kGet = SCREENING_SELECT "WHERE s.id = ? AND {rights}";
constexpr std::string_view kGetForUpdate = SCREENING_SELECT "WHERE s.id = ? AND {rights} FOR UPDATE";
// Left to choose, the server takes the week alone from the index and walks over what stands before the page.
constexpr std::string_view kList = SCREENING_SELECT
    "FORCE INDEX (screening_list) WHERE s.municipality_code = ? AND s.week_date = ? "
    "AND (? = 0 OR s.state = ?) AND (? = '' OR s.assigned_staff_id = ?) AND {rights} AND s.id > ? ORDER BY "
    "s.id LIMIT ?";
// By index, however many rows there are: a batch must not cost the more, the more was screened before.
constexpr std::string_view kFindLastHead = SCREENING_SELECT "FORCE INDEX (screening_row) WHERE s.row_key IN ";
constexpr std::string_view kFindLastTail = " ORDER BY s.row_key, s.revision";
constexpr std::string_view kInsert =
    "INSERT INTO screening (id, municipality_code, list_code, week_date, row_key, revision, content_hash,"
    " register_change, sealed, known_participant_id, state, assigned_staff_id, decided_date, decided_by_id,"
    " dismiss_reason, participant_id, create_time, row_version) VALUES ";
constexpr std::size_t kInsertColumns = 18;
constexpr std::string_view kUpdate =
    "UPDATE screening SET sealed = ?, state = ?, assigned_staff_id = ?, decided_date = ?, decided_by_id = ?,"
    " dismiss_reason = ?, participant_id = ?, row_version = ? WHERE id = ? AND row_version = ?";
constexpr std::string_view kSupersede =
    "UPDATE screening SET sealed = '', state = 5, row_version = row_version + 1 WHERE id = ? AND state = 1";

std::string SealContext(const Uuid& id) { return "screening.sealed:" + id.ToString(); }

}  // namespace

std::string ScreeningRepository::Seal(const Screening& s) const {
  return s.person.empty() ? std::string() : keys_.Encrypt(s.person, SealContext(s.id));
}

StatusOr<Screening> ScreeningRepository::FromRow(const sql::Row& row) const {
  Screening s;
  s.id = row.Id(0);
  s.municipality_code = row.Str(1);
  s.list_code = row.Str(2);
  s.week_date = row.Date(3);
  s.row_key = row.Str(4);
  s.revision = static_cast<int>(row.Int(5));
  s.content_hash = row.Str(6);
  s.change = static_cast<domain::RegisterChange>(row.Int(7));
  if (!row.Str(8).empty()) {
    ASSIGN_OR_RETURN(s.person, keys_.Decrypt(row.Str(8), SealContext(s.id)));
  }
  s.known_participant_id = row.OptId(9);
  s.state = static_cast<domain::ScreeningState>(row.Int(10));
  s.assigned_staff_id = row.Str(11);
  s.decided_date = row.OptDate(12);
  s.decided_by_id = row.Str(13);
  s.reason = static_cast<domain::DismissReason>(row.Int(14));
  s.participant_id = row.OptId(15);
  s.create_time = row.Time(16);
  s.row_version = row.Int(17);
  return s;
}

StatusOr<Screening> ScreeningRepository::GetOne(sql::Session& session, std::string_view text, const Uuid& id,
                                                const Viewer& viewer) const {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This screening");
  return FromRow(rows.front());
}

StatusOr<Screening> ScreeningRepository::Get(sql::Session& session, const Uuid& id,
                                             const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<Screening> ScreeningRepository::GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                      const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<Screening>> ScreeningRepository::List(sql::Session& session, const Viewer& viewer,
                                                           const ScreeningFilter& filter,
                                                           const Uuid& after_id, int limit) const {
  const int state = filter.state ? static_cast<int>(*filter.state) : 0;
  const access::Scoped scoped = access::Scope(kList, kRights, viewer.principal, viewer.today,
                                              {filter.municipality_code, filter.week_date, state, state,
                                               filter.assigned_staff_id, filter.assigned_staff_id},
                                              {after_id, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<Screening> screenings;
  for (const sql::Row& row : rows) {
    ASSIGN_OR_RETURN(Screening screening, FromRow(row));
    screenings.push_back(std::move(screening));
  }
  return screenings;
}

StatusOr<std::map<std::string, Screening>> ScreeningRepository::FindLast(
    sql::Session& session, const std::vector<std::string>& row_keys) const {
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   sql::QueryIn(session, kFindLastHead,
                                std::vector<sql::Value>(row_keys.begin(), row_keys.end()), kFindLastTail));
  std::map<std::string, Screening> last;
  for (const sql::Row& row : rows) {
    ASSIGN_OR_RETURN(Screening screening, FromRow(row));
    last[screening.row_key] = std::move(screening);
  }
  return last;
}

Status ScreeningRepository::InsertMany(sql::Tx& tx, const std::vector<Screening>& screenings) const {
  std::vector<sql::Value> values;
  values.reserve(screenings.size() * kInsertColumns);
  for (const Screening& s : screenings) {
    values.insert(values.end(),
                  {s.id, s.municipality_code, s.list_code, s.week_date, s.row_key, s.revision, s.content_hash,
                   s.change, Seal(s), s.known_participant_id, s.state, s.assigned_staff_id, s.decided_date,
                   s.decided_by_id, s.reason, s.participant_id, s.create_time, s.row_version});
  }
  return sql::InsertRows(tx, kInsert, kInsertColumns, values).status();
}

Status ScreeningRepository::Update(sql::Tx& tx, const Screening& s) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kUpdate, Seal(s), s.state, s.assigned_staff_id, s.decided_date, s.decided_by_id,
                              s.reason, s.participant_id, s.row_version, s.id, s.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

Status ScreeningRepository::Supersede(sql::Tx& tx, const Uuid& id) const {
  return tx.Execute(kSupersede, id).status();
}

}  // namespace duaal::intake::storage
