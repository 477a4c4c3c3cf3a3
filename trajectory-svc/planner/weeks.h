#ifndef TRAJECTORY_SVC_PLANNER_WEEKS_H_
#define TRAJECTORY_SVC_PLANNER_WEEKS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "trajectory-svc/planner/instance.h"

// Time, folded: weeks in which the same things take place become one class, and the week of a class is cut
// at every start and end into atoms. A set of (class, atom) is then exact: two stretches clash when their
// sets share a member, for alternating weeks and clock times alike.
namespace duaal::planner {

// The weeks of the horizon as bits.
class WeekSet {
 public:
  WeekSet() = default;
  WeekSet(const Weeks& weeks, int horizon);

  [[nodiscard]] bool Has(int week) const { return (words_[Word(week)] >> (week % 64) & 1U) != 0; }
  [[nodiscard]] bool Meets(const WeekSet& other) const;
  [[nodiscard]] bool empty() const;
  [[nodiscard]] int First() const;  // the horizon's end when empty
  [[nodiscard]] int Last() const;   // -1 when empty
  void Add(const WeekSet& other);
  void Insert(int week) { words_[Word(week)] |= std::uint64_t{1} << (week % 64); }
  friend bool operator==(const WeekSet&, const WeekSet&) = default;
  friend auto operator<=>(const WeekSet&, const WeekSet&) = default;

 private:
  static std::size_t Word(int week) { return static_cast<std::size_t>(week) / 64; }
  std::array<std::uint64_t, (kMostWeeks + 63) / 64> words_{};
};

// 0 morning, 1 afternoon, 2 evening.
[[nodiscard]] int PartOfDay(int start_minute);
inline constexpr int kEveningPart = 2;
// The half-day of the week in which something starts, as a bit of 21.
[[nodiscard]] std::uint32_t HalfDayBit(int weekday, int start_minute);

// An atom of time: a stretch of a weekday that no meeting's start or end divides.
struct Atom {
  int weekday = 1;
  int start = 0;
  int end = 0;
};

// The horizon of an instance, folded over its offerings.
class Fold {
 public:
  explicit Fold(const Instance& instance);

  [[nodiscard]] int classes() const { return static_cast<int>(members_.size()); }
  [[nodiscard]] int bits() const { return classes() * static_cast<int>(atoms_.size()); }
  [[nodiscard]] const std::vector<Atom>& atoms() const { return atoms_; }
  // Whether counting meetings counts half-days: no two that can stand side by side start in one half-day.
  [[nodiscard]] bool whole_half_days() const { return whole_half_days_; }
  // Whether something with these weeks takes place in (any week of) a class.
  [[nodiscard]] bool Active(int week_class, const WeekSet& weeks) const;
  // The atoms that a stretch of a weekday touches, as [first, end).
  [[nodiscard]] std::pair<int, int> AtomsOf(int weekday, int start, int end) const;
  [[nodiscard]] int Bit(int week_class, int atom) const {
    return week_class * static_cast<int>(atoms_.size()) + atom;
  }
  [[nodiscard]] const Atom& AtomOfBit(int bit) const {
    return atoms_[static_cast<std::size_t>(bit) % atoms_.size()];
  }

 private:
  void FoldWeeks(const Instance& instance);
  void CutDays(const Instance& instance);

  std::vector<WeekSet> members_;  // the weeks of each class
  std::vector<Atom> atoms_;       // by weekday and start
  bool whole_half_days_ = true;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WEEKS_H_
