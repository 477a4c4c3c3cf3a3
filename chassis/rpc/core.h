#ifndef CHASSIS_RPC_CORE_H_
#define CHASSIS_RPC_CORE_H_

#include <atomic>
#include <utility>

#include "chassis/rpc/server_options.h"
#include "chassis/rpc/worker_pool.h"

namespace duaal::rpc {

// What all calls of a server share.
struct Core {
  explicit Core(Server::Options with)
      : options(std::move(with)), workers(options.workers, options.queue), sources(options.max_sources, 0) {}

  const Server::Options options;
  WorkerPool workers;
  WorkerPool sources;
  std::atomic<int> open_streams{0};
  std::atomic<bool> draining{false};
};

[[nodiscard]] inline Status Overloaded() {
  return Error(absl::StatusCode::kResourceExhausted, "OVERLOADED", "The service is busy; try again shortly.");
}

[[nodiscard]] inline Status Draining() {
  return Error(absl::StatusCode::kUnavailable, "DRAINING", "This process is stopping; call again.");
}

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_CORE_H_
