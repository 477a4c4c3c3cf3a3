#ifndef TRAJECTORY_SVC_PLANNER_PARALLEL_H_
#define TRAJECTORY_SVC_PLANNER_PARALLEL_H_

#include <algorithm>
#include <atomic>
#include <cstdint>
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

// The same for work that comes in small pieces, one soon after the other: to start a thread, or to wake one,
// takes a tenth of a millisecond on some machines. The threads are kept, and look out for the next piece for
// about as long before they sleep. One piece at a time, of one owner.
class Crew {
 public:
  explicit Crew(int threads);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  [[nodiscard]] int threads() const { return static_cast<int>(helpers_.size()) + 1; }

  template <typename Work>
  void ForBlocks(int blocks, const Work& work) {
    call_ = [](const void* what, int worker, int block) { (*static_cast<const Work*>(what))(worker, block); };
    work_ = &work;
    blocks_ = blocks;
    Share();
  }

  // Calls `work(worker, i)` for each of so many, some at a time.
  template <typename Work>
  void ForEach(int count, const Work& work) {
    constexpr int kAtATime = 16;
    ForBlocks((count + kAtATime - 1) / kAtATime, [&](int worker, int block) {
      const int end = std::min(count, (block + 1) * kAtATime);
      for (int i = block * kAtATime; i < end; ++i) work(worker, i);
    });
  }

 private:
  void Share();
  void Help(int worker);
  void Loop(int worker);

  void (*call_)(const void* work, int worker, int block) = nullptr;
  const void* work_ = nullptr;
  int blocks_ = 0;
  std::atomic<int> next_ = 0;
  std::atomic<int> busy_ = 0;             // helpers that have not finished the piece
  std::atomic<std::uint32_t> piece_ = 0;  // its number; the last one is no piece, but the end
  bool ended_ = false;
  std::vector<std::thread> helpers_;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_PARALLEL_H_
