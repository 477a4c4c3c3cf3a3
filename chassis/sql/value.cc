#include <algorithm>
#include <cassert>
#include <charconv>

#include "absl/time/civil_time.h"
#include "chassis/core/digits.h"
#include "chassis/sql/database.h"

// Values on their way in and out: text forms of instants and dates.
namespace duaal::sql {
namespace {

const std::string kEmpty;

// The connector prints the year 1 as 01.
std::optional<absl::CivilDay> DateOf(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash < 2 || dash > 4) return std::nullopt;
  const int year = ReadDigits(text, 0, dash);
  const int month = ReadDigits(text, dash + 1, 2);
  const int day = ReadDigits(text, dash + 4, 2);
  if (year < 0 || month < 1 || day < 1 || text[dash + 3] != '-') return std::nullopt;
  const absl::CivilDay date(year, month, day);
  if (date.month() != month || date.day() != day) return std::nullopt;
  return date;
}

// From the year 1000 on, as Value(absl::Time) writes it. The fraction may have any number of digits, and is
// left out when it is zero.
std::optional<absl::Time> InstantOf(std::string_view text) {
  const std::optional<absl::CivilDay> date = DateOf(text);
  if (!date.has_value() || text[4] != '-') return std::nullopt;
  const int hour = ReadDigits(text, 11, 2);
  const int minute = ReadDigits(text, 14, 2);
  const int second = ReadDigits(text, 17, 2);
  if (hour < 0 || minute < 0 || second < 0) return std::nullopt;
  std::int64_t micros = 0;
  if (text.size() > 20 && text[19] == '.') {
    std::int64_t unit = 100'000;
    for (std::size_t i = 20; i < text.size() && unit > 0; ++i, unit /= 10) {
      if (text[i] < '0' || text[i] > '9') return std::nullopt;
      micros += (text[i] - '0') * unit;
    }
  }
  const std::int64_t days = *date - absl::CivilDay(1970, 1, 1);
  const std::int64_t seconds = days * 86'400 + hour * 3'600 + minute * 60 + second;
  return absl::FromUnixMicros(seconds * 1'000'000 + micros);
}

}  // namespace

Value::Value(absl::Time v) {
  // What DATETIME can hold; beyond lie only the two infinities.
  static const absl::Time kFirst = absl::FromCivil(absl::CivilSecond(1000, 1, 1), absl::UTCTimeZone());
  static const absl::Time kLast =
      absl::FromCivil(absl::CivilSecond(10000, 1, 1), absl::UTCTimeZone()) - absl::Microseconds(1);
  const std::int64_t micros = absl::ToUnixMicros(std::clamp(v, kFirst, kLast));
  std::int64_t seconds = micros / 1'000'000;
  std::int64_t fraction = micros % 1'000'000;
  if (fraction < 0) {
    fraction += 1'000'000;
    --seconds;
  }
  const absl::CivilSecond civil = absl::CivilSecond(1970, 1, 1) + seconds;
  std::string text = "0000-00-00 00:00:00.000000";
  PutDigits(&text[0], civil.year(), 4);
  PutDigits(&text[5], civil.month(), 2);
  PutDigits(&text[8], civil.day(), 2);
  PutDigits(&text[11], civil.hour(), 2);
  PutDigits(&text[14], civil.minute(), 2);
  PutDigits(&text[17], civil.second(), 2);
  PutDigits(&text[20], fraction, 6);
  v_ = std::move(text);
}

Value::Value(absl::CivilDay v) {
  std::string text = "0000-00-00";
  PutDigits(&text[0], std::clamp<std::int64_t>(v.year(), 0, 9999), 4);
  PutDigits(&text[5], v.month(), 2);
  PutDigits(&text[8], v.day(), 2);
  v_ = std::move(text);
}

std::int64_t Row::Int(std::size_t column) const {
  const std::optional<std::string>& cell = cells_.at(column);
  if (!cell.has_value()) return 0;
  std::int64_t number = 0;
  [[maybe_unused]] const auto [end, error] =
      std::from_chars(cell->data(), cell->data() + cell->size(), number);
  assert(error == std::errc() && end == cell->data() + cell->size() && "not an integer column");
  return number;
}

const std::string& Row::Str(std::size_t column) const {
  const std::optional<std::string>& cell = cells_.at(column);
  return cell.has_value() ? *cell : kEmpty;
}

std::optional<absl::Time> Row::OptTime(std::size_t column) const {
  if (IsNull(column)) return std::nullopt;
  std::optional<absl::Time> time = InstantOf(Str(column));
  assert(time.has_value() && "not a DATETIME column");
  return time;
}

std::optional<absl::CivilDay> Row::OptDate(std::size_t column) const {
  if (IsNull(column)) return std::nullopt;
  std::optional<absl::CivilDay> date = DateOf(Str(column));
  assert(date.has_value() && "not a DATE column");
  return date;
}

absl::Time Row::Time(std::size_t column) const {
  assert(!IsNull(column) && "NULL: use OptTime");
  return OptTime(column).value_or(absl::UnixEpoch());
}

absl::CivilDay Row::Date(std::size_t column) const {
  assert(!IsNull(column) && "NULL: use OptDate");
  return OptDate(column).value_or(absl::CivilDay());
}

std::optional<Uuid> Row::OptId(std::size_t column) const {
  if (IsNull(column)) return std::nullopt;
  return Id(column);
}

std::string Placeholders(std::size_t rows, std::size_t columns) {
  std::string row = "(";
  for (std::size_t i = 0; i < columns; ++i) row += i == 0 ? "?" : ",?";
  row += ")";
  std::string all;
  all.reserve(rows * (row.size() + 1));
  for (std::size_t i = 0; i < rows; ++i) {
    if (i > 0) all += ',';
    all += row;
  }
  return all;
}

}  // namespace duaal::sql
