#include "chassis/service/call_report.h"

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "chassis/log/log.h"

namespace duaal::service {
namespace {

constexpr std::size_t kCodes = 17;

// The counters of one method, made when a code is first seen, so that /metrics shows no rows of zeros.
class Counters {
 public:
  Counters(metrics::CounterFamily family, std::string method) : family_(family), method_(std::move(method)) {}

  void Increment(absl::StatusCode code) {
    const std::size_t index = static_cast<std::size_t>(code) < kCodes ? static_cast<std::size_t>(code) : 2;
    std::call_once(made_[index], [&] {
      const auto name = absl::StatusCodeToString(static_cast<absl::StatusCode>(index));
      counters_[index] = family_.With({{"method", method_}, {"code", name}});
    });
    counters_[index]->Increment();
  }

 private:
  metrics::CounterFamily family_;
  std::string method_;
  std::array<std::once_flag, kCodes> made_;
  std::array<std::optional<metrics::Counter>, kCodes> counters_;
};

bool IsServerFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss || code == absl::StatusCode::kUnimplemented;
}

const char* NameOf(auth::PrincipalKind kind) {
  switch (kind) {
    case auth::PrincipalKind::kStaff:
      return "staff";
    case auth::PrincipalKind::kPartner:
      return "partner";
    case auth::PrincipalKind::kRegion:
      return "region";
    case auth::PrincipalKind::kSystem:
      return "system";
    case auth::PrincipalKind::kService:
      return "service";
  }
  return "unknown";
}

void WriteLine(const std::string& method, bool writes, const rpc::CallReport& report) {
  // Reads that went well are many and tell nothing that the counters do not.
  const bool quiet = report.status.ok() && !writes;
  if (quiet && !log::Enabled(log::Level::kDebug)) return;
  const auth::Principal* principal = report.principal;
  const std::string code = absl::StatusCodeToString(report.status.code());
  const double duration_ms = absl::ToDoubleMilliseconds(report.duration);
  const char* kind = principal == nullptr ? "none" : NameOf(principal->kind);
  const std::string purpose = principal == nullptr ? "" : principal->purpose;
  if (IsServerFault(report.status.code())) {
    log::Error("call", {{"method", method},
                        {"code", code},
                        {"duration_ms", duration_ms},
                        {"caller", kind},
                        {"purpose", purpose},
                        {"trace_id", report.trace_id},
                        {"status", report.status}});
    return;
  }
  const auto write = quiet ? log::Debug : log::Info;
  write("call", {{"method", method},
                 {"code", code},
                 {"reason", report.status.ok() ? "" : DetailsOf(report.status).reason},
                 {"duration_ms", duration_ms},
                 {"caller", kind},
                 {"purpose", purpose},
                 {"trace_id", report.trace_id}});
}

}  // namespace

rpc::CallObserver ReportCalls(metrics::Registry& registry, const rpc::MethodInfo& method) {
  auto counters = std::make_shared<Counters>(
      registry.Counters("duaal_calls_total", "Calls finished, by method and status code."), method.name);
  // A stream's length says nothing of how fast it is served.
  std::optional<metrics::Histogram> duration;
  if (!method.streaming) {
    duration = registry
                   .Histograms("duaal_call_duration_seconds", "Time from arrival to answer.",
                               metrics::LatencyBounds())
                   .With({{"method", method.name}});
  }
  return [counters, duration, name = method.name, writes = method.writes](const rpc::CallReport& report) {
    counters->Increment(report.status.code());
    if (duration.has_value()) duration->Observe(absl::ToDoubleSeconds(report.duration));
    WriteLine(name, writes, report);
  };
}

}  // namespace duaal::service
