#ifndef TRAJECTORY_SVC_PLANNER_REPAIR_SEARCH_H_
#define TRAJECTORY_SVC_PLANNER_REPAIR_SEARCH_H_

#include "trajectory-svc/planner/repair.h"
#include "trajectory-svc/planner/repair_state.h"

// For changes that hit many people at once: the chains look at one person at a time, this looks at several.
namespace duaal::planner {

// Improves the state, with as many moves as `hit` people ask or the options say. Depends on the seed and the
// moves, not on the number of threads.
void SearchRepair(const RepairOptions& options, int hit, RepairState* state);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_REPAIR_SEARCH_H_
