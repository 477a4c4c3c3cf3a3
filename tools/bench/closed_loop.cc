#include "tools/bench/closed_loop.h"

#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "chassis/core/mutex.h"

namespace duaal::bench {
namespace {

// The stretch of time in which ended calls count.
struct Window {
  explicit Window(absl::Duration time)
      : from_ns(absl::GetCurrentTimeNanos() + absl::ToInt64Nanoseconds(time / 10)),
        until_ns(from_ns + absl::ToInt64Nanoseconds(time)) {}
  std::int64_t from_ns;
  std::int64_t until_ns;
};

// Gathers what ended within the window.
class Counts {
 public:
  Counts(int callers, const Window& window) : window_(window), millis_(static_cast<std::size_t>(callers)) {}

  void Add(int caller, std::int64_t began_ns, std::int64_t ended_ns) {
    if (ended_ns < window_.from_ns || ended_ns >= window_.until_ns) return;
    millis_[static_cast<std::size_t>(caller)].push_back(static_cast<double>(ended_ns - began_ns) / 1e6);
  }
  [[nodiscard]] Load Total() const {
    Load load;
    for (const auto& list : millis_) load.millis.insert(load.millis.end(), list.begin(), list.end());
    const double seconds = static_cast<double>(window_.until_ns - window_.from_ns) / 1e9;
    load.per_second = static_cast<double>(load.millis.size()) / seconds;
    return load;
  }

 private:
  const Window& window_;
  std::vector<std::vector<double>> millis_;  // by caller, so that they share nothing
};

// The first failure of several callers, which ends them all.
class FirstFailure {
 public:
  void Note(const Status& status) {
    const MutexLock lock(mutex_);
    status_.Update(status);
    some_ = true;
  }
  // Without the lock: callers ask before each call.
  [[nodiscard]] bool Some() const { return some_; }
  [[nodiscard]] Status status() const {
    const MutexLock lock(mutex_);
    return status_;
  }

 private:
  mutable Mutex mutex_;
  Status status_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> some_{false};
};

class CallerLoop {
 public:
  CallerLoop(int callers, absl::Duration time, const std::function<void(int, Done)>& start)
      : start_(start), window_(time), counts_(callers, window_), running_(callers) {}

  StatusOr<Load> Run(int callers) {
    for (int caller = 0; caller < callers; ++caller) Next(caller);
    {
      const MutexLock lock(mutex_);
      while (running_ != 0) ended_.Wait(mutex_);
    }
    RETURN_IF_ERROR(failure_.status());
    return counts_.Total();
  }

 private:
  void Next(int caller) {
    const std::int64_t now = absl::GetCurrentTimeNanos();
    if (failure_.Some() || now >= window_.until_ns) return End();
    start_(caller, [this, caller, now](const Status& status) {
      if (status.ok()) {
        counts_.Add(caller, now, absl::GetCurrentTimeNanos());
      } else {
        failure_.Note(status);
      }
      Next(caller);
    });
  }

  void End() {
    const MutexLock lock(mutex_);
    if (--running_ == 0) ended_.NotifyAll();
  }

  const std::function<void(int, Done)>& start_;
  const Window window_;
  Counts counts_;
  Mutex mutex_;
  CondVar ended_;
  int running_ ABSL_GUARDED_BY(mutex_);
  FirstFailure failure_;
};

}  // namespace

StatusOr<Load> RunCallers(int callers, absl::Duration time, const std::function<void(int, Done)>& start) {
  return CallerLoop(callers, time, start).Run(callers);
}

StatusOr<Load> RunThreads(int threads, absl::Duration time, const std::function<Status(int)>& call) {
  const Window window(time);
  Counts counts(threads, window);
  FirstFailure failure;
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&, i] {
      for (std::int64_t began = absl::GetCurrentTimeNanos(); !failure.Some() && began < window.until_ns;) {
        const Status status = call(i);
        const std::int64_t ended = absl::GetCurrentTimeNanos();
        counts.Add(i, began, ended);
        began = ended;
        if (!status.ok()) failure.Note(status);
      }
    });
  }
  for (std::thread& thread : running) thread.join();
  RETURN_IF_ERROR(failure.status());
  return counts.Total();
}

Status InParallel(int count, int threads, const std::function<Status(int)>& work) {
  std::atomic<int> next{0};
  FirstFailure failure;
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&] {
      for (int at = next++; at < count; at = next++) {
        const Status status = work(at);
        if (status.ok()) continue;
        next = count;
        failure.Note(status);
      }
    });
  }
  for (std::thread& thread : running) thread.join();
  return failure.status();
}

}  // namespace duaal::bench
