#include "intake-svc/storage/residence_repository.h"

#include "chassis/sql/bulk.h"

namespace duaal::intake::storage {
namespace {

constexpr std::string_view kList =
    "SELECT s.municipality_code, s.start_date, s.cause FROM residence s WHERE s.participant_id = ?"
    " ORDER BY s.start_date";
constexpr std::string_view kDelete = "DELETE FROM residence WHERE participant_id = ?";
constexpr std::string_view kInsertHead =
    "INSERT INTO residence (participant_id, start_date, municipality_code, cause, applied) VALUES ";
constexpr std::string_view kFindDue =
    "SELECT s.participant_id FROM residence s WHERE s.applied = FALSE AND s.start_date <= ?"
    " ORDER BY s.start_date LIMIT ?";
// From the few municipalities that were merged to their people.
constexpr std::string_view kFindMerged =
    "SELECT p.id, m.successor_code, m.end_date FROM municipality m STRAIGHT_JOIN participant p"
    " ON p.municipality_code = m.code WHERE m.successor_code > '' AND m.end_date <= ?"
    " AND p.merged_into_id IS NULL LIMIT ?";

}  // namespace

StatusOr<domain::Residences> ResidenceRepository::List(sql::Session& session,
                                                       const domain::Participant& person) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kList, person.id));
  if (rows.empty()) return domain::FirstResidence(person);
  domain::Residences residences;
  for (const sql::Row& row : rows) {
    residences.push_back({row.Str(0), row.Date(1), static_cast<domain::ResidenceCause>(row.Int(2))});
  }
  return residences;
}

Status ResidenceRepository::Replace(sql::Tx& tx, const Uuid& participant_id,
                                    const domain::Residences& residences, absl::CivilDay today) const {
  RETURN_IF_ERROR(tx.Execute(kDelete, participant_id).status());
  // A single one is what the person's own row tells.
  if (residences.size() == 1) return absl::OkStatus();
  std::vector<sql::Value> values;
  for (const domain::Residence& one : residences) {
    values.insert(values.end(), {participant_id, one.start_date, one.municipality_code, one.cause,
                                 one.start_date <= today});
  }
  return sql::InsertRows(tx, kInsertHead, 5, values).status();
}

StatusOr<std::vector<Uuid>> ResidenceRepository::FindDue(sql::Session& session, absl::CivilDay today,
                                                         int limit) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kFindDue, today, limit));
  std::vector<Uuid> people;
  for (const sql::Row& row : rows) people.push_back(row.Id(0));
  return people;
}

StatusOr<std::vector<MergedPerson>> ResidenceRepository::FindMerged(sql::Session& session,
                                                                    absl::CivilDay today, int limit) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kFindMerged, today, limit));
  std::vector<MergedPerson> people;
  for (const sql::Row& row : rows) people.push_back({row.Id(0), row.Str(1), row.Date(2)});
  return people;
}

}  // namespace duaal::intake::storage
