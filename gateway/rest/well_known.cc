#include "gateway/rest/well_known.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "absl/strings/escaping.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace duaal::gateway::rest {
namespace {

constexpr std::int32_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kDurationSecondsMost = 315'576'000'000;  // 10,000 years, as in the proto

// Reads exactly `digits` digits at the front, and removes them.
bool TakeDigits(std::string_view* text, std::size_t digits, int* value) {
  if (text->size() < digits) return false;
  *value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const char c = (*text)[i];
    if (c < '0' || c > '9') return false;
    *value = *value * 10 + (c - '0');
  }
  text->remove_prefix(digits);
  return true;
}

bool TakeChar(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

// Reads one to nine decimals as nanoseconds.
bool TakeDecimals(std::string_view* text, std::int32_t* nanos) {
  std::size_t count = 0;
  *nanos = 0;
  while (!text->empty() && text->front() >= '0' && text->front() <= '9') {
    if (++count > 9) return false;
    *nanos = *nanos * 10 + (text->front() - '0');
    text->remove_prefix(1);
  }
  for (std::size_t i = count; i < 9; ++i) *nanos *= 10;
  return count > 0;
}

// Reads `Z`, `+01:00` or `-05:30`.
bool TakeOffset(std::string_view* text, std::int64_t* seconds) {
  *seconds = 0;
  if (TakeChar(text, 'Z')) return true;
  const bool minus = TakeChar(text, '-');
  if (!minus && !TakeChar(text, '+')) return false;
  int hours = 0;
  int minutes = 0;
  if (!TakeDigits(text, 2, &hours) || !TakeChar(text, ':') || !TakeDigits(text, 2, &minutes)) return false;
  if (hours > 23 || minutes > 59 || (minus && hours == 0 && minutes == 0)) return false;
  *seconds = (hours * 60 + minutes) * 60 * (minus ? -1 : 1);
  return true;
}

void AppendDecimals(std::int32_t nanos, std::string* out) {
  if (nanos == 0) return;
  std::array<char, 16> text{};
  int digits = 9;
  while (digits > 3 && nanos % 1000 == 0) {
    nanos /= 1000;
    digits -= 3;
  }
  const int length = std::snprintf(text.data(), text.size(), ".%0*d", digits, nanos);
  out->append(text.data(), static_cast<std::size_t>(length));
}

}  // namespace

std::optional<Instant> ParseTimestamp(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  const bool good = TakeDigits(&text, 4, &year) && TakeChar(&text, '-') && TakeDigits(&text, 2, &month) &&
                    TakeChar(&text, '-') && TakeDigits(&text, 2, &day) && TakeChar(&text, 'T') &&
                    TakeDigits(&text, 2, &hour) && TakeChar(&text, ':') && TakeDigits(&text, 2, &minute) &&
                    TakeChar(&text, ':') && TakeDigits(&text, 2, &second);
  if (!good || year < 1 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const absl::CivilSecond civil(year, month, day, hour, minute, second);
  // CivilSecond normalizes 30 February to 2 March, so a date that does not exist comes back changed.
  if (civil.month() != month || civil.day() != day) return std::nullopt;
  Instant instant;
  if (TakeChar(&text, '.') && !TakeDecimals(&text, &instant.nanos)) return std::nullopt;
  std::int64_t offset = 0;
  if (!TakeOffset(&text, &offset) || !text.empty()) return std::nullopt;
  instant.seconds = (civil - absl::CivilSecond(1970)) - offset;
  if (absl::CivilSecond(1970) + instant.seconds < absl::CivilSecond(1)) return std::nullopt;
  if (absl::CivilSecond(1970) + instant.seconds >= absl::CivilSecond(10000)) return std::nullopt;
  return instant;
}

void AppendTimestamp(const Instant& instant, std::string* out) {
  const absl::CivilSecond civil = absl::CivilSecond(1970) + instant.seconds;
  std::array<char, 48> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04lld-%02d-%02dT%02d:%02d:%02d",
                                   static_cast<long long>(civil.year()), civil.month(), civil.day(),
                                   civil.hour(), civil.minute(), civil.second());
  out->append(text.data(), static_cast<std::size_t>(length));
  AppendDecimals(instant.nanos, out);
  out->push_back('Z');
}

std::optional<Instant> ParseDuration(std::string_view text) {
  const bool minus = TakeChar(&text, '-');
  Instant duration;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), duration.seconds);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || duration.seconds < 0 || duration.seconds > kDurationSecondsMost)
    return std::nullopt;
  text.remove_prefix(length);
  if (TakeChar(&text, '.') && !TakeDecimals(&text, &duration.nanos)) return std::nullopt;
  if (text != "s") return std::nullopt;
  if (minus) {
    duration.seconds = -duration.seconds;
    duration.nanos = -duration.nanos;
  }
  return duration;
}

void AppendDuration(const Instant& duration, std::string* out) {
  if (duration.seconds < 0 || duration.nanos < 0) out->push_back('-');
  const std::int64_t seconds = duration.seconds < 0 ? -duration.seconds : duration.seconds;
  const std::int32_t nanos = duration.nanos < 0 ? -duration.nanos : duration.nanos;
  out->append(std::to_string(seconds));
  AppendDecimals(nanos % kNanosPerSecond, out);
  out->push_back('s');
}

std::string ToLowerCamel(std::string_view path) {
  std::string out;
  out.reserve(path.size());
  bool upper = false;
  for (const char c : path) {
    if (c == '_') {
      upper = true;
      continue;
    }
    out.push_back(upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    upper = false;
  }
  return out;
}

std::string ToSnake(std::string_view path) {
  std::string out;
  out.reserve(path.size() + 4);
  for (const char c : path) {
    if (c >= 'A' && c <= 'Z') {
      out.push_back('_');
      out.push_back(static_cast<char>(c - 'A' + 'a'));
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  std::string out;
  if (!absl::Base64Unescape(standard, &out)) return std::nullopt;
  return out;
}

std::string EncodeBase64(std::string_view bytes) {
  return absl::Base64Escape(absl::string_view(bytes.data(), bytes.size()));
}

}  // namespace duaal::gateway::rest
