#include "tools/bench/region.h"

#include <filesystem>
#include <fstream>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "chassis/config/config.h"
#include "google/protobuf/text_format.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/support/channel_arguments.h"

namespace duaal::bench {
namespace {

constexpr const char* kServices[] = {"intake-svc", "trajectory-svc", "partner-svc", "reporting-svc"};
constexpr const char* kPermissions[] = {"participants.read",    "participants.write", "municipalities.read",
                                        "municipalities.write", "attendances.read",   "attendances.write",
                                        "sessions.read",        "trajectories.read",  "trajectories.write",
                                        "enrolments.read",      "enrolments.write",   "programmes.read",
                                        "programmes.write",     "offerings.read",     "offerings.write",
                                        "referrals.read",       "referrals.write",    "organisations.read",
                                        "organisations.write",  "weeks.read",         "weeks.write"};
constexpr absl::Duration kReadyLimit = absl::Seconds(30);
constexpr absl::Duration kNumberLimit = absl::Minutes(1);
constexpr absl::Duration kApplyLimit = absl::Minutes(5);
// Longer than any benchmark.
constexpr absl::Duration kTokenLife = absl::Hours(6);

StatusOr<std::string> StaffToken(const std::string& home) {
  ASSIGN_OR_RETURN(const auto signer, auth::TokenSigner::FromFile("gateway", home + "/tokens/gateway.key"));
  auth::Principal principal;
  principal.id = "bench";
  principal.permissions.insert(std::begin(kPermissions), std::end(kPermissions));
  principal.mandates.push_back({kMunicipality, {}, {}});
  principal.purpose = "inburgering";
  return signer->Sign(principal, absl::Now(), kTokenLife);
}

Status WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::trunc);
  file << text;
  file.close();
  if (file) return absl::OkStatus();
  return Error(absl::StatusCode::kUnavailable, "NOT_WRITTEN", path + " cannot be written.");
}

std::string Loopback(int port) { return "127.0.0.1:" + std::to_string(port); }

}  // namespace

StatusOr<std::unique_ptr<Region>> Region::Open(const std::string& home) {
  std::unique_ptr<Region> region(new Region(home));
  std::vector<std::string> processes(std::begin(kServices), std::end(kServices));
  processes.emplace_back("gateway");
  for (const std::string& process : processes) {
    auto config = config::Load(home + "/config/" + process + ".textproto");
    if (!config.ok()) {
      return Error(absl::StatusCode::kNotFound, "NO_REGION",
                   "No region was started in " + home + ": " + std::string(config.status().message()));
    }
    region->configs_.emplace(process, *std::move(config));
  }
  ASSIGN_OR_RETURN(region->token_, StaffToken(home));
  return region;
}

StatusOr<sql::DatabaseOptions> Region::DatabaseOf(const std::string& service) const {
  const auto& from = Of(service).database();
  sql::DatabaseOptions options;
  options.socket = from.socket();
  options.schema = from.schema();
  options.user = from.user();
  ASSIGN_OR_RETURN(options.password, config::ReadSecret(from.password_file()));
  options.pool_size = from.pool_size();
  return options;
}

rpc::TlsFiles Region::GatewayTls() const {
  const auto& tls = Of("gateway").tls();
  return {tls.ca(), tls.certificate(), tls.key()};
}

StatusOr<Channels> Region::Connect(const std::string& address, const std::string& name, int count) const {
  ASSIGN_OR_RETURN(const auto credentials, rpc::ChannelTls(GatewayTls()));
  Channels channels;
  for (int i = 0; i < count; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetSslTargetNameOverride(name);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // else all would share one connection
    channels.push_back(grpc::CreateCustomChannel(address, credentials, arguments));
    if (!channels.back()->WaitForConnected(absl::ToChronoTime(absl::Now() + kReadyLimit))) {
      return Error(absl::StatusCode::kUnavailable, "NO_CONNECTION",
                   name + " at " + address + " does not answer.");
    }
  }
  return channels;
}

void Region::Prepare(grpc::ClientContext& context, absl::Duration timeout) const {
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  context.AddMetadata(auth::kTokenMetadataKey, token_);
}

StatusOr<std::string> Region::ServiceToken(const std::string& service) const {
  ASSIGN_OR_RETURN(const auto signer, auth::TokenSigner::FromFile(service, Of(service).token_key()));
  return signer->ServiceToken();
}

StatusOr<config::v1::ProcessConfig> Region::SecondConfig(const std::string& process) const {
  config::v1::ProcessConfig config = Of(process);
  ASSIGN_OR_RETURN(const int port, FreePort());
  ASSIGN_OR_RETURN(const int metrics_port, FreePort());
  config.set_listen(Loopback(port));
  config.set_metrics_listen(Loopback(metrics_port));
  return config;
}

StatusOr<Region::Second> Region::Launch(const config::v1::ProcessConfig& config) const {
  const std::string folder = home_ + "/bench";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::string text;
  google::protobuf::TextFormat::PrintToString(config, &text);
  const std::string path = folder + "/" + config.service() + ".textproto";
  RETURN_IF_ERROR(WriteFile(path, text));
  const std::string own = OwnPath();
  const std::string program = own.substr(0, own.rfind('/') + 1) + config.service();
  Second second;
  second.config = config;
  ASSIGN_OR_RETURN(second.child,
                   Child::Start({program, "--config", path}, folder + "/" + config.service() + ".log"));
  return second;
}

StatusOr<Region::Second> Region::StartSecond(const config::v1::ProcessConfig& config) const {
  ASSIGN_OR_RETURN(Second second, Launch(config));
  RETURN_IF_ERROR(AwaitReady(*second.child, config.metrics_listen(), kReadyLimit));
  return second;
}

Status AwaitNumbered(sql::Database& db) {
  const absl::Time deadline = absl::Now() + kNumberLimit;
  while (absl::Now() < deadline) {
    ASSIGN_OR_RETURN(const auto waiting, db.Read(deadline, [](sql::Session& session) {
      return session.QueryOne("SELECT id FROM outbox ORDER BY id LIMIT 1");
    }));
    if (!waiting.has_value()) return absl::OkStatus();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return Error(absl::StatusCode::kDeadlineExceeded, "NOT_NUMBERED",
               "The events were not numbered within a minute.");
}

Status AwaitApplied(const Region& region, const std::string& owner) {
  const absl::Time deadline = absl::Now() + kApplyLimit;
  ASSIGN_OR_RETURN(const sql::DatabaseOptions own, region.DatabaseOf(owner));
  sql::Database db(own);
  RETURN_IF_ERROR(AwaitNumbered(db));
  ASSIGN_OR_RETURN(const auto head, db.Read(deadline, [](sql::Session& session) {
    return session.QueryOne("SELECT COALESCE(MAX(position), 0) FROM feed");
  }));
  for (const char* service : kServices) {
    ASSIGN_OR_RETURN(const sql::DatabaseOptions options, region.DatabaseOf(service));
    sql::Database follower(options);
    while (true) {
      ASSIGN_OR_RETURN(const auto cursor, follower.Read(deadline, [&](sql::Session& session) {
        return session.QueryOne("SELECT position FROM feed_cursor WHERE feed = ?", owner);
      }));
      if (!cursor.has_value() || cursor->Int(0) >= head->Int(0)) break;
      if (absl::Now() >= deadline) {
        return Error(absl::StatusCode::kDeadlineExceeded, "NOT_APPLIED",
                     std::string(service) + " did not apply the events of " + owner + " in time.");
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  return absl::OkStatus();
}

Status AwaitMatched(const Region& region) {
  const absl::Time deadline = absl::Now() + kApplyLimit;
  ASSIGN_OR_RETURN(const sql::DatabaseOptions options, region.DatabaseOf("intake-svc"));
  sql::Database db(options);
  while (absl::Now() < deadline) {
    ASSIGN_OR_RETURN(const auto waiting, db.Read(deadline, [](sql::Session& session) {
      return session.QueryOne(
          "SELECT id FROM participant WHERE matched = FALSE AND merged_into_id IS NULL LIMIT 1");
    }));
    if (!waiting.has_value()) return absl::OkStatus();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return Error(absl::StatusCode::kDeadlineExceeded, "NOT_MATCHED",
               "intake-svc did not make the match keys in time.");
}

}  // namespace duaal::bench
