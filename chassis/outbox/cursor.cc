#include "chassis/outbox/cursor.h"

#include <optional>

namespace duaal::outbox::internal {
namespace {

constexpr std::string_view kSelect = "SELECT position FROM feed_cursor WHERE feed = ?";
constexpr std::string_view kSelectForUpdate = "SELECT position FROM feed_cursor WHERE feed = ? FOR UPDATE";
constexpr std::string_view kInsert = "INSERT INTO feed_cursor (feed, position) VALUES (?, 0)";
constexpr std::string_view kUpdate = "UPDATE feed_cursor SET position = ? WHERE feed = ?";

Status Moved() {
  return Error(absl::StatusCode::kAborted, "CURSOR_MOVED", "Another process applied events of this feed.");
}

}  // namespace

Status Cursor::Load(absl::Time deadline) {
  ASSIGN_OR_RETURN(position_, db_.Run(deadline, [this](sql::Tx& tx) -> StatusOr<std::int64_t> {
    ASSIGN_OR_RETURN(const std::optional<sql::Row> row, tx.QueryOne(kSelect, feed_));
    if (row.has_value()) return row->Int(0);
    const Status inserted = tx.Execute(kInsert, feed_).status();
    if (!inserted.ok() && !absl::IsAlreadyExists(inserted)) return inserted;
    return 0;
  }));
  return absl::OkStatus();
}

Status Cursor::ApplyIn(sql::Tx& tx, const std::vector<feed::v1::Event>& events, std::int64_t* stored) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, tx.QueryOne(kSelectForUpdate, feed_));
  *stored = row.has_value() ? row->Int(0) : 0;
  if (!row.has_value() || *stored != events.front().position() - 1) return Moved();
  RETURN_IF_ERROR(apply_(tx, events));
  return tx.Execute(kUpdate, events.back().position(), feed_).status();
}

Status Cursor::Apply(const std::vector<feed::v1::Event>& events, absl::Time deadline) {
  if (events.empty() || events.back().position() <= position_) return absl::OkStatus();
  if (events.front().position() <= position_) {
    const auto first_new = events.begin() + (position_ + 1 - events.front().position());
    return Apply({first_new, events.end()}, deadline);
  }
  std::int64_t stored = position_;
  const Status status = db_.Run(deadline, [&](sql::Tx& tx) { return ApplyIn(tx, events, &stored); });
  if (status.ok()) {
    position_ = events.back().position();
    return status;
  }
  if (!HasReason(status, "CURSOR_MOVED")) return status;
  // Another process, or our own commit whose answer was lost.
  position_ = stored;
  return stored >= events.front().position() - 1 ? Apply(events, deadline) : status;
}

}  // namespace duaal::outbox::internal
