#include "trajectory-svc/planner/proof_paths.h"

#include <algorithm>

namespace duaal::planner {

ProofPaths::ProofPaths(const std::vector<ProofColumn>& columns) : forks_(1) {
  std::vector<std::uint32_t> before;  // rows of the last column but one
  std::vector<std::uint32_t> forks;   // behind each of them
  std::vector<std::uint32_t> path;
  for (const ProofColumn& column : columns) {
    path.assign(1, static_cast<std::uint32_t>(column.person));
    for (const auto& [row, times] : column.rows)
      path.insert(path.end(), static_cast<std::size_t>(times), static_cast<std::uint32_t>(row));
    const std::uint32_t last = path.back();
    path.pop_back();
    const auto parting = std::mismatch(path.begin(), path.end(), before.begin(), before.end()).first;
    forks.resize(static_cast<std::size_t>(parting - path.begin()));
    while (forks.size() < path.size()) {
      forks_.push_back({forks.empty() ? 0 : forks.back(), path[forks.size()]});
      forks.push_back(static_cast<std::uint32_t>(forks_.size() - 1));
    }
    ends_.push_back({forks.empty() ? 0 : forks.back(), last});
    std::swap(before, path);
  }
}

}  // namespace duaal::planner
