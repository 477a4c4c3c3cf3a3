#include "chassis/timers/periodic.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "chassis/core/mutex.h"
#include "chassis/log/log.h"
#include "chassis/timers/lease.h"

namespace duaal::timers {
namespace {

constexpr absl::Duration kLongestRest = absl::Seconds(1);

absl::Duration Since(SteadyTime began) { return absl::FromChrono(std::chrono::steady_clock::now() - began); }

}  // namespace

struct Periodic::Impl {
  Impl(sql::Database& database, PeriodicOptions o, Step s)
      : db(database),
        options(std::move(o)),
        step(std::move(s)),
        lease(database, options.name, options.holder, options.interval + 2 * options.step_limit) {}

  void Loop();
  Status RunOnce();
  void WaitFor(absl::Duration time);
  bool Stopping() {
    const MutexLock lock(mutex);
    return stopping;
  }

  sql::Database& db;
  const PeriodicOptions options;
  const Step step;
  Lease lease;
  Mutex mutex;
  CondVar stop;
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  std::thread thread;
};

Status Periodic::Impl::RunOnce() {
  ASSIGN_OR_RETURN(const bool held, lease.TakeOrRenew(absl::Now() + options.step_limit));
  bool more = held;
  while (more && !Stopping()) {
    const SteadyTime began = std::chrono::steady_clock::now();
    ASSIGN_OR_RETURN(more, db.Run(absl::Now() + options.step_limit, [this](sql::Tx& tx) -> StatusOr<bool> {
      RETURN_IF_ERROR(lease.CheckEpoch(tx));
      return step(tx);
    }));
    if (more) WaitFor(std::min(Since(began) * (1 + db.in_use()), kLongestRest));
  }
  return absl::OkStatus();
}

// Unless the job is to stop.
void Periodic::Impl::WaitFor(absl::Duration time) {
  const MutexLock lock(mutex);
  const SteadyTime end = SteadyAfter(time);
  while (!stopping && stop.WaitUntil(mutex, end)) {
  }
}

void Periodic::Impl::Loop() {
  while (!Stopping()) {
    const Status status = RunOnce();
    if (!status.ok() && !HasReason(status, "LEASE_LOST")) {
      log::Error("job_failed", {{"job", options.name}, {"status", status}});
    }
    WaitFor(options.interval);
  }
  lease.Release(absl::Now() + absl::Seconds(1));
}

Periodic::Periodic(sql::Database& db, PeriodicOptions options, Step step)
    : impl_(std::make_unique<Impl>(db, std::move(options), std::move(step))) {}

Periodic::~Periodic() {
  {
    const MutexLock lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->stop.NotifyAll();
  if (impl_->thread.joinable()) impl_->thread.join();
}

void Periodic::Start() {
  impl_->thread = std::thread([this] { impl_->Loop(); });
}

}  // namespace duaal::timers
