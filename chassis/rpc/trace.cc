#include "chassis/rpc/trace.h"

#include <algorithm>
#include <cstdint>
#include <random>

namespace duaal::rpc {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

void AppendRandomHex(std::string& out) {
  thread_local std::mt19937_64 random{(std::uint64_t{std::random_device{}()} << 32) ^ std::random_device{}()};
  std::uint64_t bits = random();
  for (int i = 0; i < 16; ++i, bits >>= 4) out += kDigits[bits & 15];
}

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return kDigits.find(c) != std::string_view::npos; });
}

}  // namespace

std::string NewTraceId() {
  std::string id;
  id.reserve(32);
  AppendRandomHex(id);
  AppendRandomHex(id);
  return id;
}

std::string TraceIdOf(std::string_view traceparent) {
  if (traceparent.size() != 55 || traceparent.substr(0, 3) != "00-" || traceparent[35] != '-' ||
      traceparent[52] != '-') {
    return {};
  }
  const std::string_view trace_id = traceparent.substr(3, 32);
  if (!IsHex(trace_id) || !IsHex(traceparent.substr(36, 16)) || !IsHex(traceparent.substr(53)) ||
      trace_id.find_first_not_of('0') == std::string_view::npos) {
    return {};
  }
  return std::string(trace_id);
}

std::string MakeTraceparent(std::string_view trace_id) {
  std::string text = "00-";
  text.reserve(55);
  text += trace_id;
  text += '-';
  AppendRandomHex(text);
  text += "-01";
  return text;
}

}  // namespace duaal::rpc
