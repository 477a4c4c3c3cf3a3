#ifndef TRAJECTORY_SVC_PLANNER_COHORTS_H_
#define TRAJECTORY_SVC_PLANNER_COHORTS_H_

#include <vector>

#include "trajectory-svc/planner/model.h"

// Classes that stay together.
namespace duaal::planner {

// What most members of each cohort slot have in these weeks of everybody; a slot that nobody has anything
// for keeps its reference. Of two that are had by as many, the first in the list of offerings.
void UpdateReferences(const Model& model, const std::vector<Week>& weeks, References* references);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_COHORTS_H_
