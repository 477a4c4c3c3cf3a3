#ifndef CHASSIS_TIMERS_LEASE_H_
#define CHASSIS_TIMERS_LEASE_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"

// A lease is a row: holder, epoch, expiry in database time. Whoever works under a lease checks the
// epoch inside the transaction, so a holder that wakes late writes nothing.
namespace duaal::timers {

// Takes or renews one named lease. Not thread-safe. `holder` tells people which process holds it; each
// object is a holder of its own, even under the same text.
class Lease {
 public:
  Lease(sql::Database& db, std::string name, std::string holder, absl::Duration length);
  // True when held after the call. UNAVAILABLE: the database is away, so the lease counts as lost.
  [[nodiscard]] StatusOr<bool> TakeOrRenew(absl::Time deadline);
  // First statement of every transaction under the lease; its commit renews the lease. It writes the
  // lease's row, so that a takeover waits for the transaction, and on another node of a cluster one of the
  // two fails. ABORTED (LEASE_LOST): someone took over.
  [[nodiscard]] Status CheckEpoch(sql::Tx& tx) const;
  // Gives it up, so that another takes over at once. Does nothing when it is not held.
  void Release(absl::Time deadline);
  [[nodiscard]] bool held() const { return epoch_ > 0; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  StatusOr<std::int64_t> Renew(sql::Tx& tx) const;
  StatusOr<std::int64_t> Take(sql::Tx& tx) const;

  sql::Database& db_;
  std::string name_;
  std::string holder_;
  absl::Duration length_;
  std::int64_t epoch_ = 0;  // 0: not held
};

}  // namespace duaal::timers

#endif  // CHASSIS_TIMERS_LEASE_H_
