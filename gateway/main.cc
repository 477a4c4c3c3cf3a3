#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>

#include "chassis/config/config.h"
#include "chassis/log/log.h"
#include "gateway/process.h"

namespace {

// Calls have eight seconds to end; what then still hangs is cut off.
constexpr absl::Duration kGrace = absl::Seconds(8);
constexpr unsigned kDrainSeconds = 10;

int Fail(const duaal::Status& status) {
  duaal::log::Error("start_failed", {{"status", status}});
  return 1;
}

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

int main(int argc, char** argv) {
  using duaal::gateway::Process;
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    std::printf("gateway %s\n", duaal::gateway::Version().c_str());
    return 0;
  }
  // Blocked before any thread is made, so that all inherit it and only sigwait below gets them.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);

  duaal::log::Options lines;
  lines.service = "gateway";
  if (const duaal::Status opened = duaal::log::Open(lines); !opened.ok()) return Fail(opened);
  const auto path = duaal::config::PathFromFlags(argc, argv);
  if (!path.ok()) return Fail(path.status());
  const auto config = duaal::config::Load(*path);
  if (!config.ok()) return Fail(config.status());
  auto process = Process::Start(*config);
  if (!process.ok()) return Fail(process.status());
  duaal::log::Info("ready", {{"version", duaal::gateway::Version()},
                             {"http_port", (*process)->http_port()},
                             {"grpc_port", (*process)->grpc_port()},
                             {"metrics_port", (*process)->metrics_port()}});

  int stop = 0;
  sigwait(&signals, &stop);
  duaal::log::Info("draining", {{"signal", stop}});
  alarm(kDrainSeconds);
  (*process)->Drain(kGrace);
  process->reset();
  duaal::log::Info("stopped");
  return 0;
}
