#include "trajectory-svc/app/planning_weeks.h"

#include <algorithm>

namespace duaal::trajectory::app {
namespace {

// The runs of every second week with `parity`, by the real week numbers.
std::vector<planner::Weeks> RunsOf(const std::vector<bool>& odd, bool parity) {
  std::vector<planner::Weeks> runs;
  for (int week = PlanningWeeks::kAsked; week < static_cast<int>(odd.size()); ++week) {
    if (odd[static_cast<std::size_t>(week)] != parity) continue;
    const bool goes_on = !runs.empty() && week == runs.back().end + 1;
    if (!goes_on) runs.push_back({week, week, 2, week});
    runs.back().end = week + 1;
  }
  return runs;
}

}  // namespace

PlanningWeeks::PlanningWeeks(const IsoWeek& asked, int count)
    : monday_(asked.FirstDay() - 7), end_(kAsked + std::clamp(count, 1, planner::kMostWeeks - kAsked)) {
  for (int week = 0; week < end_; ++week) odd_.push_back(IsoWeek::Of(Monday(week)).IsOdd());
  runs_of_odd_ = RunsOf(odd_, true);
  runs_of_even_ = RunsOf(odd_, false);
}

int PlanningWeeks::FirstFrom(absl::CivilDay day, int weekday) const {
  const absl::CivilDay first = monday_ + (weekday - 1);
  if (day <= first) return kAsked;
  return static_cast<int>(std::clamp<absl::civil_diff_t>((day - first + 6) / 7, kAsked, end_));
}

bool PlanningWeeks::RunsIn(domain::WeekPattern pattern, int week) const {
  if (pattern == domain::WeekPattern::kEvery) return true;
  return odd_[static_cast<std::size_t>(week)] == (pattern == domain::WeekPattern::kOdd);
}

std::vector<planner::Weeks> PlanningWeeks::Of(int weekday, const Interval<absl::CivilDay>& period,
                                              domain::WeekPattern pattern) const {
  const int first = FirstFrom(period.start, weekday);
  const int end = FirstFrom(period.end, weekday);
  if (first >= end) return {};
  if (pattern == domain::WeekPattern::kEvery) return {{first, end, 1, 0}};
  std::vector<planner::Weeks> found;
  for (planner::Weeks run : pattern == domain::WeekPattern::kOdd ? runs_of_odd_ : runs_of_even_) {
    if (run.first < first) run.first = first + (first - run.phase) % 2;
    run.end = std::min(run.end, end);
    if (run.first < run.end) found.push_back(run);
  }
  return found;
}

std::vector<planner::Weeks> PlanningWeeks::Of(planner::WeekSet weeks) const {
  std::vector<planner::Weeks> runs;
  std::vector<bool> left(static_cast<std::size_t>(end_));
  for (int week = 0; week < end_; ++week) left[static_cast<std::size_t>(week)] = weeks.Has(week);
  const auto next = [&](int from) {
    return static_cast<int>(std::find(left.begin() + std::min(from, end_), left.end(), true) - left.begin());
  };
  for (int first = next(0); first < end_; first = next(first)) {
    const int step = std::max(1, next(first + 1) - first);
    int end = first;
    for (int week = first; week < end_ && left[static_cast<std::size_t>(week)]; week += step) {
      left[static_cast<std::size_t>(week)] = false;
      end = week + 1;
    }
    runs.push_back({first, end, end - first > 1 ? step : 1, end - first > 1 ? first : 0});
  }
  return runs;
}

}  // namespace duaal::trajectory::app
