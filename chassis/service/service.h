#ifndef CHASSIS_SERVICE_SERVICE_H_
#define CHASSIS_SERVICE_SERVICE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "chassis/core/clock.h"
#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/outbox/consumer.h"
#include "chassis/rpc/server.h"
#include "chassis/sql/database.h"
#include "chassis/timers/periodic.h"

// The frame of a service process. main.cc names the service and wires its handlers; everything that
// all services share happens here.
namespace duaal::service {

// What a service is wired with. Lives as long as the process.
struct Host {
  sql::Database& db;
  const Clock& clock;  // business clock
  const crypto::KeyRing& keys;
  rpc::Server& server;
  // Follows the feed of `owner` (a peer of the config), e.g. `intake-svc`. Call it inside `wire` only; a
  // peer without an address ends the start.
  std::function<void(const std::string& owner, outbox::ApplyBatch apply)> follow;
  // Runs a job under a lease of its name, `interval` after `interval`, in one process per database. Call it
  // inside `wire` only.
  std::function<void(const std::string& name, absl::Duration interval, timers::Step step)> every;
  // States of all followed feeds.
  std::function<std::vector<outbox::ConsumerState>()> feeds;
};

// What a service is, besides its handlers.
struct Definition {
  std::string name;                     // `intake-svc`
  std::vector<std::string> migrations;  // names that must be applied, no more and no fewer
  bool owns_feed = true;                // serves FeedService and runs the sequencer
  std::function<Status(Host&)> wire;
};

// Runs the process until SIGTERM or SIGINT, then drains within ten seconds. Command line: `--config FILE`,
// or `--version`. Returns the exit code: 0 after a drain, 1 with one line on stderr when the start fails.
// Call it first in main(), before any thread.
int Main(int argc, char** argv, const Definition& definition);

}  // namespace duaal::service

#endif  // CHASSIS_SERVICE_SERVICE_H_
