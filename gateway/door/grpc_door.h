#ifndef GATEWAY_DOOR_GRPC_DOOR_H_
#define GATEWAY_DOOR_GRPC_DOOR_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "gateway/auth/authenticator.h"
#include "gateway/backend/backend.h"
#include "gateway/descriptors/catalogue.h"
#include "gateway/observe/observer.h"

namespace duaal::gateway {

// The gRPC door: the exposed methods of all services at one address, over TLS. Calls are passed on as
// bytes, unary and streaming, with the flow control of both sides joined: a slow reader slows the writer.
// The caller's metadata stays outside, except for the trace. Health and reflection are open to all.
class GrpcDoor {
 public:
  struct Options {
    std::string listen;
    std::string certificate;  // PEM files
    std::string key;
  };
  // What it works with; all must outlive the door.
  struct Parts {
    const Catalogue& catalogue;
    Authenticator& authenticator;
    Backend& backend;
    Observer& observer;
  };

  // NOT_FOUND: a PEM file cannot be read. UNAVAILABLE (LISTEN): the address is in use.
  [[nodiscard]] static StatusOr<std::unique_ptr<GrpcDoor>> Start(const Options& options, const Parts& parts);
  // Breaks off what still runs.
  ~GrpcDoor();

  [[nodiscard]] int port() const;
  // Answers NOT_SERVING, refuses new calls, waits for running ones up to `grace`, then breaks them off.
  void Drain(absl::Duration grace);

 private:
  class Impl;
  explicit GrpcDoor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace duaal::gateway

#endif  // GATEWAY_DOOR_GRPC_DOOR_H_
