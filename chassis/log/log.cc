#include "chassis/log/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <memory>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chassis/log/batch_sink.h"

namespace duaal::log {
namespace {

constexpr std::size_t kMaxTextBytes = 4096;

// The log is the one thing of the process that is global: a line must be possible wherever something
// goes wrong. It is made once in main(), so reading the pointer needs no lock.
struct Target {
  std::string service;
  std::shared_ptr<spdlog::logger> logger;
};

// Lines from `at_once` on do not wait for company.
std::shared_ptr<spdlog::logger> MakeLogger(std::shared_ptr<spdlog::sinks::sink> sink,
                                           spdlog::level::level_enum at_once) {
  auto logger = std::make_shared<spdlog::logger>("duaal", std::move(sink));
  logger->set_pattern("%v");
  logger->flush_on(at_once);
  logger->set_level(spdlog::level::info);
  return logger;
}

Target& TheTarget() {
  static Target target{"",
                       MakeLogger(std::make_shared<spdlog::sinks::stderr_sink_mt>(), spdlog::level::trace)};
  return target;
}

thread_local std::string current_trace_id;

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarn:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
    case Level::kOff:
      return spdlog::level::off;
  }
  return spdlog::level::info;
}

const char* Name(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarn:
      return "warn";
    case Level::kError:
      return "error";
    case Level::kOff:
      return "off";
  }
  return "info";
}

// Length of the well-formed UTF-8 sequence at `at`, or 0.
std::size_t Utf8Length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned first = byte(at);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(at + 1) ? 2 : 0;
  if ((first & 0xF0) == 0xE0) {
    const unsigned second = byte(at + 1);
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    return tail(at + 1) && tail(at + 2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned second = byte(at + 1);
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
    return tail(at + 1) && tail(at + 2) && tail(at + 3) ? 4 : 0;
  }
  return 0;
}

void AppendEscaped(std::string* out, char c) {
  constexpr char kDigits[] = "0123456789abcdef";
  switch (c) {
    case '"':
      *out += "\\\"";
      return;
    case '\\':
      *out += "\\\\";
      return;
    case '\n':
      *out += "\\n";
      return;
    case '\r':
      *out += "\\r";
      return;
    case '\t':
      *out += "\\t";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x20 || byte == 0x7F) {
    *out += "\\u00";
    out->push_back(kDigits[byte >> 4]);
    out->push_back(kDigits[byte & 15]);
  } else {
    out->push_back(c);
  }
}

void AppendString(std::string* out, std::string_view text) {
  out->push_back('"');
  std::size_t at = 0;
  while (at < text.size() && at < kMaxTextBytes) {
    const std::size_t length = Utf8Length(text, at);
    if (length == 0) {
      *out += "\\ufffd";
      ++at;
    } else if (length == 1) {
      AppendEscaped(out, text[at++]);
    } else {
      out->append(text.substr(at, length));
      at += length;
    }
  }
  if (at < text.size()) *out += "...";
  out->push_back('"');
}

void AppendValue(std::string* out, const Field::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return AppendString(out, *text);
  if (const auto* flag = std::get_if<bool>(&value)) {
    *out += *flag ? "true" : "false";
    return;
  }
  char digits[64];
  std::to_chars_result end{};
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    end = std::to_chars(digits, digits + sizeof(digits), *whole);
  } else {
    const double number = std::get<double>(value);
    if (!std::isfinite(number)) {
      *out += "null";  // JSON has no word for it
      return;
    }
    end = std::to_chars(digits, digits + sizeof(digits), number);
  }
  out->append(digits, static_cast<std::size_t>(end.ptr - digits));
}

void AppendKey(std::string* out, std::string_view key) {
  if (out->size() > 1) out->push_back(',');
  AppendString(out, key);
  out->push_back(':');
}

void Write(Level level, std::string_view event, Fields fields) {
  const Target& target = TheTarget();
  if (!target.logger->should_log(ToSpdlog(level))) return;
  std::string line = "{";
  AppendKey(&line, "ts");
  AppendString(&line, absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone()));
  AppendKey(&line, "level");
  AppendString(&line, Name(level));
  AppendKey(&line, "service");
  AppendString(&line, target.service);
  AppendKey(&line, "event");
  AppendString(&line, event);
  bool own_trace = false;
  for (const Field& field : fields) own_trace = own_trace || field.key() == "trace_id";
  if (!own_trace && !current_trace_id.empty()) {
    AppendKey(&line, "trace_id");
    AppendString(&line, current_trace_id);
  }
  for (const Field& field : fields) {
    AppendKey(&line, field.key());
    AppendValue(&line, field.value());
  }
  line.push_back('}');
  target.logger->log(ToSpdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

std::string Describe(const Status& status) {
  std::string text = absl::StatusCodeToString(status.code());
  const std::string reason = DetailsOf(status).reason;
  if (!reason.empty()) text += " " + reason;
  if (!status.message().empty()) text += ": " + std::string(status.message());
  return text;
}

}  // namespace

Field::Field(std::string_view key, const Status& status) : key_(key), value_(Describe(status)) {}

Status Open(const Options& options) {
  Target& target = TheTarget();
  if (!options.path.empty()) {
    try {
      target.logger =
          MakeLogger(std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.path), spdlog::level::trace);
    } catch (const spdlog::spdlog_ex&) {  // the library knows no other way to tell
      return duaal::Error(absl::StatusCode::kUnavailable, "LOG_FILE", options.path + ": cannot be opened.");
    }
  } else {
    target.logger = MakeLogger(std::make_shared<internal::BatchSink>(STDERR_FILENO), spdlog::level::warn);
  }
  target.service = options.service;
  SetLevel(options.level);
  return absl::OkStatus();
}

void SetLevel(Level level) { TheTarget().logger->set_level(ToSpdlog(level)); }

bool Enabled(Level level) { return TheTarget().logger->should_log(ToSpdlog(level)); }

void Debug(std::string_view event, Fields fields) { Write(Level::kDebug, event, fields); }
void Info(std::string_view event, Fields fields) { Write(Level::kInfo, event, fields); }
void Warn(std::string_view event, Fields fields) { Write(Level::kWarn, event, fields); }
void Error(std::string_view event, Fields fields) { Write(Level::kError, event, fields); }

TraceScope::TraceScope(std::string trace_id) : previous_(std::move(current_trace_id)) {
  current_trace_id = std::move(trace_id);
}

TraceScope::~TraceScope() { current_trace_id = std::move(previous_); }

}  // namespace duaal::log
