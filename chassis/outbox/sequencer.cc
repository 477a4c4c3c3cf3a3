#include "chassis/outbox/sequencer.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "chassis/sql/bulk.h"

namespace duaal::outbox::internal {
namespace {

// One statement, so one snapshot. What the sequencer commits later carries a later fence time than the one
// seen here, so nothing known before it can still come.
constexpr std::string_view kHead =
    "SELECT (SELECT MAX(position) FROM feed), (SELECT fence_time FROM lease WHERE name = ?)";
constexpr std::string_view kPending = "SELECT id FROM outbox WHERE id > ? ORDER BY id LIMIT 1";
constexpr std::string_view kRead =
    "SELECT id, event_id, type, subject_id, person_id, municipality_code, occur_time, payload"
    " FROM outbox WHERE id > ? ORDER BY id LIMIT ?";
constexpr std::string_view kInsert =
    "INSERT INTO feed (position, event_id, type, subject_id, person_id, municipality_code, occur_time,"
    " known_time, payload) VALUES ";
constexpr std::size_t kInsertColumns = 9;
// The index is forced because a scan of the whole table would wait for rows that writers have not
// committed yet.
constexpr std::string_view kDelete = "DELETE outbox FROM outbox FORCE INDEX (PRIMARY) WHERE id IN ";

// Rows that were deleted stay in the index until the server purges them, which a long-running reader (a
// backup) holds up, and each look from the beginning walks over them. So most looks start behind what was
// numbered some seconds ago, and one a second starts at the beginning, for a transaction that took longer.
constexpr absl::Duration kSettleTime = absl::Seconds(10);
constexpr absl::Duration kFullLookInterval = absl::Seconds(1);

Head HeadOf(const sql::Row& row) {
  return Head{row.Int(0), row.OptTime(1).value_or(absl::UnixEpoch())};
}

StatusOr<std::int64_t> DeleteNumbered(sql::Tx& tx, const std::vector<sql::Value>& ids) {
  std::int64_t deleted = 0;
  for (std::size_t at = 0; at < ids.size();) {
    const std::size_t left = ids.size() - at;
    const std::size_t size = left > 100 ? 500 : left > 10 ? 100 : left > 1 ? 10 : 1;
    std::vector<sql::Value> padded;
    padded.reserve(size);
    for (std::size_t i = 0; i < size; ++i)
      padded.push_back(ids[at + std::min(i, left - 1)]);
    ASSIGN_OR_RETURN(const std::int64_t matched, tx.Execute(std::string(kDelete) + sql::Placeholders(1, size),
                                                            std::span<const sql::Value>(padded)));
    deleted += matched;
    at += std::min(size, left);
  }
  return deleted;
}

}  // namespace

StatusOr<Head> ReadHead(sql::Database& db, absl::Time deadline) {
  return db.Read(deadline, [](sql::Session& session) -> StatusOr<Head> {
    ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kHead, kFeedLease));
    return row.has_value() ? HeadOf(*row) : Head();
  });
}

std::int64_t Sequencer::NextFloor() {
  const absl::Time now = absl::Now();
  if (now >= settle_time_) {
    old_id_ = std::exchange(next_old_id_, numbered_id_);
    settle_time_ = now + kSettleTime;
  }
  if (now < full_look_time_) return old_id_;
  full_look_time_ = now + kFullLookInterval;
  return 0;
}

StatusOr<Sequencer::Batch> Sequencer::NumberIn(sql::Tx& tx, std::int64_t floor) const {
  RETURN_IF_ERROR(lease_.CheckEpoch(tx));
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, tx.QueryOne(kHead, kFeedLease));
  if (!row.has_value())
    return Error(absl::StatusCode::kInternal, "FEED_BROKEN", "The head of the feed cannot be read.");
  Batch batch;
  batch.head = HeadOf(*row);
  ASSIGN_OR_RETURN(const sql::Rows rows, tx.Query(kRead, floor, limit_));
  batch.full = static_cast<std::int64_t>(rows.size()) == limit_;

  std::vector<sql::Value> ids;
  std::vector<sql::Value> values;
  values.reserve(rows.size() * kInsertColumns);
  std::size_t bytes = 0;
  for (const sql::Row& event : rows) {
    bytes += event.Str(7).size();
    if (bytes > kBatchBytes && !ids.empty()) {
      batch.full = true;
      break;
    }
    batch.last_id = event.Int(0);
    ids.emplace_back(batch.last_id);
    values.insert(values.end(),
                  {++batch.head.position, event.Id(1), event.Str(2), event.Str(3), event.OptId(4),
                   event.Str(5), event.Time(6), batch.head.known_time, event.Str(7)});
  }
  batch.events = static_cast<std::int64_t>(ids.size());
  if (ids.empty()) return batch;
  RETURN_IF_ERROR(sql::InsertRows(tx, kInsert, kInsertColumns, values).status());
  ASSIGN_OR_RETURN(const std::int64_t deleted, DeleteNumbered(tx, ids));
  if (deleted != batch.events) {
    return Error(absl::StatusCode::kInternal, "FEED_BROKEN",
                 "Events vanished from the outbox while they were numbered.");
  }
  return batch;
}

StatusOr<Sequencer::Batch> Sequencer::NumberBatch(absl::Time deadline) {
  const std::int64_t floor = NextFloor();
  ASSIGN_OR_RETURN(const bool pending, db_.Read(deadline, [floor](sql::Session& session) -> StatusOr<bool> {
    ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kPending, floor));
    return row.has_value();
  }));
  if (!pending) return Batch();
  ASSIGN_OR_RETURN(Batch batch, db_.Run(deadline, [&](sql::Tx& tx) { return NumberIn(tx, floor); }));
  numbered_id_ = std::max(numbered_id_, batch.last_id);
  // Large payloads: read no more rows next time than would fit.
  limit_ = batch.full && batch.events < limit_ ? batch.events : std::min(kBatchEvents, limit_ * 2);
  return batch;
}

}  // namespace duaal::outbox::internal
