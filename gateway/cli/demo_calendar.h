#ifndef GATEWAY_CLI_DEMO_CALENDAR_H_
#define GATEWAY_CLI_DEMO_CALENDAR_H_

#include "absl/time/civil_time.h"

namespace duaal::cli {

// The dates of the demo. Its files are written for the school year 2026/2027 and moved by whole weeks, so
// that every Monday stays one, to the school year of the region.
class DemoCalendar {
 public:
  // The school year that contains a day. A year begins on the last Monday of August; the summer before that
  // belongs to the year that it ends.
  [[nodiscard]] static DemoCalendar Of(absl::CivilDay day);
  // The school year of a region that was loaded before, by the first day of its class.
  [[nodiscard]] static DemoCalendar BeginningOn(absl::CivilDay first_day) { return DemoCalendar(first_day); }

  [[nodiscard]] absl::CivilDay first_day() const { return first_day_; }
  // The day after the last lesson.
  [[nodiscard]] absl::CivilDay end() const;
  // By how many days the dates of the files are moved; a multiple of seven.
  [[nodiscard]] int moved_days() const;
  // The day that the demo is led up to: `today`, but never after the last lesson, so that a region of the
  // summer shows the last weeks of the year.
  [[nodiscard]] absl::CivilDay DayOfDemo(absl::CivilDay today) const;

 private:
  explicit DemoCalendar(absl::CivilDay first_day) : first_day_(first_day) {}
  absl::CivilDay first_day_;
};

}  // namespace duaal::cli

#endif  // GATEWAY_CLI_DEMO_CALENDAR_H_
