#ifndef TRAJECTORY_SVC_PLANNER_TESTING_SMALL_INSTANCE_H_
#define TRAJECTORY_SVC_PLANNER_TESTING_SMALL_INSTANCE_H_

#include <cstdint>

#include "trajectory-svc/planner/instance.h"

// Random instances that use everything a week can depend on, and are small enough to try every week of.
namespace duaal::planner {

// 2 to 6 people with 1 to 4 requirements, about 6 placements for each; too few seats for all. The same seed
// makes the same instance on every machine, and the instance passes CheckInstance.
[[nodiscard]] Instance SmallInstance(std::uint64_t seed);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_TESTING_SMALL_INSTANCE_H_
