#include "chassis/sql/database.h"

#include <algorithm>
#include <random>
#include <thread>
#include <utility>

#include "chassis/sql/connection.h"
#include "chassis/sql/pool.h"
#include "chassis/sql/sql_error.h"

namespace duaal::sql {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(4);
constexpr absl::Duration kLongestPause = absl::Milliseconds(250);

// Pauses between reruns: doubled each time, and a random part of that, so that two transactions that
// ran into each other do not meet again.
class Backoff {
 public:
  explicit Backoff(absl::Time deadline) : deadline_(deadline) {}

  // Sleeps. False when the deadline would pass meanwhile.
  [[nodiscard]] bool Wait() {
    thread_local std::minstd_rand random{std::random_device{}()};
    const absl::Duration pause = pause_ * std::uniform_real_distribution<double>(0.25, 1.0)(random);
    pause_ = std::min(pause_ * 2, kLongestPause);
    if (absl::Now() + pause >= deadline_) return false;
    std::this_thread::sleep_for(absl::ToChronoNanoseconds(pause));
    return true;
  }

 private:
  absl::Time deadline_;
  absl::Duration pause_ = kFirstPause;
};

// After a commit of unknown outcome, an error that only says that no further attempt succeeded would tell
// the caller that nothing was stored. An error of the body's own stands: it has looked.
Status Verdict(const Status& status, bool commit_unknown) {
  const bool looked = !IsTransient(status) && status.code() != absl::StatusCode::kDeadlineExceeded &&
                      status.code() != absl::StatusCode::kResourceExhausted;
  return commit_unknown && !looked ? UnknownCommitStatus() : status;
}

}  // namespace

StatusOr<Rows> Session::Query(std::string_view text, std::span<const Value> values) {
  return connection_->Query(text, values, deadline_);
}

StatusOr<std::int64_t> Session::Execute(std::string_view text, std::span<const Value> values) {
  return connection_->Execute(text, values, deadline_);
}

// How one attempt at a transaction ended.
struct Database::Attempt {
  Status status;
  bool connected = false;
  bool commit_unknown = false;
};

Database::Attempt Database::RunOnce(Pool& pool, absl::Time deadline, const std::function<Status(Tx&)>& body) {
  StatusOr<Pool::Loan> loan = pool.Take(deadline);
  if (!loan.ok()) return {loan.status()};
  Connection& connection = **loan;
  connection.Begin();
  Tx tx(connection, deadline);
  Status status = body(tx);
  // Whatever the body made of it: after a deadlock the server has forgotten the first statements.
  if (!connection.doom().ok()) status = connection.doom();
  if (status.ok()) {
    status = connection.Commit();
    const bool refused = IsTransient(status);
    if (!refused) {
      for (const std::function<void()>& then : tx.after_commit_) then();
    }
    if (status.ok()) return {absl::OkStatus(), true};
    if (!refused) return {std::move(status), true, true};
  }
  // A failed rollback breaks the connection, and the server rolls back when it is closed.
  if (!connection.broken()) connection.Rollback().IgnoreError();
  return {std::move(status), true};
}

Database::Database(DatabaseOptions options) : options_(std::move(options)) {
  ConnectionPolicy writing;
  writing.autocommit = false;
  writers_ = std::make_unique<Pool>(options_, writing);
  readers_ = std::make_unique<Pool>(options_, ConnectionPolicy());
}

Database::~Database() = default;

const DatabaseOptions& Database::options() const { return options_; }

Status Database::RunErased(Pool& pool, absl::Time deadline, const std::function<Status(Tx&)>& body,
                           bool rerun_unknown_commit) {
  Backoff backoff(deadline);
  // A server that is away is waited for, but not longer than it may take to connect: workers that all
  // wait for their deadlines would be no use to anyone.
  absl::Time reachable_by = absl::InfiniteFuture();
  bool commit_unknown = false;
  while (true) {
    const Attempt attempt = RunOnce(pool, deadline, body);
    if (attempt.status.ok()) return absl::OkStatus();
    commit_unknown |= attempt.commit_unknown;
    const bool rerun = attempt.commit_unknown ? rerun_unknown_commit : IsTransient(attempt.status);
    if (!rerun) return Verdict(attempt.status, commit_unknown);
    reachable_by = attempt.connected ? absl::InfiniteFuture()
                                     : std::min(reachable_by, absl::Now() + options_.connect_timeout);
    if (absl::Now() >= reachable_by) return Verdict(attempt.status, commit_unknown);
    if (!backoff.Wait()) {
      return Verdict(IsLost(attempt.status) ? attempt.status : DeadlineStatus(), commit_unknown);
    }
  }
}

StatusOr<std::int64_t> Database::RunStatement(absl::Time deadline, std::string_view text,
                                              std::span<const Value> values) {
  std::int64_t matched = 0;
  RETURN_IF_ERROR(RunErased(
      *readers_, deadline,
      [&](Tx& tx) -> Status {
        ASSIGN_OR_RETURN(matched, tx.Execute(text, values));
        return absl::OkStatus();
      },
      true));
  return matched;
}

Status Database::ReadErased(absl::Time deadline, const std::function<Status(Session&)>& body) {
  for (bool again = false;; again = true) {
    ASSIGN_OR_RETURN(Pool::Loan loan, readers_->Take(deadline));
    Connection& connection = *loan;
    connection.Begin();
    Session session(connection, deadline);
    const Status status = body(session);
    // A write outside a transaction may have had its effect before the connection broke.
    if (again || status.ok() || !IsLost(connection.doom()) || connection.wrote()) return status;
  }
}

int Database::in_use() const { return writers_->in_use() + readers_->in_use(); }

Status Database::Ping(absl::Duration timeout) {
  // A connection of its own: a busy pool is no reason to be called unready, and a server that accepts
  // connections but hangs is, so the time-out must be that of the socket.
  ConnectionPolicy policy;
  policy.read_timeout_s = static_cast<int>(
      std::clamp<std::int64_t>(absl::ToInt64Seconds(absl::Ceil(timeout, absl::Seconds(1))), 1, 60));
  ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open(options_, policy, timeout));
  return connection->Answers() ? absl::OkStatus() : LostStatus();
}

}  // namespace duaal::sql
