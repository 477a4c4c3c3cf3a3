#ifndef TRAJECTORY_SVC_PLANNER_PROOF_PATHS_H_
#define TRAJECTORY_SVC_PLANNER_PROOF_PATHS_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/instance.h"

namespace duaal::planner {

// A week that a person could have.
struct ProofColumn {
  int person = 0;
  Cost cost = 0;
  std::vector<std::pair<int, int>> rows;  // each once, behind those of the people, and how often it counts
  int week = -1;                          // of whoever asks, who may look for it here
};

// The rows in which columns count, the person's first, as paths of a tree: where neighbours begin alike, the
// common part is added up once. Of columns in order, of some nine rows each, that leaves one and a half.
class ProofPaths {
 public:
  explicit ProofPaths(const std::vector<ProofColumn>& columns);

  // Calls `body(column, sum)` for each column in order, with the sum of `of_row` over its rows, each as often
  // as it counts.
  template <typename Number, typename Body>
  void ForSums(const Number* of_row, const Body& body) const {
    const auto sums = std::make_unique_for_overwrite<Number[]>(forks_.size());
    sums[0] = 0;
    for (std::size_t i = 1; i < forks_.size(); ++i) sums[i] = sums[forks_[i].before] + of_row[forks_[i].row];
    for (std::size_t c = 0; c < ends_.size(); ++c) body(c, sums[ends_[c].before] + of_row[ends_[c].row]);
  }

 private:
  // A path goes on by one row.
  struct Step {
    std::uint32_t before = 0;  // in `forks_`
    std::uint32_t row = 0;
  };
  std::vector<Step> forks_;  // where columns go on from; the first is the empty path
  std::vector<Step> ends_;   // of each column
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_PROOF_PATHS_H_
