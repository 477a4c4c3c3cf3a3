#ifndef TRAJECTORY_SVC_PLANNER_REPAIR_CHANGES_H_
#define TRAJECTORY_SVC_PLANNER_REPAIR_CHANGES_H_

#include <vector>

#include "trajectory-svc/planner/repair.h"
#include "trajectory-svc/planner/repair_state.h"

// What a repair comes to, person by person.
namespace duaal::planner {

// Fills in the plan, the objective, the changes in order, and the counts of people changed and unplaced.
// `before` are the weeks with which the repair began: what is possible of the published ones.
void Conclude(const RepairState& state, const std::vector<Week>& before, Repair* repair);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_REPAIR_CHANGES_H_
