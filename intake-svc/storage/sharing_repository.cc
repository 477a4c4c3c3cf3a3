#include "intake-svc/storage/sharing_repository.h"

#include "chassis/access/rights.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define SHARING_COLUMNS                                                                                \
  "s.id, s.participant_id, s.organisation_id, s.purpose, s.decision, s.decision_date, s.record_time, " \
  "s.is_applied"

namespace duaal::intake::storage {
namespace {

using domain::Sharing;
using domain::SharingDecision;

constexpr std::string_view kGet = "SELECT " SHARING_COLUMNS " FROM sharing s WHERE s.id = ?";
constexpr std::string_view kList =
    "SELECT " SHARING_COLUMNS
    " FROM sharing s WHERE s.participant_id = ? AND s.id < ? ORDER BY s.id DESC LIMIT ?";
constexpr std::string_view kLast =
    "SELECT MAX(s.decision_date) FROM sharing s WHERE s.participant_id = ? AND s.organisation_id = ?"
    " AND s.purpose = ?";
constexpr std::string_view kInsert =
    "INSERT INTO sharing (id, participant_id, organisation_id, purpose, decision, decision_date, record_time,"
    " is_applied) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kSetApplied = "UPDATE sharing SET is_applied = TRUE WHERE id = ?";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

Sharing FromRow(const sql::Row& row) {
  return {row.Id(0),   row.Id(1),   row.Id(2),  row.Str(3), static_cast<SharingDecision>(row.Int(4)),
          row.Date(5), row.Time(6), row.Bool(7)};
}

}  // namespace

StatusOr<Sharing> SharingRepository::Get(sql::Session& session, const Uuid& id) const {
  ASSIGN_OR_RETURN(const auto row, session.QueryOne(kGet, id));
  if (!row) return NotFound("This decision");
  return FromRow(*row);
}

StatusOr<std::vector<Sharing>> SharingRepository::List(sql::Session& session, const Uuid& participant_id,
                                                       const Uuid& before_id, int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kList, participant_id, before, limit));
  std::vector<Sharing> sharings;
  for (const sql::Row& row : rows) sharings.push_back(FromRow(row));
  return sharings;
}

StatusOr<std::optional<absl::CivilDay>> SharingRepository::LastDate(sql::Session& session,
                                                                    const Sharing& s) const {
  ASSIGN_OR_RETURN(const auto row, session.QueryOne(kLast, s.participant_id, s.organisation_id, s.purpose));
  return row ? row->OptDate(0) : std::optional<absl::CivilDay>();
}

Status SharingRepository::Insert(sql::Tx& tx, const Sharing& s) const {
  RETURN_IF_ERROR(tx.Execute(kInsert, s.id, s.participant_id, s.organisation_id, s.purpose, s.decision,
                             s.decision_date, s.record_time, s.applied)
                      .status());
  if (s.decision == SharingDecision::kGiven)
    return access::DropRefusal(tx, s.participant_id, s.organisation_id, s.purpose);
  return access::PutRefusal(tx, s.participant_id, s.organisation_id, s.purpose, s.decision_date);
}

Status SharingRepository::SetApplied(sql::Tx& tx, const Uuid& id) const {
  return tx.Execute(kSetApplied, id).status();
}

}  // namespace duaal::intake::storage
