#ifndef CHASSIS_TIMERS_PERIODIC_H_
#define CHASSIS_TIMERS_PERIODIC_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"

namespace duaal::timers {

// One step of a job, inside a transaction that has checked the lease. Returns true when there is more to
// do at once. Keep a step short (some hundred rows): it holds the lease's row.
using Step = std::function<StatusOr<bool>(sql::Tx&)>;

struct PeriodicOptions {
  std::string name;                               // of the job and its lease
  std::string holder;                             // this process, for people
  absl::Duration interval = absl::Minutes(1);     // from the end of a run to the next
  absl::Duration step_limit = absl::Seconds(30);  // longest a step may take
};

// A background job that one process per database does at a time, on a thread of its own, until
// destroyed. A run repeats its step until that returns false or an error; between two steps it rests as long
// as the one took, and as long again for each call that uses the database then, a second at most: whoever
// waits for an answer comes first. An error is logged and tried again at the next interval; a lost lease ends
// the run quietly. The first run starts at once.
class Periodic {
 public:
  Periodic(sql::Database& db, PeriodicOptions options, Step step);
  ~Periodic();
  void Start();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace duaal::timers

#endif  // CHASSIS_TIMERS_PERIODIC_H_
