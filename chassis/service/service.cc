#include "chassis/service/service.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <string_view>
#include <thread>

#include "chassis/config/config.h"
#include "chassis/log/log.h"
#include "chassis/service/process.h"

namespace duaal::service {
namespace {

// The whole of a drain stays below ten seconds: calls have eight, consumers and jobs the rest. What then
// still hangs is cut off; every effect is a transaction, so nothing is half done.
constexpr absl::Duration kGrace = absl::Seconds(8);
constexpr unsigned kDrainSeconds = 10;

int Fail(const Status& status) {
  log::Error("start_failed", {{"status", status}});
  return 1;
}

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// A thread would get a heap of its own, up to eight for each core, and each heap keeps what its largest batch
// needed. Two for each core are as fast and keep a service smaller.
void LimitHeaps() {
  constexpr int kMegabyte = 1 << 20;
  mallopt(M_ARENA_MAX, 2 * static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
  // What the largest answers take stays in the heap: given back after each, it would come again page by page,
  // which takes as long as the work.
  mallopt(M_MMAP_THRESHOLD, kMegabyte);
  mallopt(M_TRIM_THRESHOLD, 2 * kMegabyte);
}

}  // namespace

int Main(int argc, char** argv, const Definition& definition) {
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    std::printf("%s %s\n", definition.name.c_str(), Version().c_str());
    return 0;
  }
  LimitHeaps();
  sql::InitDriver();
  // Blocked before any thread is made, so that all inherit it and only sigwait below gets them.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  if (const Status opened = log::Open({definition.name, "", log::Level::kInfo}); !opened.ok())
    return Fail(opened);
  const auto path = config::PathFromFlags(argc, argv);
  if (!path.ok()) return Fail(path.status());
  const auto config = config::Load(*path);
  if (!config.ok()) return Fail(config.status());
  auto process = Process::Start(*config, definition);
  if (!process.ok()) return Fail(process.status());
  log::Info(
      "ready",
      {{"version", Version()}, {"port", (*process)->port()}, {"metrics_port", (*process)->metrics_port()}});

  int signal = 0;
  sigwait(&signals, &signal);
  log::Info("draining", {{"signal", signal}});
  alarm(kDrainSeconds);
  (*process)->Drain(kGrace);
  process->reset();
  log::Info("stopped");
  return 0;
}

}  // namespace duaal::service
