#ifndef GATEWAY_PROCESS_H_
#define GATEWAY_PROCESS_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "duaal/config/v1/config.pb.h"

namespace duaal::gateway {

// Version of this build.
[[nodiscard]] std::string Version();

// The parts of a running gateway in the order of their lives; without flags, signals or exit codes, so
// that a test can run one.
class Process {
 public:
  // Reads descriptors, roles, keys and files, and opens both doors and the operator's port.
  //
  // The error says in one sentence what is missing or wrong: a file, a setting, an option of a method, a
  // free port.
  [[nodiscard]] static StatusOr<std::unique_ptr<Process>> Start(const config::v1::ProcessConfig& config);
  // Ends what still runs, abruptly unless `Drain` came first.
  ~Process();

  // Turns unready, takes no new calls, lets running ones end for up to `grace`. A second call does nothing.
  void Drain(absl::Duration grace);

  // Bound ports.
  [[nodiscard]] int http_port() const;
  [[nodiscard]] int grpc_port() const;
  [[nodiscard]] int metrics_port() const;

 private:
  struct Parts;
  explicit Process(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace duaal::gateway

#endif  // GATEWAY_PROCESS_H_
