#ifndef CHASSIS_LOG_LOG_H_
#define CHASSIS_LOG_LOG_H_

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "chassis/core/status.h"

// One line of JSON per event: `ts`, `level`, `service`, `event`, `trace_id` where known, then the fields.
// What is worth a line is an event with fields, never a sentence with values in it. Nothing personal:
// ids, counts, codes; a message goes in only through `Redact`.
namespace duaal::log {

enum class Level { kDebug, kInfo, kWarn, kError, kOff };

// A key with its value. Keys are snake_case and none of the five above, except `trace_id`, which takes
// the place of the scope's. Text is escaped, cut after 4,096 bytes, and its bad UTF-8 is replaced.
class Field {
 public:
  Field(std::string_view key, std::string_view value) : key_(key), value_(std::string(value)) {}
  Field(std::string_view key, const char* value) : key_(key), value_(std::string(value)) {}
  Field(std::string_view key, bool value) : key_(key), value_(value) {}
  Field(std::string_view key, double value) : key_(key), value_(value) {}
  template <std::integral I>
  requires(!std::same_as<I, bool>) Field(std::string_view key, I value)
      : key_(key), value_(static_cast<std::int64_t>(value)) {}
  // Code, reason and message, as `NOT_FOUND PARTICIPANT: ...`.
  Field(std::string_view key, const Status& status);

  using Value = std::variant<std::string, std::int64_t, double, bool>;
  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] const Value& value() const { return value_; }

 private:
  std::string key_;
  Value value_;
};

using Fields = std::initializer_list<Field>;

struct Options {
  std::string service;  // stands on every line
  std::string path;     // appended to; stderr when empty
  Level level = Level::kInfo;
};

// Call once in main() before any thread. Without it lines go to stderr from level info, without a
// service. UNAVAILABLE (LOG_FILE): the file cannot be opened.
[[nodiscard]] Status Open(const Options& options);
void SetLevel(Level level);
// Whether lines of this level are written, for callers that would make many fields for nothing.
[[nodiscard]] bool Enabled(Level level);

// Write one line each, whole. Thread-safe. They never fail the caller: where the disk is full the line is
// lost. To a file, and on stderr before Open, a line is written at once. After Open, lines below warn go to
// stderr in groups, 20 ms after they came at the latest, and with the next line from warn on: what kills the
// process without warning takes that much with it.
void Debug(std::string_view event, Fields fields = {});
void Info(std::string_view event, Fields fields = {});
void Warn(std::string_view event, Fields fields = {});
void Error(std::string_view event, Fields fields = {});

// Puts `trace_id` on every line that this thread writes while the scope lives.
class TraceScope {
 public:
  explicit TraceScope(std::string trace_id);
  ~TraceScope();
  TraceScope(const TraceScope&) = delete;
  TraceScope& operator=(const TraceScope&) = delete;

 private:
  std::string previous_;
};

}  // namespace duaal::log

#endif  // CHASSIS_LOG_LOG_H_
