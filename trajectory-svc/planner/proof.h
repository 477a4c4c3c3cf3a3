#ifndef TRAJECTORY_SVC_PLANNER_PROOF_H_
#define TRAJECTORY_SVC_PLANNER_PROOF_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "trajectory-svc/planner/model.h"
#include "trajectory-svc/planner/week_solver.h"

// Whether a plan is the best there is, for regions small enough to know.
namespace duaal::planner {

struct ProofOptions {
  const std::vector<Cost>* prices = nullptr;  // of the seats, from which the bound is raised
  Cost total = 0;                             // what the best plan known costs
  int threads = 1;
  // Of the linear programmes; then it is given up. Twenty thousand take about a second for a hundred people.
  std::int64_t steps = 20'000;
  // Asked now and then, with what is proven so far; false gives up.
  std::function<bool(Cost bound)> go_on;
};

struct Proof {
  // No plan costs less.
  Cost bound = 0;
  // Nothing costs less than the plan in `weeks`, or, when there is none, than the one known.
  bool best = false;
  // Cheaper than the plan known; of each person. Group floors and keeping a class together are left out of
  // account, in the bound as well, which is no higher for it.
  std::vector<Week> weeks;
};

// Branch and cut over the weeks that a cheaper plan can be made of: those that the prices leave. The same
// model and options give the same answer on any number of threads.
[[nodiscard]] Proof ProveBest(const Model& model, const ProofOptions& options);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_PROOF_H_
