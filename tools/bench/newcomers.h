#ifndef TOOLS_BENCH_NEWCOMERS_H_
#define TOOLS_BENCH_NEWCOMERS_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "tools/bench/region.h"

namespace duaal::bench {

// Someone who takes part in a programme.
struct Newcomer {
  std::string trajectory_id;
  std::string participant_id;
};

// Imports new people who are referred to a published programme, has them sign, and starts their trajectories
// on `start`; through the services' own methods.
[[nodiscard]] StatusOr<std::vector<Newcomer>> BringIn(const Region& region, const std::string& programme_code,
                                                      int count, absl::CivilDay start);

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_NEWCOMERS_H_
