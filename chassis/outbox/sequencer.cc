#include "chassis/outbox/sequencer.h"

#include <algorithm>
#include <optional>
#include <string>

namespace duaal::outbox::internal {
namespace {

// One statement, so one snapshot. What the sequencer commits later carries a later fence time than the one
// seen here, so nothing known before it can still come.
constexpr std::string_view kHead =
    "SELECT (SELECT MAX(position) FROM feed), (SELECT fence_time FROM lease WHERE name = ?)";
constexpr std::string_view kPending = "SELECT id FROM outbox ORDER BY id LIMIT 1";
// Always from the beginning: a transaction that begins after another has committed gets larger ids, so
// whoever reads all of them in order numbers cause before effect.
constexpr std::string_view kRead = "SELECT id, LENGTH(payload) FROM outbox ORDER BY id LIMIT ?";
// Both take the ids as a JSON array, so that one prepared statement serves every size, and look each row up
// by its key: a scan, which the optimizer prefers for an IN list on a short table, would wait for rows that
// writers have not committed yet. The payloads never leave the server.
constexpr std::string_view kInsert =
    "INSERT INTO feed (position, event_id, type, subject_id, person_id, municipality_code, occur_time,"
    " known_time, payload)"
    " SELECT ? + v.n, o.event_id, o.type, o.subject_id, o.person_id, o.municipality_code, o.occur_time, ?, "
    "o.payload"
    " FROM JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY, id BIGINT PATH '$')) v"
    " STRAIGHT_JOIN outbox o ON o.id = v.id";
constexpr std::string_view kDelete =
    "DELETE o FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) v STRAIGHT_JOIN outbox o ON o.id = "
    "v.id";

Head HeadOf(const sql::Row& row) { return Head{row.Int(0), row.OptTime(1).value_or(absl::UnixEpoch())}; }

}  // namespace

StatusOr<Head> ReadHead(sql::Database& db, absl::Time deadline) {
  return db.Read(deadline, [](sql::Session& session) -> StatusOr<Head> {
    ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kHead, kFeedLease));
    return row.has_value() ? HeadOf(*row) : Head();
  });
}

StatusOr<Sequencer::Batch> Sequencer::NumberIn(sql::Tx& tx) const {
  RETURN_IF_ERROR(lease_.CheckEpoch(tx));
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, tx.QueryOne(kHead, kFeedLease));
  if (!row.has_value())
    return Error(absl::StatusCode::kInternal, "FEED_BROKEN", "The head of the feed cannot be read.");
  Batch batch;
  batch.head = HeadOf(*row);
  ASSIGN_OR_RETURN(const sql::Rows rows, tx.Query(kRead, limit_));
  batch.full = static_cast<std::int64_t>(rows.size()) == limit_;

  std::string ids = "[";
  std::int64_t bytes = 0;
  for (const sql::Row& event : rows) {
    bytes += event.Int(1);
    if (bytes > kBatchBytes && batch.events > 0) {
      batch.full = true;
      break;
    }
    ids += (batch.events++ > 0 ? "," : "") + std::to_string(event.Int(0));
  }
  ids += "]";
  if (batch.events == 0) return batch;
  ASSIGN_OR_RETURN(const std::int64_t numbered,
                   tx.Execute(kInsert, batch.head.position, batch.head.known_time, ids));
  ASSIGN_OR_RETURN(const std::int64_t deleted, tx.Execute(kDelete, ids));
  if (numbered != batch.events || deleted != batch.events) {
    return Error(absl::StatusCode::kInternal, "FEED_BROKEN",
                 "Events vanished from the outbox while they were numbered.");
  }
  batch.head.position += numbered;
  return batch;
}

StatusOr<Sequencer::Batch> Sequencer::NumberBatch(absl::Time deadline) {
  ASSIGN_OR_RETURN(const bool pending, db_.Read(deadline, [](sql::Session& session) -> StatusOr<bool> {
    ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kPending));
    return row.has_value();
  }));
  if (!pending) return Batch();
  ASSIGN_OR_RETURN(const Batch batch, db_.Run(deadline, [&](sql::Tx& tx) { return NumberIn(tx); }));
  // Large payloads: read no more rows next time than would fit.
  limit_ = batch.full && batch.events < limit_ ? batch.events : std::min(kBatchEvents, limit_ * 2);
  return batch;
}

}  // namespace duaal::outbox::internal
