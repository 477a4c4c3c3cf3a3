#include "intake-svc/storage/merge_repository.h"

#include <algorithm>
#include <optional>
#include <string>

#include "chassis/access/rights.h"
#include "chassis/crypto/crypto.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define MERGE_SELECT                                                                                  \
  "SELECT m.id, m.kept_id, m.merged_id, k.municipality_code, d.municipality_code, m.state, "          \
  "m.requested_by_municipality, m.requested_by_id, m.decided_by_id, m.undone_by_id, m.request_time, " \
  "m.decide_time, m.undo_time, m.row_version FROM participant_merge m JOIN participant k ON k.id = "  \
  "m.kept_id"                                                                                         \
  " JOIN participant d ON d.id = m.merged_id WHERE "
#define MERGE_RIGHTS \
  "EXISTS (SELECT 1 FROM participant p WHERE p.id IN (m.kept_id, m.merged_id) AND {rights})"

namespace duaal::intake::storage {
namespace {

using domain::RecordMerge;

// A partner that serves the person has no say in which records are one.
constexpr access::Columns kRights{"p.municipality_code", ""};

constexpr std::string_view kGet = MERGE_SELECT "m.id = ? AND " MERGE_RIGHTS;
constexpr std::string_view kGetForUpdate = MERGE_SELECT "m.id = ? AND " MERGE_RIGHTS " FOR UPDATE";
constexpr std::string_view kList =
    MERGE_SELECT "m.state = ? AND " MERGE_RIGHTS " AND m.id < ? ORDER BY m.id DESC LIMIT ?";
constexpr std::string_view kInsert =
    "INSERT INTO participant_merge (id, kept_id, merged_id, open_pair, state, requested_by_municipality,"
    " requested_by_id, decided_by_id, undone_by_id, request_time, decide_time, undo_time, row_version)"
    " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kUpdate =
    "UPDATE participant_merge SET open_pair = ?, state = ?, decided_by_id = ?, undone_by_id = ?,"
    " decide_time = ?, undo_time = ?, row_version = ? WHERE id = ? AND row_version = ?";
constexpr std::string_view kHold =
    "SELECT p.id FROM participant p WHERE p.id IN (?, ?) ORDER BY p.id FOR UPDATE";
constexpr std::string_view kFacts =
    "SELECT COALESCE(k.bsn_lookup <> d.bsn_lookup, FALSE),"
    " COALESCE(k.v_number_lookup <> d.v_number_lookup, FALSE),"
    " EXISTS (SELECT 1 FROM residence s WHERE s.participant_id IN (k.id, d.id) AND s.applied = FALSE),"
    " k.merged_into_id IS NOT NULL OR d.merged_into_id IS NOT NULL,"
    " EXISTS (SELECT 1 FROM participant_merge m WHERE m.kept_id = d.id AND m.state = 2)"
    " FROM participant k JOIN participant d ON d.id = ? WHERE k.id = ?";
constexpr std::string_view kOpenTwice =
    "SELECT k.programme_code FROM referral k JOIN referral d ON d.open_programme_code = k.open_programme_code"
    " WHERE k.participant_id = ? AND d.participant_id = ? ORDER BY k.programme_code";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

RecordMerge FromRow(const sql::Row& row) {
  RecordMerge m;
  m.id = row.Id(0);
  m.kept_id = row.Id(1);
  m.merged_id = row.Id(2);
  m.kept_municipality_code = row.Str(3);
  m.merged_municipality_code = row.Str(4);
  m.state = static_cast<domain::MergeState>(row.Int(5));
  m.requested_by_municipality_code = row.Str(6);
  m.requested_by_id = row.Str(7);
  m.decided_by_id = row.Str(8);
  m.undone_by_id = row.Str(9);
  m.request_time = row.Time(10);
  m.decide_time = row.OptTime(11);
  m.undo_time = row.OptTime(12);
  m.row_version = row.Int(13);
  return m;
}

StatusOr<RecordMerge> GetOne(sql::Session& session, std::string_view text, const Uuid& id,
                             const Viewer& viewer) {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This merge");
  return FromRow(rows.front());
}

std::optional<std::string> OpenPair(const RecordMerge& m) {
  if (!domain::Stands(m)) return std::nullopt;
  const auto [low, high] = std::minmax(m.kept_id, m.merged_id);
  return crypto::Sha256(low.Bytes() + high.Bytes());
}

}  // namespace

StatusOr<RecordMerge> MergeRepository::Get(sql::Session& session, const Uuid& id,
                                           const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<RecordMerge> MergeRepository::GetForUpdate(sql::Tx& tx, const Uuid& id, const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<RecordMerge>> MergeRepository::List(sql::Session& session, const Viewer& viewer,
                                                         domain::MergeState state, const Uuid& before_id,
                                                         int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  const access::Scoped scoped =
      access::Scope(kList, kRights, viewer.principal, viewer.today, {state}, {before, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<RecordMerge> merges;
  for (const sql::Row& row : rows) merges.push_back(FromRow(row));
  return merges;
}

Status MergeRepository::Insert(sql::Tx& tx, const RecordMerge& m) const {
  const Status status = tx.Execute(kInsert, m.id, m.kept_id, m.merged_id, OpenPair(m), m.state,
                                   m.requested_by_municipality_code, m.requested_by_id, m.decided_by_id,
                                   m.undone_by_id, m.request_time, m.decide_time, m.undo_time, m.row_version)
                            .status();
  if (sql::DuplicateKey(status) == "participant_merge_open") {
    return Error(absl::StatusCode::kAlreadyExists, "MERGE_KNOWN",
                 "A request to merge these two stands; list the requests and answer it.");
  }
  return status;
}

Status MergeRepository::Update(sql::Tx& tx, const RecordMerge& m) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kUpdate, OpenPair(m), m.state, m.decided_by_id, m.undone_by_id, m.decide_time,
                              m.undo_time, m.row_version, m.id, m.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

Status MergeRepository::Hold(sql::Tx& tx, const Uuid& one, const Uuid& other) const {
  return tx.Query(kHold, one, other).status();
}

StatusOr<domain::MergeFacts> MergeRepository::Facts(sql::Session& session, const RecordMerge& merge) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row,
                   session.QueryOne(kFacts, merge.merged_id, merge.kept_id));
  if (!row) return NotFound("This participant");
  domain::MergeFacts facts{row->Bool(0), row->Bool(1), row->Bool(2), row->Bool(3), row->Bool(4)};
  ASSIGN_OR_RETURN(const sql::Rows open, session.Query(kOpenTwice, merge.kept_id, merge.merged_id));
  for (const sql::Row& one : open) facts.programmes_open_twice.push_back(one.Str(0));
  return facts;
}

}  // namespace duaal::intake::storage
