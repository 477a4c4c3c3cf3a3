#ifndef CHASSIS_OUTBOX_CONSUMER_H_
#define CHASSIS_OUTBOX_CONSUMER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "duaal/feed/v1/feed_service.pb.h"

namespace grpc {
class Channel;
}

namespace duaal::auth {
class TokenSigner;
}

// The reading end of a feed. The position is stored in the transaction of the effect, so each event
// has its effect exactly once, whatever dies when.
namespace duaal::outbox {

// Applies a batch of consecutive events in `tx`; must be rerunnable. An error stops the batch: it is cut in
// halves until the event at fault stands alone, which is then retried with backoff for ever; the reader
// does not move on, because skipping would lose a fact. Unknown types are to be ignored.
using ApplyBatch = std::function<Status(sql::Tx& tx, const std::vector<feed::v1::Event>& events)>;

struct ConsumerOptions {
  std::string feed;                        // owner, e.g. `intake-svc`; names the stored position
  std::shared_ptr<grpc::Channel> channel;  // to the owner
  auth::TokenSigner* signer = nullptr;     // this service's own token; without it none is sent
  int batch_events = 500;                  // most events in one transaction
};

// Where a reader stands.
struct ConsumerState {
  std::string feed;
  std::int64_t position = 0;        // last applied
  std::int64_t head_position = 0;   // newest that the owner told of
  absl::Time known_time;            // owner's database time: every fact known before it is applied
  absl::Time heard_time;            // system time of the last message or heartbeat
  std::int64_t stuck_position = 0;  // of the event that keeps failing; 0 when all is well
};

// Follows one feed on a thread of its own until destroyed. Thread-safe. Two processes may follow the same
// feed into one database: each batch is applied by one of them. A lost or silent owner is called again
// with backoff.
class Consumer {
 public:
  Consumer(sql::Database& db, ConsumerOptions options, ApplyBatch apply);
  // Waits for a running transaction.
  ~Consumer();
  void Start();
  [[nodiscard]] ConsumerState state() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace duaal::outbox

#endif  // CHASSIS_OUTBOX_CONSUMER_H_
