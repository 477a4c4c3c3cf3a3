#include "tools/load/progress.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"

namespace duaal::load {
namespace {

constexpr int kInFlight = 8;
constexpr absl::Duration kPatience = absl::Minutes(5);
constexpr absl::Duration kInterval = absl::Seconds(2);

// The first failure of several workers.
struct FirstFailure {
  Mutex mutex;
  Status status ABSL_GUARDED_BY(mutex);
};

bool Passes(const Status& status) {
  const std::string reason = DetailsOf(status).reason;
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) || absl::IsNotFound(status) ||
         reason == "NOT_DECLARED" || reason == "OFFERING_NOT_OPEN";
}

}  // namespace

Progress::Progress(std::string name, std::int64_t total)
    : name_(std::move(name)), total_(total), started_(absl::Now()), shown_(started_) {}

void Progress::Add(std::int64_t written, std::int64_t known) {
  const MutexLock lock(mutex_);
  written_ += written;
  known_ += known;
  const absl::Time now = absl::Now();
  if (now - shown_ < kInterval) return;
  shown_ = now;
  visible_ = true;
  Show(now);
}

void Progress::Finish() {
  const MutexLock lock(mutex_);
  if (visible_ && shown_rows_ != written_ + known_) Show(absl::Now());
}

void Progress::Show(absl::Time now) {
  shown_rows_ = written_ + known_;
  const auto rows = static_cast<long long>(shown_rows_);
  const double rate = static_cast<double>(rows) / std::max(0.001, absl::ToDoubleSeconds(now - started_));
  if (total_ > 0) {
    std::fprintf(stderr, "  load: %s: %lld of %lld, %.0f/s\n", name_.c_str(), rows,
                 static_cast<long long>(total_), rate);
  } else {
    std::fprintf(stderr, "  load: %s: %lld, %.0f/s\n", name_.c_str(), rows, rate);
  }
}

std::int64_t Progress::written() const {
  const MutexLock lock(mutex_);
  return written_;
}

std::int64_t Progress::known() const {
  const MutexLock lock(mutex_);
  return known_;
}

Status InParallel(int jobs, const std::function<Status(int)>& job) {
  std::atomic<int> next = 0;
  FirstFailure first;
  const auto work = [&] {
    for (int i = next++; i < jobs; i = next++) {
      const Status status = job(i);
      if (status.ok()) continue;
      const MutexLock lock(first.mutex);
      first.status.Update(status);
      next = jobs;
    }
  };
  std::vector<std::thread> workers;
  for (int i = 0; i < std::min(jobs, kInFlight); ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  const MutexLock lock(first.mutex);
  return first.status;
}

Status Patiently(const std::function<Status()>& attempt) {
  const absl::Time deadline = absl::Now() + kPatience;
  Status status = attempt();
  while (!status.ok() && Passes(status) && absl::Now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    status = attempt();
  }
  return status;
}

}  // namespace duaal::load
