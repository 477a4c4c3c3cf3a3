#include "chassis/rpc/worker_pool.h"

#include <utility>

namespace duaal::rpc {

WorkerPool::WorkerPool(int threads, int queue)
    : max_threads_(static_cast<std::size_t>(threads)), max_queue_(static_cast<std::size_t>(queue)) {}

WorkerPool::~WorkerPool() { Stop(); }

bool WorkerPool::Submit(std::function<void()> task) {
  CondVar* wake = nullptr;
  {
    const MutexLock lock(mutex_);
    if (stopped_ || running_ + tasks_.size() >= max_threads_ + max_queue_) return false;
    wake = Push(std::move(task));
  }
  if (wake != nullptr) wake->NotifyOne();
  return true;
}

void WorkerPool::Continue(std::function<void()> task) {
  CondVar* wake = nullptr;
  {
    const MutexLock lock(mutex_);
    wake = Push(std::move(task));
  }
  if (wake != nullptr) wake->NotifyOne();
}

CondVar* WorkerPool::Push(std::function<void()> task) {
  tasks_.push_back(std::move(task));
  if (tasks_.size() > idle_ && threads_.size() < max_threads_) {
    ++idle_;  // counted as waiting from now on, so that a burst starts no thread twice
    CondVar& wake = wakes_.emplace_back();
    threads_.emplace_back([this, &wake] { Work(wake); });
    return nullptr;
  }
  if (sleepers_.empty()) return nullptr;  // whoever is done next takes it
  CondVar* const last = sleepers_.back();
  sleepers_.pop_back();
  return last;
}

void WorkerPool::Work(CondVar& wake) noexcept {
  MutexLock lock(mutex_);
  for (;;) {
    while (!stopped_ && tasks_.empty()) {
      sleepers_.push_back(&wake);
      wake.Wait(mutex_);
      std::erase(sleepers_, &wake);  // still there when the wait ended without cause
    }
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
    for (CondVar& wake : wakes_) wake.NotifyAll();
  }
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
