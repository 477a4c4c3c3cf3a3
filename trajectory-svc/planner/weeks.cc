#include "trajectory-svc/planner/weeks.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <utility>

namespace duaal::planner {
namespace {

constexpr int kAfternoonStart = 12 * 60 + 30;
constexpr int kEveningStart = 17 * 60 + 30;

template <typename T>
void SortUnique(std::vector<T>* list) {
  std::sort(list->begin(), list->end());
  list->erase(std::unique(list->begin(), list->end()), list->end());
}

}  // namespace

WeekSet::WeekSet(const Weeks& weeks, int horizon) {
  const int first = std::max(weeks.first, 0);
  const int end = std::min(weeks.end, horizon);
  if (weeks.every == 1) {
    // Most things take place every week: whole words at once.
    for (int word = 0; word < static_cast<int>(words_.size()); ++word) {
      const int from = std::clamp(first - 64 * word, 0, 64);
      const int to = std::clamp(end - 64 * word, 0, 64);
      if (from < to) words_[static_cast<std::size_t>(word)] = ~std::uint64_t{0} >> (64 - (to - from)) << from;
    }
    return;
  }
  const int late = (weeks.phase - first) % weeks.every;
  for (int week = first + (late < 0 ? late + weeks.every : late); week < end; week += weeks.every)
    Insert(week);
}

bool WeekSet::Meets(const WeekSet& other) const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if ((words_[i] & other.words_[i]) != 0) return true;
  }
  return false;
}

bool WeekSet::empty() const { return *this == WeekSet(); }

int WeekSet::First() const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (words_[i] != 0) return static_cast<int>(i) * 64 + std::countr_zero(words_[i]);
  }
  return kMostWeeks;
}

int WeekSet::Last() const {
  for (std::size_t i = words_.size(); i-- > 0;) {
    if (words_[i] != 0) return static_cast<int>(i) * 64 + 63 - std::countl_zero(words_[i]);
  }
  return -1;
}

void WeekSet::Add(const WeekSet& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
}

int PartOfDay(int start_minute) {
  if (start_minute < kAfternoonStart) return 0;
  return start_minute < kEveningStart ? 1 : kEveningPart;
}

std::uint32_t HalfDayBit(int weekday, int start_minute) {
  return 1U << (3 * (weekday - 1) + PartOfDay(start_minute));
}

Fold::Fold(const Instance& instance) {
  FoldWeeks(instance);
  CutDays(instance);
}

void Fold::FoldWeeks(const Instance& instance) {
  std::vector<WeekSet> patterns;
  const Weeks* last = nullptr;  // neighbours mostly have the same weeks
  for (const Offering& offering : instance.offerings) {
    for (const Meeting& meeting : offering.meetings) {
      const Weeks& weeks = meeting.stretch.weeks;
      if (last == nullptr || weeks != *last) patterns.emplace_back(weeks, instance.weeks);
      last = &weeks;
    }
  }
  SortUnique(&patterns);
  std::map<std::vector<bool>, std::size_t> class_of;
  for (int week = 0; week < instance.weeks; ++week) {
    std::vector<bool> signature;
    signature.reserve(patterns.size());
    for (const WeekSet& pattern : patterns) signature.push_back(pattern.Has(week));
    if (std::find(signature.begin(), signature.end(), true) == signature.end()) continue;  // nothing on
    const auto [place, fresh] = class_of.emplace(std::move(signature), members_.size());
    if (fresh) members_.emplace_back();
    members_[place->second].Insert(week);
  }
}

void Fold::CutDays(const Instance& instance) {
  struct Part {
    int latest_start = -1;
    int earliest_end = 24 * 60 + 1;
  };
  struct Day {
    std::vector<std::pair<int, int>> stretches;
    std::array<Part, kEveningPart + 1> parts;
  };
  std::array<Day, 7> days;
  for (const Offering& offering : instance.offerings) {
    for (const auto& [stretch, resources] : offering.meetings) {
      Day& day = days[static_cast<std::size_t>(stretch.weekday - 1)];
      day.stretches.emplace_back(stretch.start, stretch.end);
      Part& part = day.parts[static_cast<std::size_t>(PartOfDay(stretch.start))];
      part.latest_start = std::max(part.latest_start, stretch.start);
      part.earliest_end = std::min(part.earliest_end, stretch.end);
    }
  }
  for (std::size_t weekday = 0; weekday < days.size(); ++weekday) {
    Day& day = days[weekday];
    for (const Part& part : day.parts) whole_half_days_ &= part.latest_start < part.earliest_end;
    SortUnique(&day.stretches);
    std::vector<int> cuts;
    for (const auto& [start, end] : day.stretches) cuts.insert(cuts.end(), {start, end});
    SortUnique(&cuts);
    for (std::size_t i = 1; i < cuts.size(); ++i) {
      const bool used = std::any_of(day.stretches.begin(), day.stretches.end(), [&](const auto& stretch) {
        return stretch.first <= cuts[i - 1] && stretch.second >= cuts[i];
      });
      if (used) atoms_.push_back({static_cast<int>(weekday) + 1, cuts[i - 1], cuts[i]});
    }
  }
}

bool Fold::Active(int week_class, const WeekSet& weeks) const {
  return members_[static_cast<std::size_t>(week_class)].Meets(weeks);
}

std::pair<int, int> Fold::AtomsOf(int weekday, int start, int end) const {
  const auto before = [&](const Atom& atom) {
    return atom.weekday < weekday || (atom.weekday == weekday && atom.end <= start);
  };
  const auto within = [&](const Atom& atom) {
    return atom.weekday < weekday || (atom.weekday == weekday && atom.start < end);
  };
  const auto first = std::partition_point(atoms_.begin(), atoms_.end(), before);
  const auto last = std::partition_point(first, atoms_.end(), within);
  return {static_cast<int>(first - atoms_.begin()), static_cast<int>(last - atoms_.begin())};
}

}  // namespace duaal::planner
