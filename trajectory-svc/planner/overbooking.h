#ifndef TRAJECTORY_SVC_PLANNER_OVERBOOKING_H_
#define TRAJECTORY_SVC_PLANNER_OVERBOOKING_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "trajectory-svc/planner/prices.h"
#include "trajectory-svc/planner/region_state.h"
#include "trajectory-svc/planner/week_pool.h"

// The first half of the search: everybody swaps between good weeks found beforehand, and a seat may be given
// out twice for a while. That costs a fine, which rises for as long as it lasts, so that people step aside
// one after the other; a plan that never overbooks would have to move them all at once.
namespace duaal::planner {

struct OverbookingOptions {
  std::uint64_t seed = 1;
  int threads = 1;
  std::int64_t swaps = 0;     // tried in all
  int whole = 2000;           // up to so many people the region is searched as a whole, two times over
  int people_of_part = 1000;  // else in parts, side by side
  Cost rise = 400 * kPoint;   // of a seat's fine, for each one too many while the search lasts
  // Stages that may follow while seats stay overbooked, as a share of the others, and twice as many warm ones
  // after them. More of them win little that a negotiation does not.
  double late = 0.25;
  // Called now and then with the share done; false stops.
  std::function<bool(int permille)> progress;
};

// A plan that keeps every rule but, perhaps, the floors of groups. `pool` holds the weeks that were met when
// the seats were priced; more are added. The result does not depend on the number of threads.
[[nodiscard]] RegionState Overbook(const Model& model, const Pricing& pricing,
                                   const OverbookingOptions& options, WeekPool* pool);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_OVERBOOKING_H_
