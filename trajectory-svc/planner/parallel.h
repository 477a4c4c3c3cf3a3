#ifndef TRAJECTORY_SVC_PLANNER_PARALLEL_H_
#define TRAJECTORY_SVC_PLANNER_PARALLEL_H_

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace duaal::planner {

// Calls `work(worker, block)` once for every block 0 ... blocks - 1, on at most `threads` threads; `worker`
// numbers the thread. Blocks are handed out in order; what they compute must not depend on who computes it.
template <typename Work>
void ForBlocks(int blocks, int threads, const Work& work) {
  std::atomic<int> next = 0;
  const auto loop = [&](int worker) {
    for (int block = next++; block < blocks; block = next++) work(worker, block);
  };
  std::vector<std::thread> helpers;
  for (int worker = 1; worker < std::min(threads, blocks); ++worker) helpers.emplace_back(loop, worker);
  loop(0);
  for (std::thread& helper : helpers) helper.join();
}

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_PARALLEL_H_
