#include "chassis/core/clock.h"

#include <fstream>
#include <string>
#include <utility>

namespace duaal {

absl::TimeZone Amsterdam() {
  static const absl::TimeZone zone = [] {
    absl::TimeZone loaded;
    if (!absl::LoadTimeZone("Europe/Amsterdam", &loaded)) {
      // Without the zone every civil date near midnight would be wrong: better not to run.
      std::fputs("The time zone Europe/Amsterdam is missing; install tzdata.\n", stderr);
      std::abort();
    }
    return loaded;
  }();
  return zone;
}

absl::CivilDay Clock::Today() const { return absl::ToCivilDay(Now(), Amsterdam()); }

BusinessClock::BusinessClock(std::string path) : path_(std::move(path)) {}

absl::Time BusinessClock::Now() const {
  const absl::Time now = absl::Now();
  if (path_.empty()) return now;
  const int64_t now_ms = absl::ToUnixMillis(now);
  int64_t checked = checked_unix_ms_.load(std::memory_order_acquire);
  if (now_ms - checked >= 100 && checked_unix_ms_.compare_exchange_strong(checked, now_ms)) {
    std::ifstream file(path_);
    std::string text;
    std::getline(file, text);
    absl::Time fixed;
    const bool valid = absl::ParseTime(absl::RFC3339_full, text, &fixed, nullptr);
    fixed_unix_us_.store(valid ? absl::ToUnixMicros(fixed) : 0, std::memory_order_release);
  }
  const int64_t fixed = fixed_unix_us_.load(std::memory_order_acquire);
  return fixed == 0 ? now : absl::FromUnixMicros(fixed);
}

}  // namespace duaal
