#ifndef TRAJECTORY_SVC_PLANNER_RANDOM_H_
#define TRAJECTORY_SVC_PLANNER_RANDOM_H_

#include <cstdint>

// Random numbers that are the same everywhere for a seed; the distributions of the standard library are not.
namespace duaal::planner {

// SplitMix64: one addition and a few mixes, good enough to choose moves and to make instances.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EB;
    return z ^ (z >> 31U);
  }
  // 0 ... below - 1; `below` is at least 1.
  int Below(int below) {
    return static_cast<int>((Next() >> 32U) * static_cast<std::uint64_t>(below) >> 32U);
  }
  // [0, 1)
  double Unit() { return static_cast<double>(Next() >> 11U) * 0x1.0p-53; }

 private:
  std::uint64_t state_;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_RANDOM_H_
