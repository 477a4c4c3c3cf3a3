#ifndef CHASSIS_SQL_POOL_H_
#define CHASSIS_SQL_POOL_H_

#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "chassis/core/mutex.h"
#include "chassis/core/status.h"
#include "chassis/sql/connection.h"
#include "chassis/sql/database.h"

namespace duaal::sql {

// Connections of one policy, made when first needed, up to a fixed number. Thread-safe.
class Database::Pool {
 public:
  // A connection on loan; goes back when destroyed, or is thrown away when broken.
  class Loan {
   public:
    Loan(Pool& pool, std::unique_ptr<Connection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Loan(Loan&& other) noexcept = default;
    Loan& operator=(Loan&&) = delete;
    ~Loan() {
      if (connection_ != nullptr) pool_->GiveBack(std::move(connection_));
    }
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  Pool(const DatabaseOptions& options, const ConnectionPolicy& policy);

  // Waits for a connection until the deadline.
  //
  // RESOURCE_EXHAUSTED / DATABASE_BUSY: none came free in time. UNAVAILABLE, transient: the server cannot
  // be reached; not waited for here. DEADLINE_EXCEEDED: the deadline was over before.
  [[nodiscard]] StatusOr<Loan> Take(absl::Time deadline);
  // Connections on loan.
  [[nodiscard]] int in_use() const;

 private:
  void GiveBack(std::unique_ptr<Connection> connection);
  // The place of a connection that is no more becomes free.
  void Vacate();

  const DatabaseOptions& options_;
  const ConnectionPolicy policy_;
  mutable Mutex mutex_;
  CondVar freed_;
  std::vector<std::unique_ptr<Connection>> idle_
      ABSL_GUARDED_BY(mutex_);  // last used at the back, which is taken first
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time suspect_before_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace duaal::sql

#endif  // CHASSIS_SQL_POOL_H_
