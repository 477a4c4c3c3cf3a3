#ifndef TRAJECTORY_SVC_PLANNER_WEEK_LEVELS_H_
#define TRAJECTORY_SVC_PLANNER_WEEK_LEVELS_H_

#include <algorithm>
#include <array>
#include <cstdint>

#include "trajectory-svc/planner/model.h"

// How far a week goes above the preferences of its person. Inside of WeekSolver; `L` is the words of the
// counters.
namespace duaal::planner {

// A counter of 16 bits, of four to a word.
template <std::size_t L>
[[nodiscard]] int CounterAt(const std::array<std::uint64_t, L>& counters, int counter) {
  return static_cast<int>(counters[static_cast<std::size_t>(counter / 4)] >> (counter % 4 * 16) & 0xFFFFU);
}

// The levels are limits that keep the preferences, or give way on them by so many units in all; the fewest
// units come first.
template <int L>
class WeekLevels {
 public:
  using Load = std::array<std::uint64_t, L>;
  struct Level {
    Load limits{};
    int units = 0;
  };

  // For a person with these limits. One level for every way to go above the preferences; when there are too
  // many of them, or counters cannot tell, units have to be counted where weeks are made.
  void Make(const Model& model, int person, const Load& limits) {
    count_ = 1;
    levels_[0] = {limits, 0};
    preferred_count_ = 0;
    counted_ = model.person(person).has_preferred;
    if (!counted_ || !model.exact_counters()) return;
    const auto& instance = model.instance();
    bool few = true;
    for (const PersonLimit& limit : instance.people[static_cast<std::size_t>(person)].limits) {
      if (!limit.preferred) continue;
      const bool euros = instance.limits[static_cast<std::size_t>(limit.limit)].unit == Unit::kEuros;
      const auto above = static_cast<std::size_t>(std::max(0, limit.most - *limit.preferred));
      few = few && count_ * (above + 1) <= kMostLevels;
      if (!few) break;
      preferred_[preferred_count_++] = {model.CounterOf(limit.limit), euros ? 1 : model.classes(),
                                        *limit.preferred};
      Multiply(preferred_[preferred_count_ - 1], above);
    }
    counted_ = !few;
    if (counted_) {
      count_ = 1;
      levels_[0] = {limits, 0};
      return;
    }
    std::stable_sort(levels_.begin(), levels_.begin() + static_cast<std::ptrdiff_t>(count_),
                     [](const Level& a, const Level& b) { return a.units < b.units; });
  }

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] const Level& at(std::size_t index) const { return levels_[index]; }
  // Whether the levels say nothing of preferences.
  [[nodiscard]] bool counted() const { return counted_; }

  // Units above the preferences of a week with this load; unless they have to be counted.
  [[nodiscard]] int UnitsAbove(const Load& load) const {
    int units = 0;
    for (std::size_t i = 0; i < preferred_count_; ++i) {
      int busiest = 0;
      for (int counter = 0; counter < preferred_[i].counters; ++counter)
        busiest = std::max(busiest, CounterAt(load, preferred_[i].counter + counter));
      units += std::max(0, busiest - preferred_[i].most);
    }
    return units;
  }

 private:
  static constexpr std::size_t kMostLevels = 16;
  // A limit with a preference.
  struct Preferred {
    int counter = 0;
    int counters = 0;
    int most = 0;
  };

  // Every level once for each number of units above one more preference. Those above come first, while the
  // levels that they are made of are still there.
  void Multiply(const Preferred& preferred, std::size_t most_above) {
    for (std::size_t above = most_above + 1; above-- > 0;) {
      for (std::size_t i = 0; i < count_; ++i) {
        Level& made = levels_[above * count_ + i];
        made = levels_[i];
        made.units += static_cast<int>(above);
        Lower(preferred, static_cast<int>(above), &made);
      }
    }
    count_ *= most_above + 1;
  }

  static void Lower(const Preferred& preferred, int above, Level* level) {
    for (int counter = preferred.counter; counter < preferred.counter + preferred.counters; ++counter) {
      std::uint64_t& word = level->limits[static_cast<std::size_t>(counter / 4)];
      const int shift = counter % 4 * 16;
      const std::uint64_t lower = std::min<std::uint64_t>(word >> shift & 0x7FFFU,
                                                          static_cast<std::uint64_t>(preferred.most + above));
      word = (word & ~(std::uint64_t{0x7FFF} << shift)) | lower << shift;
    }
  }

  std::array<Level, kMostLevels> levels_{};
  std::size_t count_ = 1;
  std::array<Preferred, kMostLimits> preferred_{};
  std::size_t preferred_count_ = 0;
  bool counted_ = false;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WEEK_LEVELS_H_
