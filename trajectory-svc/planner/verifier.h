#ifndef TRAJECTORY_SVC_PLANNER_VERIFIER_H_
#define TRAJECTORY_SVC_PLANNER_VERIFIER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "trajectory-svc/planner/instance.h"

// The judge of bounds: proves again, in integers and with code of its own, that no plan can cost less.
namespace duaal::planner {

// Prices of the seats, and the lower bound on every plan's total that follows from them.
struct Certificate {
  std::string instance_id;
  std::vector<Cost> prices;  // of each resource, not negative
  Cost bound = 0;
};

struct Verdict {
  Cost bound = 0;       // as computed here
  Cost gap = 0;         // cost of the plan minus the bound
  Objective objective;  // of the plan
};

// The bound that a vector of prices proves: the sum over people of the cheapest week at these prices, minus
// the worth of all seats. Exact; `threads` people are priced at a time, with the same result for any number.
//
// INVALID_ARGUMENT / WRONG_SIZE, NEGATIVE_PRICE, PRICE_TOO_HIGH: the prices do not fit the instance, or are
// so high that their worth could overflow.
[[nodiscard]] StatusOr<Cost> BoundOf(const Instance& instance, const std::vector<Cost>& prices,
                                     int threads = 1);

// Checks a plan and a certificate together.
//
// FAILED_PRECONDITION / BOUND_NOT_PROVEN: the prices prove less than the certificate claims; OTHER_INSTANCE;
// and what CheckPlan and BoundOf say.
[[nodiscard]] StatusOr<Verdict> Verify(const Instance& instance, const Plan& plan,
                                       const Certificate& certificate, int threads = 1);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_VERIFIER_H_
