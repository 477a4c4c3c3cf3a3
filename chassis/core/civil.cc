#include "chassis/core/civil.h"

#include "chassis/core/digits.h"

namespace duaal {
namespace {

absl::CivilDay MondayOfWeekOne(int year) {
  // 4 January always lies in week 1.
  const absl::CivilDay january4(year, 1, 4);
  return january4 - (IsoWeekday(january4) - 1);
}

}  // namespace

std::optional<absl::CivilDay> ParseDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = ReadDigits(text, 0, 4);
  const int month = ReadDigits(text, 5, 2);
  const int day = ReadDigits(text, 8, 2);
  if (year < 1 || month < 1 || day < 1) return std::nullopt;
  const absl::CivilDay date(year, month, day);
  // CivilDay rolls 30 February over into March; such a date does not exist.
  if (date.month() != month || date.day() != day) return std::nullopt;
  return date;
}

std::string FormatDate(absl::CivilDay day) {
  std::string text = "0000-00-00";
  PutDigits(&text[0], day.year(), 4);
  PutDigits(&text[5], day.month(), 2);
  PutDigits(&text[8], day.day(), 2);
  return text;
}

PartialDate::PartialDate(absl::CivilDay day, Known known) : known_(known) {
  if (known >= Known::kYear) first_ = absl::CivilDay(absl::CivilYear(day));
  if (known >= Known::kMonth) first_ = absl::CivilDay(absl::CivilMonth(day));
  if (known >= Known::kDay) first_ = day;
}

std::optional<PartialDate> PartialDate::Parse(std::string_view text) {
  if (const auto day = ParseDate(text)) return PartialDate(*day);
  if (text == "0000-00-00") return PartialDate();
  if (!text.ends_with("-00")) return std::nullopt;
  const bool year_only = text.ends_with("-00-00");
  std::string filled(text);
  filled.replace(filled.size() - 2, 2, "01");
  if (year_only && filled.size() == 10) filled.replace(5, 2, "01");
  const auto day = ParseDate(filled);
  if (!day) return std::nullopt;
  return PartialDate(*day, year_only ? Known::kYear : Known::kMonth);
}

absl::CivilDay PartialDate::Last() const {
  switch (known_) {
    case Known::kNothing:
      return absl::CivilDay(9999, 12, 31);
    case Known::kYear:
      return absl::CivilDay(absl::CivilYear(first_) + 1) - 1;
    case Known::kMonth:
      return absl::CivilDay(absl::CivilMonth(first_) + 1) - 1;
    case Known::kDay:
      break;
  }
  return first_;
}

std::string PartialDate::ToString() const {
  std::string text = FormatDate(first_);
  if (known_ < Known::kDay) text.replace(8, 2, "00");
  if (known_ < Known::kMonth) text.replace(5, 2, "00");
  if (known_ < Known::kYear) text.replace(0, 4, "0000");
  return text;
}

int IsoWeekday(absl::CivilDay day) { return static_cast<int>(absl::GetWeekday(day)) + 1; }

std::optional<IsoWeek> IsoWeek::Parse(std::string_view text) {
  if (text.size() != 8 || text[4] != '-' || text[5] != 'W') return std::nullopt;
  const int year = ReadDigits(text, 0, 4);
  const int week = ReadDigits(text, 6, 2);
  if (year < 1 || week < 1 || week > 53) return std::nullopt;
  const IsoWeek candidate(year, week);
  if (Of(candidate.FirstDay()) != candidate) return std::nullopt;
  return candidate;
}

IsoWeek IsoWeek::Of(absl::CivilDay day) {
  // The Thursday decides to which year a week belongs.
  const absl::CivilDay thursday = day + (4 - IsoWeekday(day));
  const int year = static_cast<int>(thursday.year());
  return IsoWeek(year, static_cast<int>((thursday - MondayOfWeekOne(year)) / 7) + 1);
}

absl::CivilDay IsoWeek::FirstDay() const { return MondayOfWeekOne(year_) + 7 * (week_ - 1); }

std::string IsoWeek::ToString() const {
  std::string text = "0000-W00";
  PutDigits(&text[0], year_, 4);
  PutDigits(&text[6], week_, 2);
  return text;
}

std::optional<TimeOfDay> TimeOfDay::Parse(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hour = ReadDigits(text, 0, 2);
  const int minute = ReadDigits(text, 3, 2);
  if (hour < 0 || minute < 0 || minute > 59 || hour > 24 || (hour == 24 && minute != 0)) return std::nullopt;
  return TimeOfDay(hour * 60 + minute);
}

std::string TimeOfDay::ToString() const {
  std::string text = "00:00";
  PutDigits(&text[0], minutes_ / 60, 2);
  PutDigits(&text[3], minutes_ % 60, 2);
  return text;
}

}  // namespace duaal
