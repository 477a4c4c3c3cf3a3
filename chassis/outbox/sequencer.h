#ifndef CHASSIS_OUTBOX_SEQUENCER_H_
#define CHASSIS_OUTBOX_SEQUENCER_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "chassis/timers/lease.h"

// Internal. The numbering itself, without threads.
namespace duaal::outbox::internal {

inline constexpr char kFeedLease[] = "feed";

// The newest position, and the instant before which every known fact is at or below it.
struct Head {
  std::int64_t position = 0;
  absl::Time known_time = absl::UnixEpoch();
};

// Reads the head from the database. Any process may; both values come from one snapshot.
[[nodiscard]] StatusOr<Head> ReadHead(sql::Database& db, absl::Time deadline);

// Moves committed events from the outbox to the feed. Not thread-safe.
class Sequencer {
 public:
  static constexpr std::int64_t kBatchEvents = 500;
  static constexpr std::int64_t kBatchBytes = 4 << 20;

  Sequencer(sql::Database& db, const timers::Lease& lease) : db_(db), lease_(lease) {}

  // What one batch did.
  struct Batch {
    std::int64_t events = 0;
    bool full = false;  // more may be waiting
    Head head;
  };
  // Numbers what is committed, up to 500 events or 4 MiB, in one transaction under the lease. Without any
  // event waiting it writes nothing and the head is empty.
  //
  // ABORTED (LEASE_LOST): another process took over; nothing was written.
  [[nodiscard]] StatusOr<Batch> NumberBatch(absl::Time deadline);

 private:
  StatusOr<Batch> NumberIn(sql::Tx& tx) const;

  sql::Database& db_;
  const timers::Lease& lease_;
  std::int64_t limit_ = kBatchEvents;
};

}  // namespace duaal::outbox::internal

#endif  // CHASSIS_OUTBOX_SEQUENCER_H_
