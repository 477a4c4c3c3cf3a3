#ifndef TRAJECTORY_SVC_PLANNER_REPAIR_BOUND_H_
#define TRAJECTORY_SVC_PLANNER_REPAIR_BOUND_H_

#include "trajectory-svc/planner/repair_state.h"

// How many people change at least.
namespace duaal::planner {

// People whose published week is no longer possible, whatever others do.
[[nodiscard]] int HitOf(const RepairState& published);

// Of the people whose week is possible, how many have to leave at least so that nowhere more people sit than
// there are seats. One who leaves two resources counts once. `published` is as Publish made it.
[[nodiscard]] int LeastLeaving(const RepairState& published);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_REPAIR_BOUND_H_
