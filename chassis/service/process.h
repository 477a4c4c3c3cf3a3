#ifndef CHASSIS_SERVICE_PROCESS_H_
#define CHASSIS_SERVICE_PROCESS_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/service/service.h"
#include "duaal/config/v1/config.pb.h"

namespace duaal::service {

// Version of this build.
[[nodiscard]] std::string Version();

// Internal. The parts of a running service in the order of their lives; without flags, signals or exit
// codes, so that a test can run one. The driver must have been made (sql::InitDriver).
class Process {
 public:
  // Makes every part and starts them: schema check, handlers, server, sequencer, consumers, jobs, metrics.
  //
  // The error says in one sentence what is missing: a file, the database, a migration, a handler, a peer, a
  // free port.
  [[nodiscard]] static StatusOr<std::unique_ptr<Process>> Start(const config::v1::ProcessConfig& config,
                                                                const Definition& definition);
  // Ends what still runs, abruptly unless `Drain` came first.
  ~Process();

  // Turns unready, refuses new calls, lets running ones end for up to `grace`. A second call does nothing.
  void Drain(absl::Duration grace);

  // Bound ports.
  [[nodiscard]] int port() const;
  [[nodiscard]] int metrics_port() const;

 private:
  struct Parts;
  explicit Process(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace duaal::service

#endif  // CHASSIS_SERVICE_PROCESS_H_
