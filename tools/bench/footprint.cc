#include <fstream>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tools/bench/benches.h"
#include "tools/bench/child.h"
#include "tools/bench/rounds.h"

// What the five processes cost while nobody calls: memory, and the time until they are ready beside a running
// database.
namespace duaal::bench {
namespace {

constexpr const char* kProcesses[] = {"intake-svc", "trajectory-svc", "partner-svc", "reporting-svc",
                                      "gateway"};
constexpr double kMegabyte = 1024.0 * 1024.0;

StatusOr<double> MegabytesOf(const Region& region, const std::string& process) {
  std::ifstream file(region.home() + "/run/" + process + ".pid");
  pid_t pid = 0;
  if (!(file >> pid)) {
    return Error(absl::StatusCode::kNotFound, "NO_PROCESS",
                 process + " does not run; start it with ./dev up.");
  }
  ASSIGN_OR_RETURN(const double bytes, PssBytes(pid));
  return bytes / kMegabyte;
}

// Starts a second process of each kind at once; seconds until the last one is ready.
StatusOr<double> SecondsUntilReady(const Region& region) {
  std::vector<config::v1::ProcessConfig> configs;
  for (const char* process : kProcesses) {
    ASSIGN_OR_RETURN(config::v1::ProcessConfig config, region.SecondConfig(process));
    if (config.has_gateway()) {
      ASSIGN_OR_RETURN(const int http_port, FreePort());
      ASSIGN_OR_RETURN(const int grpc_port, FreePort());
      config.mutable_gateway()->set_http_listen("127.0.0.1:" + std::to_string(http_port));
      config.mutable_gateway()->set_grpc_listen("127.0.0.1:" + std::to_string(grpc_port));
    }
    configs.push_back(std::move(config));
  }
  const absl::Time begin = absl::Now();
  std::vector<Region::Second> processes;
  for (const config::v1::ProcessConfig& config : configs) {
    ASSIGN_OR_RETURN(Region::Second second, region.Launch(config));
    processes.push_back(std::move(second));
  }
  for (const Region::Second& second : processes) {
    RETURN_IF_ERROR(AwaitReady(*second.child, second.config.metrics_listen(), absl::Seconds(60)));
  }
  return absl::ToDoubleSeconds(absl::Now() - begin);
}

}  // namespace

Status BenchFootprint(const Region& region, const Wish&, Report& report) {
  double sum = 0;
  for (const char* process : kProcesses) {
    ASSIGN_OR_RETURN(const double megabytes, MegabytesOf(region, process));
    report.Add(std::string(process) + "_mb", megabytes);
    sum += megabytes;
  }
  report.Add("rss_mb", sum, AtMost(150));
  std::vector<double> seconds;
  for (int round = 0; round < kRounds; ++round) {
    ASSIGN_OR_RETURN(const double taken, SecondsUntilReady(region));
    seconds.push_back(taken);
  }
  report.Add("ready_s", Median(seconds), AtMost(2));
  return absl::OkStatus();
}

}  // namespace duaal::bench
