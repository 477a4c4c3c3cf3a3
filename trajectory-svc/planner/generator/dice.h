#ifndef TRAJECTORY_SVC_PLANNER_GENERATOR_DICE_H_
#define TRAJECTORY_SVC_PLANNER_GENERATOR_DICE_H_

#include <cstdint>

#include "trajectory-svc/planner/random.h"

namespace duaal::planner {

// What the makers draw from. Compilers may order the arguments of a call and the sides of a sum as they
// like, so no expression here draws twice: the same seed must give the same region everywhere.
class Dice {
 public:
  // The streams of one seed are far apart.
  Dice(std::uint64_t seed, std::uint64_t stream) : random_(Random(seed).Next() ^ Random(~stream).Next()) {}

  int Below(int below) { return random_.Below(below); }
  int Between(int least, int most) { return least + random_.Below(most - least + 1); }
  bool Chance(int permille) { return random_.Below(1000) < permille; }

 private:
  Random random_;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_GENERATOR_DICE_H_
