#ifndef TRAJECTORY_SVC_PLANNER_WEEK_DEAR_H_
#define TRAJECTORY_SVC_PLANNER_WEEK_DEAR_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "trajectory-svc/planner/week_solver.h"

// Which requirements of a person get a dear option, mostly that of going without. Inside of WeekSolver.
namespace duaal::planner {

// The sets of requirements, one by one and together, by what their dear options cost at least.
class DearSets {
 public:
  struct Set {
    Cost cost = 0;
    unsigned requirements = 0;
  };

  void Clear() { count_ = 0; }
  // A requirement that has dear options, and what the cheapest of these costs more than its cheapest one.
  void Add(std::size_t requirement, Cost more) { jumps_[count_++] = {more, 1U << requirement}; }

  // All are added; the empty set is not among those that follow.
  void Begin() {
    next_.clear();
    std::sort(jumps_.begin(), jumps_.begin() + static_cast<std::ptrdiff_t>(count_),
              [](const Set& a, const Set& b) {
                return a.cost != b.cost ? a.cost < b.cost : a.requirements < b.requirements;
              });
    if (count_ > 0) Push({jumps_[0], 0});
  }

  // The next set; false when there are no more.
  bool Next(Set* set) {
    if (next_.empty()) return false;
    std::pop_heap(next_.begin(), next_.end(), Later);
    const Candidate taken = next_.back();
    next_.pop_back();
    *set = taken.set;
    // Every other set follows from exactly one before it: its dearest requirement is new, or took the place
    // of the one before.
    if (const std::size_t dearer = taken.last + 1; dearer < count_) {
      const Set& own = jumps_[taken.last];
      const Set& other = jumps_[dearer];
      Push({{set->cost + other.cost, set->requirements | other.requirements}, dearer});
      Push({{set->cost - own.cost + other.cost, (set->requirements & ~own.requirements) | other.requirements},
            dearer});
    }
    return true;
  }

 private:
  struct Candidate {
    Set set;
    std::size_t last = 0;  // its dearest requirement
  };
  static bool Later(const Candidate& a, const Candidate& b) {
    return a.set.cost != b.set.cost ? a.set.cost > b.set.cost : a.set.requirements > b.set.requirements;
  }
  void Push(const Candidate& candidate) {
    next_.push_back(candidate);
    std::push_heap(next_.begin(), next_.end(), Later);
  }

  std::array<Set, kMostRequirements> jumps_{};
  std::size_t count_ = 0;
  std::vector<Candidate> next_;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WEEK_DEAR_H_
