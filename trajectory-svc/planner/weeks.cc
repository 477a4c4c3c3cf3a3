#include "trajectory-svc/planner/weeks.h"

#include <algorithm>
#include <bit>
#include <map>
#include <set>

namespace duaal::planner {
namespace {

constexpr int kAfternoonStart = 12 * 60 + 30;
constexpr int kEveningStart = 17 * 60 + 30;

bool RunsIn(const Weeks& weeks, int week) {
  return week >= weeks.first && week < weeks.end && (week - weeks.phase) % weeks.every == 0;
}

}  // namespace

WeekSet::WeekSet(const Weeks& weeks, int horizon) {
  for (int week = std::max(weeks.first, 0); week < std::min(weeks.end, horizon); ++week) {
    if (RunsIn(weeks, week)) Insert(week);
  }
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

Fold::Fold(const Instance& instance) {
  FoldWeeks(instance);
  CutDays(instance);
}

void Fold::FoldWeeks(const Instance& instance) {
  std::set<WeekSet> patterns;
  for (const Offering& offering : instance.offerings) {
    for (const Meeting& meeting : offering.meetings) {
      patterns.emplace(meeting.stretch.weeks, instance.weeks);
    }
  }
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
  std::map<std::pair<int, int>, Part> parts;
  std::map<int, std::set<int>> cuts;
  std::map<int, std::set<std::pair<int, int>>> stretches;
  for (const Offering& offering : instance.offerings) {
    for (const auto& [stretch, resources] : offering.meetings) {
      cuts[stretch.weekday].insert({stretch.start, stretch.end});
      stretches[stretch.weekday].emplace(stretch.start, stretch.end);
      Part& part = parts[{stretch.weekday, PartOfDay(stretch.start)}];
      part.latest_start = std::max(part.latest_start, stretch.start);
      part.earliest_end = std::min(part.earliest_end, stretch.end);
    }
  }
  for (const auto& [key, part] : parts) whole_half_days_ &= part.latest_start < part.earliest_end;
  for (const auto& [weekday, minutes] : cuts) {
    for (auto cut = minutes.begin(); std::next(cut) != minutes.end(); ++cut) {
      const int start = *cut;
      const int end = *std::next(cut);
      const auto& day = stretches[weekday];
      const bool used = std::any_of(day.begin(), day.end(), [&](const auto& stretch) {
        return stretch.first <= start && stretch.second >= end;
      });
      if (used) atoms_.push_back({weekday, start, end});
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
