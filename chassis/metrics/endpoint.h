#ifndef CHASSIS_METRICS_ENDPOINT_H_
#define CHASSIS_METRICS_ENDPOINT_H_

#include <functional>
#include <memory>
#include <string>

#include "chassis/core/status.h"
#include "chassis/metrics/metrics.h"

namespace duaal::metrics {

// A small HTTP server for the operator, apart from the service's own port so that it answers while the
// service is overloaded: /metrics, /livez (200 while the process runs) and /readyz (200, or 503 with the
// reason). One thread of its own, 64 connections at most, five seconds per request.
class Endpoint {
 public:
  // Told at each /readyz. Answers within about a second; its message must hold nothing personal, for
  // anybody who reaches the port reads it.
  using Readiness = std::function<Status()>;

  // Binds `address` (`127.0.0.1:9101`; port 0 picks a free one) and serves until destroyed. `registry`
  // must outlive it.
  //
  // INVALID_ARGUMENT (ADDRESS): not an address. UNAVAILABLE (LISTEN): it is in use or not of this machine.
  [[nodiscard]] static StatusOr<std::unique_ptr<Endpoint>> Start(const std::string& address,
                                                                 const Registry& registry,
                                                                 Readiness readiness);
  ~Endpoint();

  // The port in use, also where 0 was asked for.
  [[nodiscard]] int port() const;

 private:
  class Impl;
  explicit Endpoint(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace duaal::metrics

#endif  // CHASSIS_METRICS_ENDPOINT_H_
