#include "chassis/rpc/worker_pool.h"

#include <utility>

namespace duaal::rpc {

WorkerPool::WorkerPool(int threads, int queue)
    : max_threads_(static_cast<std::size_t>(threads)), max_queue_(static_cast<std::size_t>(queue)) {}

WorkerPool::~WorkerPool() { Stop(); }

bool WorkerPool::Submit(std::function<void()> task) {
  {
    const MutexLock lock(mutex_);
    if (stopped_ || running_ + tasks_.size() >= max_threads_ + max_queue_) return false;
    Push(std::move(task));
  }
  wake_.NotifyOne();
  return true;
}

void WorkerPool::Continue(std::function<void()> task) {
  {
    const MutexLock lock(mutex_);
    Push(std::move(task));
  }
  wake_.NotifyOne();
}

void WorkerPool::Push(std::function<void()> task) {
  tasks_.push_back(std::move(task));
  if (tasks_.size() > idle_ && threads_.size() < max_threads_) {
    ++idle_;  // counted as waiting from now on, so that a burst starts no thread twice
    threads_.emplace_back([this] { Work(); });
  }
}

void WorkerPool::Work() noexcept {
  MutexLock lock(mutex_);
  for (;;) {
    while (!stopped_ && tasks_.empty()) wake_.Wait(mutex_);
    if (tasks_.empty()) return;
    std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    --idle_;
    ++running_;
    lock.Unlock();
    task();
    task = nullptr;  // what it holds goes outside the lock
    lock.Lock();
    --running_;
    ++idle_;
  }
}

void WorkerPool::Stop() {
  std::vector<std::thread> threads;
  {
    const MutexLock lock(mutex_);
    stopped_ = true;
    threads.swap(threads_);
  }
  wake_.NotifyAll();
  for (std::thread& thread : threads) thread.join();
}

std::size_t WorkerPool::waiting() const {
  const MutexLock lock(mutex_);
  return tasks_.size();
}

std::size_t WorkerPool::running() const {
  const MutexLock lock(mutex_);
  return running_;
}

}  // namespace duaal::rpc
