#ifndef CHASSIS_CORE_CLOCK_H_
#define CHASSIS_CORE_CLOCK_H_

#include <atomic>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

// Time comes in as an argument. Two clocks exist (docs/adr): the business clock, for dates and
// deadlines, which a test can set in all processes at once, and the system clock, for tokens, leases
// and TLS, which is `absl::Now()` and never fake outside unit tests.
namespace duaal {

// Tells the time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual absl::Time Now() const = 0;
  // The civil date in Europe/Amsterdam.
  [[nodiscard]] absl::CivilDay Today() const;
};

// The machine's clock.
class SystemClock : public Clock {
 public:
  [[nodiscard]] absl::Time Now() const override { return absl::Now(); }
};

// The business clock: the machine's clock, unless the file at `path` holds an RFC 3339 instant, which
// then is the time, standing still. The file is looked at most every 100 ms. An empty path means the
// machine's clock. A file that cannot be read as an instant counts as absent.
class BusinessClock : public Clock {
 public:
  explicit BusinessClock(std::string path);
  [[nodiscard]] absl::Time Now() const override;

 private:
  std::string path_;
  mutable std::atomic<int64_t> checked_unix_ms_{0};
  mutable std::atomic<int64_t> fixed_unix_us_{0};  // 0: not fixed
};

// For unit tests: stands still until told.
class FakeClock : public Clock {
 public:
  explicit FakeClock(absl::Time now) : unix_us_(absl::ToUnixMicros(now)) {}
  [[nodiscard]] absl::Time Now() const override { return absl::FromUnixMicros(unix_us_); }
  void Set(absl::Time now) { unix_us_ = absl::ToUnixMicros(now); }
  void Advance(absl::Duration by) { unix_us_ += absl::ToInt64Microseconds(by); }

 private:
  std::atomic<int64_t> unix_us_;
};

// Europe/Amsterdam, the zone of all civil dates.
[[nodiscard]] absl::TimeZone Amsterdam();

}  // namespace duaal

#endif  // CHASSIS_CORE_CLOCK_H_
