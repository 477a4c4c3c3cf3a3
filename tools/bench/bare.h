#ifndef TOOLS_BENCH_BARE_H_
#define TOOLS_BENCH_BARE_H_

#include <memory>
#include <string>

#include "chassis/core/status.h"
#include "tools/bench/region.h"

// The bound "bare": GetParticipant and UpdateParticipant written by hand over gRPC's callback interface, with
// the same mutual TLS, worker pool, connections and statements as the service, and nothing else: no token, no
// rights but those of one municipality in the SQL, no field rules, no processing log, no metrics, no log
// line.
namespace duaal::bench {

// A bare server in a process of its own.
struct Bare {
  std::unique_ptr<Child> child;
  std::string address;
};

[[nodiscard]] StatusOr<Bare> StartBare(const Region& region);

// The program of that process: serves until SIGTERM. Returns its exit code.
[[nodiscard]] int ServeBare(const std::string& home, const std::string& address);

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_BARE_H_
