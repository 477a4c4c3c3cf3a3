#include "chassis/timers/lease.h"

#include <utility>

#include "chassis/core/uuid.h"

namespace duaal::timers {
namespace {

constexpr std::string_view kSelect =
    "SELECT holder, epoch, expire_time <= UTC_TIMESTAMP(6) FROM lease WHERE name = ?";
constexpr std::string_view kInsert =
    "INSERT INTO lease (name, holder, epoch, expire_time, fence_time)"
    " VALUES (?, ?, 1, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND, UTC_TIMESTAMP(6))";
constexpr std::string_view kTake =
    "UPDATE lease SET holder = ?, epoch = epoch + 1,"
    " expire_time = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND,"
    " fence_time = GREATEST(fence_time, UTC_TIMESTAMP(6))"
    " WHERE name = ? AND epoch = ? AND (holder = ? OR expire_time <= UTC_TIMESTAMP(6))";
constexpr std::string_view kRenew =
    "UPDATE lease SET expire_time = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND,"
    " fence_time = GREATEST(fence_time, UTC_TIMESTAMP(6)) WHERE name = ? AND epoch = ?";
constexpr std::string_view kRelease =
    "UPDATE lease SET expire_time = UTC_TIMESTAMP(6) WHERE name = ? AND epoch = ?";

}  // namespace

Lease::Lease(sql::Database& db, std::string name, std::string holder, absl::Duration length)
    : db_(db),
      name_(std::move(name)),
      holder_(std::move(holder) + "#" + Uuid::NewV7().ToString()),
      length_(length) {}

// Epochs only grow: a takeover is the one statement that matches the epoch it has read, so of several
// candidates one wins, and the row's lock makes it wait for a transaction that passed CheckEpoch.
StatusOr<std::int64_t> Lease::Take(sql::Tx& tx) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, tx.QueryOne(kSelect, name_));
  const std::int64_t length_us = absl::ToInt64Microseconds(length_);
  if (!row.has_value()) {
    const auto inserted = tx.Execute(kInsert, name_, holder_, length_us);
    if (absl::IsAlreadyExists(inserted.status())) return 0;
    RETURN_IF_ERROR(inserted.status());
    return 1;
  }
  // A row with our name outlives a commit whose answer was lost; it is taken again at once, under a
  // new epoch.
  const bool ours = row->Str(0) == holder_;
  const bool expired = row->Bool(2);
  if (!ours && !expired) return 0;
  const std::int64_t epoch = row->Int(1);
  ASSIGN_OR_RETURN(const std::int64_t matched, tx.Execute(kTake, holder_, length_us, name_, epoch, holder_));
  return matched == 1 ? epoch + 1 : 0;
}

StatusOr<std::int64_t> Lease::Renew(sql::Tx& tx) const {
  ASSIGN_OR_RETURN(const std::int64_t matched,
                   tx.Execute(kRenew, absl::ToInt64Microseconds(length_), name_, epoch_));
  return matched == 1 ? epoch_ : 0;
}

StatusOr<bool> Lease::TakeOrRenew(absl::Time deadline) {
  if (held()) {
    const auto renewed = db_.Run(deadline, [this](sql::Tx& tx) { return Renew(tx); });
    epoch_ = renewed.ok() ? *renewed : 0;
    if (!renewed.ok()) return renewed.status();
    if (held()) return true;
  }
  const auto taken = db_.Run(deadline, [this](sql::Tx& tx) { return Take(tx); });
  epoch_ = taken.ok() ? *taken : 0;
  if (!taken.ok()) return taken.status();
  return held();
}

Status Lease::CheckEpoch(sql::Tx& tx) const {
  if (held()) {
    ASSIGN_OR_RETURN(const std::int64_t epoch, Renew(tx));
    if (epoch != 0) return absl::OkStatus();
  }
  return Error(absl::StatusCode::kAborted, "LEASE_LOST", "Another process took over; nothing was written.");
}

void Lease::Release(absl::Time deadline) {
  if (!held()) return;
  const std::int64_t epoch = std::exchange(epoch_, 0);
  // When this fails, the lease simply runs out.
  (void)db_.Run(deadline, [&](sql::Tx& tx) { return tx.Execute(kRelease, name_, epoch); });
}

}  // namespace duaal::timers
