#include "chassis/idempotency/idempotency.h"

#include <algorithm>

#include "chassis/crypto/crypto.h"

namespace duaal::idempotency {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO idempotency (request_key, body_hash, resource_id, etag, note, create_time)"
    " VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6))";
constexpr std::string_view kSelect =
    "SELECT body_hash, resource_id, etag, note FROM idempotency WHERE request_key = ?";
// The last of the oldest rows that are due. Rows lie in order of time, so what is not due needs no look.
constexpr std::string_view kOldest =
    "SELECT id, create_time < UTC_TIMESTAMP(6) - INTERVAL 7 DAY FROM idempotency ORDER BY id LIMIT ?";
constexpr std::string_view kDelete = "DELETE FROM idempotency WHERE id <= ?";

constexpr int kMaxPurge = 10'000;
constexpr std::size_t kMaxResourceId = 64;
constexpr std::size_t kMaxEtag = 64;
constexpr std::size_t kMaxNote = 1000;

// Each part with its length, so that no two keys run together into the same text.
std::string HashOf(const Key& key) {
  std::string text;
  for (const std::string* part : {&key.principal_id, &key.method, &key.request_id}) {
    text += std::to_string(part->size());
    text += ':';
    text += *part;
  }
  return crypto::Sha256(text);
}

}  // namespace

Status Store(sql::Tx& tx, const Key& key, const Outcome& outcome) {
  if (key.request_id.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "REQUEST_ID_MISSING",
                 "Send a request_id with every command, the same one when you repeat it.");
  }
  if (outcome.resource_id.size() > kMaxResourceId || outcome.etag.size() > kMaxEtag ||
      outcome.note.size() > kMaxNote || key.body_hash.size() != 32) {
    return Error(absl::StatusCode::kInternal, "OUTCOME_TOO_LONG", "The outcome does not fit its row.");
  }
  const auto inserted =
      tx.Execute(kInsert, HashOf(key), key.body_hash, outcome.resource_id, outcome.etag, outcome.note);
  if (absl::IsAlreadyExists(inserted.status())) {
    return Error(absl::StatusCode::kAlreadyExists, "REQUEST_REPEATED", "This request id was used before.");
  }
  return inserted.status();
}

StatusOr<std::optional<Outcome>> Find(sql::Session& session, const Key& key) {
  if (key.request_id.empty()) return std::optional<Outcome>();
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kSelect, HashOf(key)));
  if (!row.has_value()) return std::optional<Outcome>();
  if (row->Str(0) != key.body_hash) {
    return Error(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED",
                 "This request id was used for another request; choose a new one.");
  }
  return std::optional<Outcome>(Outcome{row->Str(1), row->Str(2), row->Str(3)});
}

StatusOr<std::int64_t> Purge(sql::Tx& tx, int limit) {
  ASSIGN_OR_RETURN(const sql::Rows rows, tx.Query(kOldest, std::clamp(limit, 1, kMaxPurge)));
  std::int64_t last = 0;
  for (const sql::Row& row : rows) {
    if (!row.Bool(1)) break;
    last = row.Int(0);
  }
  if (last == 0) return 0;
  return tx.Execute(kDelete, last);
}

StatusOr<std::int64_t> Purge(sql::Database& db, absl::Time deadline, int limit) {
  return db.Run(deadline, [limit](sql::Tx& tx) { return Purge(tx, limit); });
}

}  // namespace duaal::idempotency
