#include "intake-svc/storage/destruction_repository.h"

#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define DESTRUCTION_COLUMNS                                                           \
  "d.id, d.class_code, d.municipality_code, d.state, d.proposed_by, d.propose_time, " \
  "d.decided_by, d.decide_time, d.finish_time, d.proof_hash, d.row_version"

namespace duaal::intake::storage {
namespace {

using domain::Destruction;
using domain::DestructionOutcome;
using domain::DestructionState;

constexpr access::Columns kRights{"d.municipality_code", ""};

constexpr std::string_view kGet =
    "SELECT " DESTRUCTION_COLUMNS " FROM destruction d WHERE d.id = ? AND {rights}";
constexpr std::string_view kGetForUpdate =
    "SELECT " DESTRUCTION_COLUMNS " FROM destruction d WHERE d.id = ? AND {rights} FOR UPDATE";
constexpr std::string_view kList =
    "SELECT " DESTRUCTION_COLUMNS
    " FROM destruction d WHERE {rights} AND d.id < ? ORDER BY d.id DESC LIMIT ?";
constexpr std::string_view kPeople =
    "SELECT i.participant_id, i.outcome FROM destruction_item i WHERE i.destruction_id = ? ORDER BY "
    "i.ordinal";
constexpr std::string_view kRows =
    "SELECT c.service, c.table_name, c.row_count FROM destruction_count c WHERE c.destruction_id = ?"
    " ORDER BY c.service, c.table_name";
constexpr std::string_view kInsert =
    "INSERT INTO destruction (id, class_code, municipality_code, state, proposed_by, propose_time, "
    "decided_by,"
    " decide_time, finish_time, proof_hash, row_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kInsertItemsHead =
    "INSERT INTO destruction_item (destruction_id, ordinal, participant_id, open_class, outcome) VALUES ";
constexpr std::string_view kUpdate =
    "UPDATE destruction SET state = ?, decided_by = ?, decide_time = ?, finish_time = ?, proof_hash = ?,"
    " row_version = ? WHERE id = ? AND row_version = ?";
constexpr std::string_view kRelease =
    "UPDATE destruction_item SET open_class = NULL, outcome = ? WHERE destruction_id = ?";
constexpr std::string_view kIsListed =
    "SELECT 1 FROM destruction_item i WHERE i.participant_id = ? AND i.open_class IS NOT NULL"
    " AND i.outcome = ? LIMIT 1";
constexpr std::string_view kFindWaiting =
    "SELECT i.destruction_id, i.ordinal, i.participant_id, d.class_code, d.municipality_code"
    " FROM destruction d JOIN destruction_item i ON i.destruction_id = d.id"
    " WHERE d.state = ? AND i.outcome = ? ORDER BY d.id, i.ordinal LIMIT ?";
constexpr std::string_view kFindUnderWay =
    "SELECT i.destruction_id, i.ordinal, i.participant_id, d.class_code, d.municipality_code"
    " FROM destruction d JOIN destruction_item i ON i.destruction_id = d.id"
    " WHERE d.id = ? AND i.participant_id = ? AND i.outcome = ?";
// Who is left is free for another list; whose data was destroyed never stands on one of the class again.
constexpr std::string_view kSetOutcome =
    "UPDATE destruction_item SET outcome = ?, open_class = IF(? = 4, NULL, open_class)"
    " WHERE destruction_id = ? AND ordinal = ?";
constexpr std::string_view kAddRows =
    "INSERT INTO destruction_count (destruction_id, service, table_name, row_count) VALUES (?, ?, ?, ?)"
    " ON DUPLICATE KEY UPDATE row_count = row_count + VALUES(row_count)";
constexpr std::string_view kConfirm =
    "UPDATE destruction_item SET outcome = ? WHERE destruction_id = ? AND participant_id = ? AND outcome = ?";
constexpr std::string_view kFindFinished =
    "SELECT d.id FROM destruction d WHERE d.state = ? AND NOT EXISTS (SELECT 1 FROM destruction_item i"
    " WHERE i.destruction_id = d.id AND i.outcome IN (?, ?)) ORDER BY d.id LIMIT ?";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

Destruction FromRow(const sql::Row& row) {
  Destruction d;
  d.id = row.Id(0);
  d.class_code = row.Str(1);
  d.municipality_code = row.Str(2);
  d.state = static_cast<DestructionState>(row.Int(3));
  d.proposed_by = row.Str(4);
  d.propose_time = row.Time(5);
  d.decided_by = row.Str(6);
  d.decide_time = row.OptTime(7);
  d.finish_time = row.OptTime(8);
  d.proof_hash = row.Str(9);
  d.row_version = row.Int(10);
  return d;
}

DestructionItem ToItem(const sql::Row& row) {
  return {row.Id(0), static_cast<int>(row.Int(1)), row.Id(2), row.Str(3), row.Str(4)};
}

StatusOr<Destruction> GetOne(sql::Session& session, std::string_view text, const Uuid& id,
                             const Viewer& viewer) {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This list for destruction");
  Destruction destruction = FromRow(rows.front());
  ASSIGN_OR_RETURN(const sql::Rows people, session.Query(kPeople, id));
  for (const sql::Row& row : people) {
    destruction.people.push_back({row.Id(0), static_cast<DestructionOutcome>(row.Int(1))});
  }
  ASSIGN_OR_RETURN(const sql::Rows counts, session.Query(kRows, id));
  for (const sql::Row& row : counts) destruction.rows.push_back({row.Str(0), row.Str(1), row.Int(2)});
  return destruction;
}

}  // namespace

StatusOr<Destruction> DestructionRepository::Get(sql::Session& session, const Uuid& id,
                                                 const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<Destruction> DestructionRepository::GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                          const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<Destruction>> DestructionRepository::List(sql::Session& session, const Viewer& viewer,
                                                               const Uuid& before_id, int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  const access::Scoped scoped =
      access::Scope(kList, kRights, viewer.principal, viewer.today, {}, {before, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<Destruction> all;
  for (const sql::Row& row : rows) all.push_back(FromRow(row));
  return all;
}

Status DestructionRepository::Insert(sql::Tx& tx, const Destruction& d) const {
  RETURN_IF_ERROR(tx.Execute(kInsert, d.id, d.class_code, d.municipality_code, d.state, d.proposed_by,
                             d.propose_time, d.decided_by, d.decide_time, d.finish_time, d.proof_hash,
                             d.row_version)
                      .status());
  std::vector<sql::Value> values;
  for (std::size_t i = 0; i < d.people.size(); ++i) {
    values.insert(values.end(), {d.id, i, d.people[i].participant_id, d.class_code, d.people[i].outcome});
  }
  const Status status = sql::InsertRows(tx, kInsertItemsHead, 5, values).status();
  if (sql::DuplicateKey(status) == "destruction_item_open") {
    return Error(absl::StatusCode::kFailedPrecondition, "LISTED_FOR_DESTRUCTION",
                 "Another list took one of these people first; read again what is due.");
  }
  return status;
}

Status DestructionRepository::Update(sql::Tx& tx, const Destruction& d) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kUpdate, d.state, d.decided_by, d.decide_time, d.finish_time, d.proof_hash,
                              d.row_version, d.id, d.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

Status DestructionRepository::Release(sql::Tx& tx, const Uuid& id) const {
  return tx.Execute(kRelease, DestructionOutcome::kRejected, id).status();
}

StatusOr<bool> DestructionRepository::IsListed(sql::Session& session, const Uuid& participant_id) const {
  ASSIGN_OR_RETURN(const auto row, session.QueryOne(kIsListed, participant_id, DestructionOutcome::kWaiting));
  return row.has_value();
}

StatusOr<std::vector<DestructionItem>> DestructionRepository::FindWaiting(sql::Session& session,
                                                                          int limit) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kFindWaiting, DestructionState::kApproved,
                                                       DestructionOutcome::kWaiting, limit));
  std::vector<DestructionItem> items;
  for (const sql::Row& row : rows) items.push_back(ToItem(row));
  return items;
}

StatusOr<std::optional<DestructionItem>> DestructionRepository::FindUnderWay(
    sql::Session& session, const Uuid& id, const Uuid& participant_id) const {
  ASSIGN_OR_RETURN(const auto row,
                   session.QueryOne(kFindUnderWay, id, participant_id, DestructionOutcome::kUnderWay));
  return row ? std::optional(ToItem(*row)) : std::nullopt;
}

Status DestructionRepository::SetOutcome(sql::Tx& tx, const DestructionItem& item,
                                         DestructionOutcome outcome) const {
  return tx.Execute(kSetOutcome, outcome, outcome, item.destruction_id, item.ordinal).status();
}

Status DestructionRepository::AddRows(sql::Tx& tx, const Uuid& id, const std::string& service,
                                      const std::vector<person_data::Destroyed>& rows) const {
  for (const person_data::Destroyed& one : rows) {
    RETURN_IF_ERROR(tx.Execute(kAddRows, id, service, one.table, one.rows).status());
  }
  return absl::OkStatus();
}

Status DestructionRepository::Confirm(sql::Tx& tx, const Uuid& id, const Uuid& participant_id) const {
  return tx
      .Execute(kConfirm, DestructionOutcome::kDestroyed, id, participant_id, DestructionOutcome::kUnderWay)
      .status();
}

StatusOr<std::vector<Uuid>> DestructionRepository::FindFinished(sql::Session& session, int limit) const {
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   session.Query(kFindFinished, DestructionState::kApproved, DestructionOutcome::kWaiting,
                                 DestructionOutcome::kUnderWay, limit));
  std::vector<Uuid> ids;
  for (const sql::Row& row : rows) ids.push_back(row.Id(0));
  return ids;
}

}  // namespace duaal::intake::storage
