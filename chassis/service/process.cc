#include "chassis/service/process.h"

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

#include <unistd.h>

#include "chassis/auth/internal_token.h"
#include "chassis/config/config.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/log/log.h"
#include "chassis/metrics/endpoint.h"
#include "chassis/outbox/feed.h"
#include "chassis/processing_log/days.h"
#include "chassis/processing_log/writer.h"
#include "chassis/rpc/client.h"
#include "chassis/rpc/server_options.h"
#include "chassis/service/call_report.h"
#include "chassis/sql/migrator.h"
#include "chassis/timers/periodic.h"

namespace duaal::service {
namespace {

using config::v1::ProcessConfig;

constexpr absl::Duration kPingLimit = absl::Seconds(1);
constexpr absl::Duration kPurgeInterval = absl::Minutes(10);
constexpr absl::Duration kDaysInterval = absl::Seconds(5);
constexpr int kPurgeRows = 500;
constexpr int kBackgroundPool = 12;
// Each follower of the feed keeps one stream open, from every replica.
constexpr int kMaxSources = 64;

rpc::TlsFiles TlsOf(const ProcessConfig& config) {
  return {config.tls().ca(), config.tls().certificate(), config.tls().key()};
}

StatusOr<sql::DatabaseOptions> DatabaseOf(const ProcessConfig& config) {
  const auto& from = config.database();
  sql::DatabaseOptions options;
  options.socket = from.socket();
  options.host = from.host();
  options.port = from.port();
  options.tls_ca = from.tls_ca();
  options.schema = from.schema();
  options.user = from.user();
  ASSIGN_OR_RETURN(options.password, config::ReadSecret(from.password_file()));
  options.pool_size = from.pool_size();
  return options;
}

// The feed with its streams, up to four consumers, the processing log and the jobs.
sql::DatabaseOptions Background(sql::DatabaseOptions options) {
  options.pool_size = kBackgroundPool;
  return options;
}

// Which process it is, in the rows of leases: a machine and a process id mean something to an operator.
std::string HolderName(const std::string& service) {
  char host[64] = "unknown";
  (void)gethostname(host, sizeof(host) - 1);
  return service + "@" + host + ":" + std::to_string(getpid());
}

}  // namespace

std::string Version() { return DUAAL_VERSION; }

// In the order of their lives: what is used stands before what uses it.
struct Process::Parts {
  Parts(const ProcessConfig& c, sql::DatabaseOptions database)
      : config(c), clock(c.clock_file()), db(database), background(Background(std::move(database))) {}

  Status OpenSecrets();
  void MakeServer(const Definition& definition);
  Status Wire(const Definition& definition);
  void Follow(const std::string& owner, outbox::ApplyBatch apply);
  void Every(timers::PeriodicOptions options, timers::Step step);
  [[nodiscard]] std::vector<outbox::ConsumerState> Feeds() const;
  Status Serve(const Definition& definition);
  Status Readiness();
  void ShowProcess();
  void ShowFeed(const outbox::Consumer& consumer);

  const ProcessConfig config;
  const absl::Time start_time = absl::Now();
  std::atomic<bool> serving{false};
  metrics::Registry registry;
  BusinessClock clock;
  sql::Database db;          // for handlers
  sql::Database background;  // for everything else, so that a full house of callers holds up none of it
  std::shared_ptr<crypto::KeyRing> keys;
  std::unique_ptr<auth::TokenSigner> signer;
  std::unique_ptr<auth::TokenVerifier> tokens;
  std::unique_ptr<processing_log::Writer> processing_log;
  std::unique_ptr<outbox::Feed> feed;
  std::unique_ptr<rpc::Server> server;
  std::unique_ptr<Host> host;
  Status follow_status;
  std::vector<std::unique_ptr<outbox::Consumer>> consumers;
  std::vector<std::unique_ptr<timers::Periodic>> jobs;
  std::unique_ptr<metrics::Endpoint> endpoint;
};

Status Process::Parts::OpenSecrets() {
  ASSIGN_OR_RETURN(keys, crypto::KeyRing::FromFile(config.key_ring()));
  ASSIGN_OR_RETURN(signer, auth::TokenSigner::FromFile(config.service(), config.token_key()));
  ASSIGN_OR_RETURN(tokens, auth::TokenVerifier::FromDirectory(config.token_issuers()));
  return absl::OkStatus();
}

void Process::Parts::MakeServer(const Definition& definition) {
  rpc::Server::Options options;
  options.listen = config.listen();
  options.tls = TlsOf(config);
  options.tokens = tokens.get();
  options.clock = &clock;
  options.workers = config.workers();
  options.queue = config.queue();
  options.max_sources = kMaxSources;
  options.ready = [this] { return db.Ping(kPingLimit); };
  options.observe = [this](const rpc::MethodInfo& method) { return ReportCalls(registry, method); };
  if (!config.processing_log_off()) {
    processing_log = std::make_unique<processing_log::Writer>(background);
    options.log = [this](processing_log::Record record, std::function<void(Status)> done) {
      processing_log->Append(std::move(record), std::move(done));
    };
  }
  if (definition.owns_feed) feed = std::make_unique<outbox::Feed>(background, HolderName(definition.name));
  server = std::make_unique<rpc::Server>(std::move(options));
  if (feed != nullptr) feed->Register(*server);
}

Status Process::Parts::Wire(const Definition& definition) {
  host = std::make_unique<Host>(
      Host{db, clock, *keys, *server,
           [this](const std::string& owner, outbox::ApplyBatch apply) { Follow(owner, std::move(apply)); },
           [this, &definition](const std::string& name, absl::Duration interval, timers::Step step) {
             Every({name, HolderName(definition.name), interval}, std::move(step));
           },
           [this] { return Feeds(); }});
  RETURN_IF_ERROR(definition.wire(*host));
  return follow_status;
}

void Process::Parts::Follow(const std::string& owner, outbox::ApplyBatch apply) {
  const auto peer = config.peers().find(owner);
  if (peer == config.peers().end()) {
    follow_status.Update(Error(absl::StatusCode::kInvalidArgument, "CONFIG",
                               "peers: the address of " + owner + " is required."));
    return;
  }
  auto channel = rpc::OpenChannel(peer->second, owner, TlsOf(config));
  if (!channel.ok()) {
    follow_status.Update(channel.status());
    return;
  }
  outbox::ConsumerOptions options;
  options.feed = owner;
  options.channel = *std::move(channel);
  options.signer = signer.get();
  consumers.push_back(std::make_unique<outbox::Consumer>(background, std::move(options), std::move(apply)));
}

void Process::Parts::Every(timers::PeriodicOptions options, timers::Step step) {
  jobs.push_back(std::make_unique<timers::Periodic>(background, std::move(options), std::move(step)));
}

std::vector<outbox::ConsumerState> Process::Parts::Feeds() const {
  std::vector<outbox::ConsumerState> states;
  states.reserve(consumers.size());
  for (const auto& consumer : consumers) states.push_back(consumer->state());
  return states;
}

Status Process::Parts::Serve(const Definition& definition) {
  RETURN_IF_ERROR(server->Start());
  if (feed != nullptr) feed->Start();
  for (const auto& consumer : consumers) {
    ShowFeed(*consumer);
    consumer->Start();
  }
  Every({"idempotency-purge", HolderName(definition.name), kPurgeInterval},
        [](sql::Tx& tx) -> StatusOr<bool> {
          ASSIGN_OR_RETURN(const std::int64_t purged, idempotency::Purge(tx, kPurgeRows));
          return purged == kPurgeRows;
        });
  Every({"log-days", HolderName(definition.name), kDaysInterval},
        [after = Uuid()](sql::Tx& tx) mutable -> StatusOr<bool> {
          ASSIGN_OR_RETURN(after, processing_log::CountDays(tx, after));
          return !after.IsNil();
        });
  for (const auto& job : jobs) job->Start();
  ShowProcess();
  ASSIGN_OR_RETURN(
      endpoint, metrics::Endpoint::Start(config.metrics_listen(), registry, [this] { return Readiness(); }));
  serving = true;
  return absl::OkStatus();
}

Status Process::Parts::Readiness() {
  if (!serving) return Error(absl::StatusCode::kUnavailable, "NOT_SERVING", "Starting or draining.");
  return db.Ping(kPingLimit);
}

void Process::Parts::ShowProcess() {
  registry.Gauges("duaal_build_info", "1; the label tells the version.")
      .With({{"version", Version()}})
      .Set(1);
  registry.Observe("duaal_queued_calls", "Calls that wait for a worker.", {},
                   [this] { return static_cast<double>(server->queue_depth()); });
  if (processing_log != nullptr) {
    registry.Observe("duaal_processing_log_waiting", "Records that wait to be written.", {},
                     [this] { return static_cast<double>(processing_log->waiting()); });
  }
  registry.Observe("duaal_open_feed_streams", "Followers of this service's feed.", {},
                   [this] { return static_cast<double>(server->open_sources()); });
  if (feed == nullptr) return;
  registry.Observe("duaal_own_feed_position", "Newest numbered event of this service's own feed.", {},
                   [this] { return static_cast<double>(feed->head_position()); });
  registry.Observe("duaal_own_feed_leads", "1 where this process numbers the events.", {},
                   [this] { return feed->leads() ? 1.0 : 0.0; });
}

void Process::Parts::ShowFeed(const outbox::Consumer& consumer) {
  const metrics::Labels labels = {{"feed", consumer.state().feed}};
  registry.Observe("duaal_feed_position", "Last event applied of a followed feed.", labels,
                   [&consumer] { return static_cast<double>(consumer.state().position); });
  registry.Observe("duaal_feed_head_position", "Newest event that its owner told of.", labels,
                   [&consumer] { return static_cast<double>(consumer.state().head_position); });
  registry.Observe("duaal_feed_lag_events", "Events told of and not yet applied.", labels, [&consumer] {
    const outbox::ConsumerState state = consumer.state();
    return static_cast<double>(std::max<std::int64_t>(0, state.head_position - state.position));
  });
  registry.Observe("duaal_feed_heard_age_seconds", "Time since the owner's last message, or since the start.",
                   labels, [this, &consumer] {
                     const absl::Time heard = std::max(consumer.state().heard_time, start_time);
                     return absl::ToDoubleSeconds(absl::Now() - heard);
                   });
  registry.Observe("duaal_feed_stuck_position", "Event that keeps failing; 0 when all is well.", labels,
                   [&consumer] { return static_cast<double>(consumer.state().stuck_position); });
}

StatusOr<std::unique_ptr<Process>> Process::Start(const ProcessConfig& config, const Definition& definition) {
  if (config.service() != definition.name) {
    return Error(absl::StatusCode::kInvalidArgument, "CONFIG",
                 "service: this is " + definition.name + ", the settings are of " + config.service() + ".");
  }
  ASSIGN_OR_RETURN(sql::DatabaseOptions database, DatabaseOf(config));
  auto parts = std::make_unique<Parts>(config, std::move(database));
  RETURN_IF_ERROR(parts->OpenSecrets());
  RETURN_IF_ERROR(sql::CheckVersions(parts->db, definition.migrations));
  parts->MakeServer(definition);
  RETURN_IF_ERROR(parts->Wire(definition));
  RETURN_IF_ERROR(parts->Serve(definition));
  return std::unique_ptr<Process>(new Process(std::move(parts)));
}

Process::Process(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Process::~Process() { Drain(absl::ZeroDuration()); }

void Process::Drain(absl::Duration grace) {
  if (!parts_->serving.exchange(false)) return;
  parts_->server->Drain(grace);
}

int Process::port() const { return parts_->server->port(); }

int Process::metrics_port() const { return parts_->endpoint->port(); }

}  // namespace duaal::service
