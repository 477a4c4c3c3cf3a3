#include "gateway/cli/demo_calendar.h"

#include <algorithm>

#include "chassis/core/civil.h"

namespace duaal::cli {
namespace {

// The school year as the files have it.
constexpr absl::CivilDay kWrittenFirstDay(2026, 8, 31);
constexpr absl::CivilDay kWrittenEnd(2027, 7, 17);

absl::CivilDay LastMondayOfAugust(absl::civil_year_t year) {
  const absl::CivilDay last(year, 8, 31);
  return last - (IsoWeekday(last) - 1);
}

}  // namespace

DemoCalendar DemoCalendar::Of(absl::CivilDay day) {
  const absl::CivilDay first_day = LastMondayOfAugust(day.year());
  return DemoCalendar(day < first_day ? LastMondayOfAugust(day.year() - 1) : first_day);
}

absl::CivilDay DemoCalendar::end() const { return kWrittenEnd + moved_days(); }

int DemoCalendar::moved_days() const { return static_cast<int>(first_day_ - kWrittenFirstDay); }

absl::CivilDay DemoCalendar::DayOfDemo(absl::CivilDay today) const { return std::min(today, end()); }

}  // namespace duaal::cli
