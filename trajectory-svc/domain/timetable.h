#ifndef TRAJECTORY_SVC_DOMAIN_TIMETABLE_H_
#define TRAJECTORY_SVC_DOMAIN_TIMETABLE_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/civil.h"

// Recurring stretches of a week and the dates they fall on. All times are local, all intervals half-open.
namespace duaal::trajectory::domain {

// A half-day (dagdeel). The numbers are those of the protos.
enum class HalfDay { kMorning = 1, kAfternoon = 2, kEvening = 3 };

// In which ISO weeks something recurs, by week number. The numbers are those of the protos and of the
// database. Odd and even never share a week; after a year of 53 weeks the odd ones come twice in a row.
enum class WeekPattern { kEvery = 1, kOdd = 2, kEven = 3 };

// A recurring stretch of time.
struct Slot {
  int weekday = 0;  // 1 = Monday ... 7 = Sunday
  Interval<TimeOfDay> time;
  std::string site;

  [[nodiscard]] int minutes() const { return time.end.minutes() - time.start.minutes(); }
  friend bool operator==(const Slot&, const Slot&) = default;
};

// The date of a slot.
struct Occurrence {
  absl::CivilDay date;
  Slot slot;
};

// Sessions are made for at most this long after an offering's first day.
inline constexpr int kMostSessionDays = 3660;

// The half-day in which a stretch starts; that is the one it counts for.
[[nodiscard]] HalfDay HalfDayOf(TimeOfDay start);

[[nodiscard]] bool RunsIn(WeekPattern pattern, const IsoWeek& week);

// Whether two slots share a moment of the same day.
[[nodiscard]] bool Clash(const Slot& a, const Slot& b);

// The Monday of the week in which a day lies.
[[nodiscard]] absl::CivilDay MondayOf(absl::CivilDay day);

// Every date on which the timetable takes place within `period`, by time; at most `kMostSessionDays` far.
[[nodiscard]] std::vector<Occurrence> Occurrences(const std::vector<Slot>& timetable, WeekPattern pattern,
                                                  const Interval<absl::CivilDay>& period);

}  // namespace duaal::trajectory::domain

#endif  // TRAJECTORY_SVC_DOMAIN_TIMETABLE_H_
