#ifndef CHASSIS_OUTBOX_CONSUMER_H_
#define CHASSIS_OUTBOX_CONSUMER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "duaal/feed/v1/feed_service.pb.h"
#include "grpcpp/channel.h"

namespace duaal::auth {
class TokenSigner;
}

// The reading end of a feed. The position is stored in the transaction of the effect, so each event
// has its effect exactly once, whatever dies when.
namespace duaal::outbox {

// Applies a batch of consecutive events in `tx`. An error stops the batch: it is retried with backoff
// and the reader does not move on, because skipping would lose a fact. Unknown types are to be ignored.
using ApplyBatch = std::function<Status(sql::Tx& tx, const std::vector<feed::v1::Event>& events)>;

struct ConsumerOptions {
  std::string feed;                        // owner, e.g. `intake-svc`; names the stored position
  std::shared_ptr<grpc::Channel> channel;  // to the owner
  auth::TokenSigner* signer = nullptr;     // this service's own token
  int batch_events = 500;
};

// Where a reader stands.
struct ConsumerState {
  std::string feed;
  std::int64_t position = 0;       // last applied
  std::int64_t head_position = 0;  // newest that the owner told of
  absl::Time known_time;           // facts up to here are in
  absl::Time heard_time;           // system time of the last message or heartbeat
};

// Follows one feed on a thread of its own until destroyed. Thread-safe.
class Consumer {
 public:
  Consumer(sql::Database& db, ConsumerOptions options, ApplyBatch apply);
  ~Consumer();
  void Start();
  [[nodiscard]] ConsumerState state() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace duaal::outbox

#endif  // CHASSIS_OUTBOX_CONSUMER_H_
