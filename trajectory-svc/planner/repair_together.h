#ifndef TRAJECTORY_SVC_PLANNER_REPAIR_TOGETHER_H_
#define TRAJECTORY_SVC_PLANNER_REPAIR_TOGETHER_H_

#include <functional>

#include "trajectory-svc/planner/repair.h"
#include "trajectory-svc/planner/repair_state.h"

// For changes that hit a large part of the region: seats are priced and everybody swaps between good weeks,
// as in a region plan, in which the published week is cheap and every other one dear.
namespace duaal::planner {

// Gives everybody a week of such a plan; groups may be left with fewer people than their floor. It need not
// be better than what was there. Takes 2 to 4 ms of a processor for each person of the region. `progress` is
// called as that of the options is; false stops. The result does not depend on the number of threads.
void PlanTogether(const RepairOptions& options, const std::function<bool(int)>& progress, RepairState* state);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_REPAIR_TOGETHER_H_
