#ifndef CHASSIS_OUTBOX_FEED_H_
#define CHASSIS_OUTBOX_FEED_H_

#include <cstdint>
#include <memory>
#include <string>

#include "chassis/core/status.h"
#include "chassis/rpc/server.h"
#include "chassis/sql/database.h"
#include "duaal/feed/v1/feed_service.pb.h"

namespace duaal::outbox {

// Numbers committed outbox rows into the feed table while it holds the lease, and serves `Watch`.
// One per process; any number of processes per database, of which one holds the lease. A process that
// dies holding it is followed by another within four seconds. Thread-safe.
class Feed {
 public:
  // `holder` names this process in the lease's row, for people.
  Feed(sql::Database& db, std::string holder);
  ~Feed();
  // Starts the sequencer thread.
  void Start();
  // Registers FeedService/Watch. The feed must outlive the server.
  void Register(rpc::Server& server);
  // Opens a stream as `Watch` does: its steps give batches of up to 500 events or 1 MiB, contiguous, and
  // a heartbeat without events when nothing came for 400 ms.
  //
  // OUT_OF_RANGE (FEED_HISTORY_DIFFERS): the position lies beyond the head. DATA_LOSS (FEED_BROKEN), from a
  // step: the stored feed has a gap. UNAVAILABLE: the database is away, or the call was cancelled.
  [[nodiscard]] StatusOr<rpc::Server::SourceStep<feed::v1::WatchResponse>> Watch(
      std::shared_ptr<const rpc::Call> call, const feed::v1::WatchRequest& request);
  // Newest position that this process knows to be numbered.
  [[nodiscard]] std::int64_t head_position() const;
  // Whether this process holds the lease, as far as it knows.
  [[nodiscard]] bool leads() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace duaal::outbox

#endif  // CHASSIS_OUTBOX_FEED_H_
