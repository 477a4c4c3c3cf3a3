#ifndef TOOLS_BENCH_CLOSED_LOOP_H_
#define TOOLS_BENCH_CLOSED_LOOP_H_

#include <functional>
#include <vector>

#include "absl/time/time.h"
#include "chassis/core/status.h"

namespace duaal::bench {

// What a run of callers gave.
struct Load {
  double per_second = 0;
  std::vector<double> millis;  // one per call that counted
};

// Tells that a caller's call has ended.
using Done = std::function<void(const Status&)>;

// A fixed number of callers, each of which calls again as soon as it has its answer. `start(caller, done)`
// begins one call without waiting for it. Calls that end within `time`, after a tenth of it has passed,
// count.
//
// The first error of a call ends the run and is given back.
[[nodiscard]] StatusOr<Load> RunCallers(int callers, absl::Duration time,
                                        const std::function<void(int caller, Done done)>& start);

// The same with a thread per caller and calls that block.
[[nodiscard]] StatusOr<Load> RunThreads(int threads, absl::Duration time,
                                        const std::function<Status(int thread)>& call);

// Runs `work(0)` ... `work(count - 1)` on so many threads, each number once. Begins nothing new after an
// error, and gives back the first.
[[nodiscard]] Status InParallel(int count, int threads, const std::function<Status(int)>& work);

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_CLOSED_LOOP_H_
