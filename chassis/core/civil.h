#ifndef CHASSIS_CORE_CIVIL_H_
#define CHASSIS_CORE_CIVIL_H_

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"

// Civil time: dates, ISO weeks, times of day and half-open intervals.
namespace duaal {

// `2026-11-22`; nothing for text that is not a date of the calendar.
[[nodiscard]] std::optional<absl::CivilDay> ParseDate(std::string_view text);
[[nodiscard]] std::string FormatDate(absl::CivilDay day);

// A date of which only the year, only year and month, or nothing may be known. Written with zeros for what is
// not known, as the registers of people do: `1990-05-00`, `1990-00-00`, `0000-00-00`.
class PartialDate {
 public:
  // The numbers are those of the database.
  enum class Known { kNothing = 0, kYear = 1, kMonth = 2, kDay = 3 };

  // Not known at all.
  PartialDate() = default;
  explicit PartialDate(absl::CivilDay day) : PartialDate(day, Known::kDay) {}
  // What is not known of `day` does not count.
  PartialDate(absl::CivilDay day, Known known);
  // Nothing for text of another form, and for a date that the calendar does not have.
  [[nodiscard]] static std::optional<PartialDate> Parse(std::string_view text);

  [[nodiscard]] Known known() const { return known_; }
  // The first and the last day that it can be: of an unknown date those of the years 1 and 9999.
  [[nodiscard]] absl::CivilDay First() const { return first_; }
  [[nodiscard]] absl::CivilDay Last() const;
  [[nodiscard]] std::string ToString() const;

  friend bool operator==(const PartialDate&, const PartialDate&) = default;

 private:
  Known known_ = Known::kNothing;
  absl::CivilDay first_{1, 1, 1};
};

// 1 = Monday ... 7 = Sunday.
[[nodiscard]] int IsoWeekday(absl::CivilDay day);

// An ISO 8601 week, e.g. 2026-W47. Only weeks that exist can be made.
class IsoWeek {
 public:
  // Nothing for text of another form or for week 53 of a year that has 52.
  [[nodiscard]] static std::optional<IsoWeek> Parse(std::string_view text);
  [[nodiscard]] static IsoWeek Of(absl::CivilDay day);

  [[nodiscard]] int year() const { return year_; }
  [[nodiscard]] int week() const { return week_; }
  // The Monday.
  [[nodiscard]] absl::CivilDay FirstDay() const;
  // The date of a weekday, 1 = Monday ... 7 = Sunday.
  [[nodiscard]] absl::CivilDay Day(int iso_weekday) const { return FirstDay() + (iso_weekday - 1); }
  [[nodiscard]] IsoWeek Next() const { return Of(FirstDay() + 7); }
  [[nodiscard]] bool IsOdd() const { return week_ % 2 == 1; }
  [[nodiscard]] std::string ToString() const;

  friend auto operator<=>(const IsoWeek&, const IsoWeek&) = default;

 private:
  IsoWeek(int year, int week) : year_(year), week_(week) {}
  int year_;
  int week_;
};

// Minutes since local midnight, 0..1440; 1440 is `24:00`, allowed as an end.
class TimeOfDay {
 public:
  TimeOfDay() = default;
  explicit TimeOfDay(int minutes) : minutes_(minutes) {}
  // `09:00`; nothing for other forms.
  [[nodiscard]] static std::optional<TimeOfDay> Parse(std::string_view text);
  [[nodiscard]] int minutes() const { return minutes_; }
  [[nodiscard]] std::string ToString() const;
  friend auto operator<=>(const TimeOfDay&, const TimeOfDay&) = default;

 private:
  int minutes_ = 0;
};

// A half-open interval `[start, end)`.
template <typename T>
struct Interval {
  T start{};
  T end{};

  [[nodiscard]] bool Valid() const { return start < end; }
  [[nodiscard]] bool Contains(const T& point) const { return start <= point && point < end; }
  [[nodiscard]] bool Overlaps(const Interval& other) const { return start < other.end && other.start < end; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

// An amount of money: integer cents, never a floating-point number.
struct Money {
  std::int64_t cents = 0;
  std::string currency = "EUR";
  friend bool operator==(const Money&, const Money&) = default;
};

}  // namespace duaal

#endif  // CHASSIS_CORE_CIVIL_H_
