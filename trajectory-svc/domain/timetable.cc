#include "trajectory-svc/domain/timetable.h"

#include <algorithm>

namespace duaal::trajectory::domain {
namespace {

constexpr int kAfternoonStart = 12 * 60 + 30;
constexpr int kEveningStart = 17 * 60 + 30;

}  // namespace

HalfDay HalfDayOf(TimeOfDay start) {
  if (start.minutes() < kAfternoonStart) return HalfDay::kMorning;
  return start.minutes() < kEveningStart ? HalfDay::kAfternoon : HalfDay::kEvening;
}

bool RunsIn(WeekPattern pattern, const IsoWeek& week) {
  switch (pattern) {
    case WeekPattern::kEvery:
      return true;
    case WeekPattern::kOdd:
      return week.IsOdd();
    case WeekPattern::kEven:
      return !week.IsOdd();
  }
  return false;
}

bool Clash(const Slot& a, const Slot& b) { return a.weekday == b.weekday && a.time.Overlaps(b.time); }

absl::CivilDay MondayOf(absl::CivilDay day) { return day - (IsoWeekday(day) - 1); }

std::vector<Occurrence> Occurrences(const std::vector<Slot>& timetable, WeekPattern pattern,
                                    const Interval<absl::CivilDay>& period) {
  std::vector<Slot> slots = timetable;
  std::sort(slots.begin(), slots.end(), [](const Slot& a, const Slot& b) {
    return a.weekday != b.weekday ? a.weekday < b.weekday : a.time.start < b.time.start;
  });
  const absl::CivilDay end = std::min(period.end, period.start + kMostSessionDays);
  std::vector<Occurrence> result;
  for (absl::CivilDay monday = MondayOf(period.start); monday < end; monday += 7) {
    if (!RunsIn(pattern, IsoWeek::Of(monday))) continue;
    for (const Slot& slot : slots) {
      const absl::CivilDay date = monday + (slot.weekday - 1);
      if (period.start <= date && date < end) result.push_back({date, slot});
    }
  }
  return result;
}

}  // namespace duaal::trajectory::domain
