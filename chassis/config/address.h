#ifndef CHASSIS_CONFIG_ADDRESS_H_
#define CHASSIS_CONFIG_ADDRESS_H_

#include <string>

#include "chassis/core/status.h"

namespace duaal::config {

// An address to listen on or to connect to.
struct Address {
  std::string host;  // without brackets
  int port = 0;      // 0: pick a free one

  // `127.0.0.1:7101`, `[::1]:7101`.
  [[nodiscard]] std::string ToString() const;
  // Whether the host is this machine only: 127.0.0.0/8, ::1 or localhost.
  [[nodiscard]] bool IsLoopback() const;
};

// Reads `host:port` or `[v6]:port`. INVALID_ARGUMENT (ADDRESS): another form, or a port above 65535.
[[nodiscard]] StatusOr<Address> ParseAddress(const std::string& text);

}  // namespace duaal::config

#endif  // CHASSIS_CONFIG_ADDRESS_H_
