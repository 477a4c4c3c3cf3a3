#ifndef TRAJECTORY_SVC_PLANNER_WEEK_DAYS_H_
#define TRAJECTORY_SVC_PLANNER_WEEK_DAYS_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "trajectory-svc/planner/week_solver.h"

// What a week costs at least on a set of weekdays, when every day with something on it costs. Inside of
// WeekSolver.
namespace duaal::planner {

// A lower bound for each set of days: its days, and of every requirement the cheapest option that needs no
// other day. Costs count above the cheapest option of the requirement. They are held small, so that bounds
// are a bit lower where costs are enormous, and still bounds.
class DayBounds {
 public:
  using Short = std::int32_t;
  static constexpr unsigned kMostSets = 128;
  static constexpr Short kMost = Short{1} << 26U;  // the sum of 17 of them is a Short
  [[nodiscard]] static Short Shorten(Cost cost) { return static_cast<Short>(std::min<Cost>(cost, kMost)); }

  // For so many requirements, whose options use these days at most.
  void Begin(std::size_t requirements, unsigned used) {
    used_ = used;
    sets_ = used < 32 ? 32 : kMostSets;
    requirements_ = requirements;
    for (std::size_t r = 0; r < requirements; ++r) std::fill_n(least_[r].begin(), sets_, kMost);
  }
  // An option of a requirement on these days, and what it costs above the cheapest one.
  void Add(std::size_t r, unsigned weekdays, Cost above) {
    Short& least = least_[r][weekdays];
    least = std::min(least, Shorten(above));
  }
  void Finish(Cost per_day) {
    const Short day = Shorten(per_day);
    bound_[0] = 0;
    for (unsigned days = 1; days < sets_; ++days) {
      bound_[days] = possible(days) ? std::min(kMost, bound_[days & (days - 1)] + day) : kMost;
    }
    for (std::size_t r = 0; r < requirements_; ++r) {
      if (sets_ == 32) {
        Spread<32, From::kSubsets>(&least_[r]);
        for (unsigned days = 0; days < 32; ++days) bound_[days] += least_[r][days];
      } else {
        Spread<kMostSets, From::kSubsets>(&least_[r]);
        for (unsigned days = 0; days < kMostSets; ++days) bound_[days] += least_[r][days];
      }
    }
  }

  [[nodiscard]] unsigned sets() const { return sets_; }
  [[nodiscard]] Short of(unsigned days) const { return bound_[days]; }
  // By how much that bound changes when a requirement takes none of these options, but others that cost
  // `more`.
  [[nodiscard]] Short Without(std::size_t r, unsigned days, Short more) const {
    return more - least_[r][days];
  }
  [[nodiscard]] bool possible(unsigned days) const { return (days & ~used_) == 0; }
  [[nodiscard]] Short least() const { return *std::min_element(bound_.begin(), bound_.begin() + sets_); }

  // What the other requirements and the days cost at least beside an option of `r`, by its days.
  using Table = std::array<Short, kMostSets>;
  void Beside(std::size_t r, Table* beside) const {
    for (unsigned days = 0; days < sets_; ++days) (*beside)[days] = bound_[days] - least_[r][days];
    if (sets_ == 32) {
      Spread<32, From::kSupersets>(beside);
    } else {
      Spread<kMostSets, From::kSupersets>(beside);
    }
  }

 private:
  // Four sets at a time. Within four they differ in the two lowest days, which the shuffles are for.
  using Four = Short __attribute__((vector_size(16), aligned(4), may_alias));
  static Four Least(Four a, Four b) { return a < b ? a : b; }
  static Four* FoursOf(Table* table) { return reinterpret_cast<Four*>(table->data()); }

  // Each set gets the least of itself and its subsets, or of itself and its supersets.
  enum class From { kSubsets, kSupersets };
  template <unsigned kSets, From kFrom>
  static void Spread(Table* table) {
    constexpr bool kUp = kFrom == From::kSubsets;
    Four* fours = FoursOf(table);
    for (unsigned i = 0; i < kSets / 4; ++i) {
      const Four four = fours[i];
      const Four one = Least(four, kUp ? __builtin_shufflevector(four, four, 0, 0, 2, 2)
                                       : __builtin_shufflevector(four, four, 1, 1, 3, 3));
      fours[i] = Least(one, kUp ? __builtin_shufflevector(one, one, 0, 1, 0, 1)
                                : __builtin_shufflevector(one, one, 2, 3, 2, 3));
    }
    for (unsigned bit = 1; bit < kSets / 4; bit *= 2) {
      for (unsigned from = 0; from < kSets / 4; from += 2 * bit) {
        for (unsigned i = from; i < from + bit; ++i) {
          Four& to = kUp ? fours[i + bit] : fours[i];
          to = Least(fours[i], fours[i + bit]);
        }
      }
    }
  }

  unsigned used_ = 0;
  unsigned sets_ = 1;
  std::size_t requirements_ = 0;
  Table bound_{};
  std::array<Table, kMostRequirements> least_{};
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WEEK_DAYS_H_
