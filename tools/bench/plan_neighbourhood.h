#ifndef TOOLS_BENCH_PLAN_NEIGHBOURHOOD_H_
#define TOOLS_BENCH_PLAN_NEIGHBOURHOOD_H_

#include "chassis/core/status.h"
#include "trajectory-svc/planner/model.h"
#include "trajectory-svc/planner/repair.h"

// The best repair there is among a few people, to compare one that was found quickly with.
namespace duaal::bench {

struct BestAround {
  bool proven = false;  // else the rest says nothing
  int people = 0;       // of the neighbourhood
  int changed = 0;      // of them, whose published week changes in the best plan
  int unplaced = 0;     // requirements of them without a place
  int changed_by_repair = 0;
  int unplaced_by_repair = 0;
  bool same = false;  // the repair costs no more
};

// The people who change in `repair` and, up to `most`, those who hold most of what these could want, all
// others kept as they are. Group floors and keeping a class together are left out of account, which can only
// make the best one look better.
//
// Status codes: what Model::Make says.
[[nodiscard]] StatusOr<BestAround> FindBestAround(const planner::Model& model, const planner::Repair& repair,
                                                  std::size_t most, int threads);

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_PLAN_NEIGHBOURHOOD_H_
