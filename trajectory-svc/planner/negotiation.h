#ifndef TRAJECTORY_SVC_PLANNER_NEGOTIATION_H_
#define TRAJECTORY_SVC_PLANNER_NEGOTIATION_H_

#include <cstdint>
#include <functional>

#include "trajectory-svc/planner/prices.h"
#include "trajectory-svc/planner/region_state.h"

// For the last few who lack something when seats are tight: they take it from others, who take another week
// instead, and so on until nobody sits on a seat too many. What is soft hardly counts meanwhile; a search
// afterwards has to win it back.
namespace duaal::planner {

struct NegotiationOptions {
  std::uint64_t seed = 1;
  int threads = 1;
  // Called now and then, by one thread at a time; false stops.
  std::function<bool()> go_on;
};

// Changes the plan so that everybody has a whole week who could have one in an empty region; false, and
// nothing is changed, when that was not found. Groups may be left with fewer people than their floor. Asks
// for at most some 800 weeks per person, counting 200 people for each who lacks something, and between 1,000
// and 10,000 in all. The result does not depend on the number of threads.
[[nodiscard]] bool Negotiate(const Pricing& pricing, const NegotiationOptions& options, RegionState* state);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_NEGOTIATION_H_
