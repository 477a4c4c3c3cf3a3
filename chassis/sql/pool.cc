#include "chassis/sql/pool.h"

#include <algorithm>
#include <utility>

namespace duaal::sql {
namespace {

// Idle for longer: asked whether the server still answers (10 us) before use.
constexpr absl::Duration kTrustIdle = absl::Seconds(5);

Status BusyStatus() {
  return Error(absl::StatusCode::kResourceExhausted, "DATABASE_BUSY",
               "All connections to the database are in use. Try again shortly.");
}

}  // namespace

Database::Pool::Pool(const DatabaseOptions& options, const ConnectionPolicy& policy)
    : options_(options), policy_(policy) {}

StatusOr<Database::Pool::Loan> Database::Pool::Take(absl::Time deadline) {
  MutexLock lock(mutex_);
  if (absl::Now() >= deadline) return DeadlineStatus();
  while (true) {
    if (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      const bool trusted =
          connection->last_use() > suspect_before_ && absl::Now() - connection->last_use() < kTrustIdle;
      if (trusted) return Loan(*this, std::move(connection));
      lock.Unlock();
      if (connection->Answers()) return Loan(*this, std::move(connection));
      connection.reset();
      Vacate();
      lock.Lock();
      continue;
    }
    const absl::Time now = absl::Now();
    if (open_ < options_.pool_size) {
      ++open_;
      lock.Unlock();
      auto made = Connection::Open(options_, policy_, std::min(options_.connect_timeout, deadline - now));
      if (made.ok()) return Loan(*this, *std::move(made));
      Vacate();
      return made.status();
    }
    if (now >= deadline) return BusyStatus();
    static_cast<void>(freed_.WaitUntil(mutex_, SteadyAfter(deadline - now)));
  }
}

int Database::Pool::in_use() const {
  const MutexLock lock(mutex_);
  return open_ - static_cast<int>(idle_.size());
}

void Database::Pool::GiveBack(std::unique_ptr<Connection> connection) {
  // An open transaction means that a body left by an exception; nobody else may inherit it.
  if (connection->broken() || connection->in_transaction()) {
    {
      // Its sisters probably died with it, so they are asked before their next use.
      const MutexLock lock(mutex_);
      suspect_before_ = absl::Now();
    }
    connection.reset();
    Vacate();
    return;
  }
  connection->set_last_use(absl::Now());
  const MutexLock lock(mutex_);
  idle_.push_back(std::move(connection));
  freed_.NotifyOne();
}

void Database::Pool::Vacate() {
  const MutexLock lock(mutex_);
  --open_;
  freed_.NotifyOne();
}

}  // namespace duaal::sql
