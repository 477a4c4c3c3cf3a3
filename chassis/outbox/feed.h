#ifndef CHASSIS_OUTBOX_FEED_H_
#define CHASSIS_OUTBOX_FEED_H_

#include <memory>
#include <string>

#include "chassis/core/clock.h"
#include "chassis/core/status.h"
#include "chassis/rpc/server.h"
#include "chassis/sql/database.h"

namespace duaal::outbox {

// Numbers committed outbox rows into the feed table while it holds the lease, and serves `Watch`.
// One per process; any number of processes per database, of which one holds the lease.
class Feed {
 public:
  Feed(sql::Database& db, std::string holder);
  ~Feed();
  // Starts the sequencer thread.
  void Start();
  // Registers FeedService/Watch.
  void Register(rpc::Server& server);
  // Newest position that this process knows to be numbered.
  [[nodiscard]] std::int64_t head_position() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace duaal::outbox

#endif  // CHASSIS_OUTBOX_FEED_H_
