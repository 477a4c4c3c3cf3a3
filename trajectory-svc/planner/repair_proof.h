#ifndef TRAJECTORY_SVC_PLANNER_REPAIR_PROOF_H_
#define TRAJECTORY_SVC_PLANNER_REPAIR_PROOF_H_

#include "chassis/core/status.h"
#include "trajectory-svc/planner/model.h"

// How good a repair is at best: what no plan can do better, with prices of seats. A repair is found without
// it.
namespace duaal::planner {

struct RepairBoundOptions {
  int rounds = 60;  // of moving prices, for each weight that is tried
  int threads = 1;  // the result does not depend on them
};

struct RepairBound {
  // No plan with at most the asked number of requirements without a place changes fewer people's weeks;
  // people without a published week do not count.
  int changed = 0;
  // No plan, whomever it changes, leaves fewer requirements without a place.
  int unplaced = 0;
  // No plan costs less, all levels but `split` together.
  Cost total = 0;
};

// Proves bounds for the changed region of `model`; `unplaced` is what the repair leaves without a place.
// Valid for every plan, in integers, whatever the prices that were found; the plan that meets a bound need
// not exist. Prices the region four to eight times: five to ten seconds of a processor for 700 people. Fails
// as Model::Make does of the region without its soft costs.
[[nodiscard]] StatusOr<RepairBound> BoundRepair(const Model& model, int unplaced,
                                                const RepairBoundOptions& options);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_REPAIR_PROOF_H_
