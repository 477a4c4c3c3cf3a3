#ifndef TRAJECTORY_SVC_PLANNER_REGION_H_
#define TRAJECTORY_SVC_PLANNER_REGION_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "chassis/core/status.h"
#include "trajectory-svc/planner/model.h"
#include "trajectory-svc/planner/verifier.h"

// A plan for everybody, with a proof of how good it is.
namespace duaal::planner {

// Of regions with more people no proof is tried.
inline constexpr int kMostProven = 100;

struct RegionProgress {
  int phase = 0;  // 0 prices, 1 search, 2 proof
  int done_permille = 0;
  Cost bound = 0;
  Cost total = 0;  // of the best plan so far; 0 while there is none
  int unplaced = 0;
};

struct RegionOptions {
  std::uint64_t seed = 1;
  int threads = 1;
  int price_rounds = 36;
  std::int64_t swaps = 0;  // of the search while seats may be overbooked; 0: 40,000 for each of the
                           // first 2,000 people, 3,500 for each further one; a quarter before a proof
  std::int64_t moves = 0;  // of the search after that; 0: 140 and 50, and a quarter
  // Of the proof that nothing is better, for small regions; 0: none. It finds what is better, too.
  // Thirty thousand are about two seconds.
  std::int64_t proof_steps = 45'000;
  double seconds = 0;  // stops the search after this long, 0: never. A plan cut short by time may differ
                       // from run to run; one bounded by moves does not.
  const std::vector<Cost>* prices = nullptr;  // to start from, e.g. yesterday's certificate
  const Plan* start = nullptr;                // to start from; else people are placed one by one
  // Called after every round of the prices and, now and then, while the search goes on, by one thread at a
  // time; false stops, and what was found so far is the answer.
  std::function<bool(const RegionProgress&)> progress;
};

struct RegionPlan {
  Plan plan;
  Objective objective;
  Certificate certificate;
  // No plan costs less. It can be higher than what the certificate proves to others; then it is what the
  // search for a proof found, which has no certificate.
  Cost bound = 0;
  // No plan is better than this one.
  [[nodiscard]] bool best() const { return objective.total <= bound; }
  std::vector<Cost> prices;  // of the seats, to start from tomorrow
  double price_seconds = 0;
  double search_seconds = 0;
  double proof_seconds = 0;
  std::int64_t moves = 0;
};

// Plans the region. The same instance, options and seed give the same plan on any number of threads, unless
// `seconds` or `progress` ends the search.
[[nodiscard]] RegionPlan PlanRegion(const Model& model, const RegionOptions& options);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_REGION_H_
