#ifndef TOOLS_BENCH_PLAN_PEERS_H_
#define TOOLS_BENCH_PLAN_PEERS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "tools/bench/plan_peer_model.h"

// Solvers of others, each as a program of its own.
namespace duaal::bench {

struct PeerAnswer {
  std::optional<std::int64_t> optimum;  // absent: not solved to the end in time
  double solve_us = 0;                  // without the start of the process and the reading of its file
};

// What a peer wrote, and the processor time that it took.
struct PeerRun {
  double us = 0;
  std::string output;
};

class Peers {
 public:
  // INTERNAL: no folder for the files can be made.
  [[nodiscard]] static StatusOr<std::unique_ptr<Peers>> Make();
  ~Peers();
  Peers(const Peers&) = delete;
  Peers& operator=(const Peers&) = delete;

  // Whether a program is installed.
  [[nodiscard]] static bool Has(const std::string& program);

  // NOT_FOUND: it cannot be started; FAILED_PRECONDITION: its answer makes no sense. With `timed`, each is
  // also run on the same file without solving, and the difference of the two is the time to solve.
  [[nodiscard]] StatusOr<PeerAnswer> Glpsol(const PeerModel& model, bool timed) const;
  [[nodiscard]] StatusOr<PeerAnswer> Cbc(const PeerModel& model) const;
  // Its own figure for the search; flattening and start are left out. Gives up after so many seconds.
  [[nodiscard]] StatusOr<PeerAnswer> Gecode(const PeerModel& model, double seconds) const;

 private:
  explicit Peers(std::string folder) : folder_(std::move(folder)) {}
  [[nodiscard]] StatusOr<PeerAnswer> Solve(const std::vector<std::string>& reading,
                                           const std::vector<std::string>& solving, bool timed) const;
  [[nodiscard]] StatusOr<PeerRun> Run(std::vector<std::string> arguments) const;
  [[nodiscard]] StatusOr<std::string> Write(const std::string& name, const std::string& text) const;

  std::string folder_;
};

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_PLAN_PEERS_H_
