#ifndef CHASSIS_RPC_WORKER_POOL_H_
#define CHASSIS_RPC_WORKER_POOL_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "chassis/core/mutex.h"

namespace duaal::rpc {

// A bounded pool: at most `threads` tasks run, at most `queue` wait, first come first served. Threads start
// when first needed, and of those that wait the one that worked last is woken: few threads, whose stacks and
// heaps are warm, do what little there is to do. A task that throws ends the process: nothing here may
// swallow a fault. Thread-safe.
class WorkerPool {
 public:
  WorkerPool(int threads, int queue);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False when `threads` tasks run and `queue` wait, or after `Stop`.
  [[nodiscard]] bool Submit(std::function<void()> task);
  // For the next piece of work that was admitted already, such as the next batch of a stream: never refused.
  void Continue(std::function<void()> task);
  // Runs what waits, then ends the threads.
  void Stop();

  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] std::size_t running() const;

 private:
  // Answers with whom to wake, or nullptr.
  CondVar* Push(std::function<void()> task) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Work(CondVar& wake) noexcept;

  const std::size_t max_threads_ ABSL_GUARDED_BY(mutex_);
  const std::size_t max_queue_;
  mutable Mutex mutex_;
  std::deque<std::function<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(mutex_);
  std::deque<CondVar> wakes_ ABSL_GUARDED_BY(mutex_);       // of each thread; never moved
  std::vector<CondVar*> sleepers_ ABSL_GUARDED_BY(mutex_);  // who waited longest first
  std::size_t idle_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t running_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_WORKER_POOL_H_
