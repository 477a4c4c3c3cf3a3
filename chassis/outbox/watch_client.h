#ifndef CHASSIS_OUTBOX_WATCH_CLIENT_H_
#define CHASSIS_OUTBOX_WATCH_CLIENT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "duaal/feed/v1/feed_service.pb.h"

namespace grpc {
class Channel;
}

namespace duaal::outbox::internal {

// Internal. One `Watch` stream as its reader sees it: waiting has a limit, so that one thread can read,
// notice silence and stop. Not thread-safe.
class WatchClient {
 public:
  enum class News { kNone, kMessage, kEnd };

  WatchClient(const std::shared_ptr<grpc::Channel>& channel, const std::string& token,
              std::int64_t after_position);
  // Cancels the stream.
  ~WatchClient();

  // Waits up to `timeout` for the next message. After kEnd, `status` tells why the stream ended.
  [[nodiscard]] News Next(absl::Duration timeout, feed::v1::WatchResponse* message);
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  class Stream;
  std::unique_ptr<Stream> stream_;
  Status status_;
};

}  // namespace duaal::outbox::internal

#endif  // CHASSIS_OUTBOX_WATCH_CLIENT_H_
