#ifndef TOOLS_BENCH_REGION_H_
#define TOOLS_BENCH_REGION_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "chassis/auth/internal_token.h"
#include "chassis/core/status.h"
#include "chassis/rpc/tls.h"
#include "chassis/sql/database.h"
#include "duaal/config/v1/config.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "tools/bench/child.h"

namespace duaal::bench {

// The municipality of everybody whom a benchmark touches.
inline constexpr char kMunicipality[] = "GM0164";
// Connections of a load generator to a server; each is a channel of its own.
inline constexpr int kChannels = 4;

using Channels = std::vector<std::shared_ptr<grpc::Channel>>;

// A running region of this machine, as its state folder tells of it. The benchmark knocks at the services as
// the gateway does: with its certificate and with tokens that its key signed.
class Region {
 public:
  // NOT_FOUND: no region was started in `home`.
  [[nodiscard]] static StatusOr<std::unique_ptr<Region>> Open(const std::string& home);

  [[nodiscard]] const std::string& home() const { return home_; }
  // Settings of a process of the region: `intake-svc`, ..., `gateway`.
  [[nodiscard]] const config::v1::ProcessConfig& Of(const std::string& process) const {
    return configs_.at(process);
  }
  // The database of a service, as its own user.
  [[nodiscard]] StatusOr<sql::DatabaseOptions> DatabaseOf(const std::string& service) const;
  [[nodiscard]] rpc::TlsFiles GatewayTls() const;

  // Connections to the service `name` at `address`, one per channel.
  [[nodiscard]] StatusOr<Channels> Connect(const std::string& address, const std::string& name,
                                           int count = kChannels) const;
  // Puts a deadline and the token of a member of staff on a context, who may do all and has a mandate for
  // kMunicipality.
  void Prepare(grpc::ClientContext& context, absl::Duration timeout = absl::Seconds(20)) const;
  // A token in which `service` names itself.
  [[nodiscard]] StatusOr<std::string> ServiceToken(const std::string& service) const;

  // Another process of a service beside the region's own.
  struct Second {
    std::unique_ptr<Child> child;
    config::v1::ProcessConfig config;
  };
  // Starts a process with the settings of the region's own but `config`'s; see `SecondConfig`.
  [[nodiscard]] StatusOr<Second> StartSecond(const config::v1::ProcessConfig& config) const;
  // The settings of the region's own process with free ports.
  [[nodiscard]] StatusOr<config::v1::ProcessConfig> SecondConfig(const std::string& process) const;
  // Starts it without waiting until it is ready.
  [[nodiscard]] StatusOr<Second> Launch(const config::v1::ProcessConfig& config) const;

 private:
  explicit Region(std::string home) : home_(std::move(home)) {}

  std::string home_;
  std::map<std::string, config::v1::ProcessConfig> configs_;
  std::string token_;
};

// Waits until the service has numbered all its events, so that nothing of one measurement runs into the next.
//
// DEADLINE_EXCEEDED: a minute was not enough.
[[nodiscard]] Status AwaitNumbered(sql::Database& db);

// The same, and waits until all services that follow the feed of `owner` have applied it.
//
// DEADLINE_EXCEEDED: five minutes were not enough.
[[nodiscard]] Status AwaitApplied(const Region& region, const std::string& owner);

// Waits until intake-svc has made the match keys of everybody, which it does beside its calls: a region has
// that to do once after it was filled, and not while it is used.
//
// DEADLINE_EXCEEDED: five minutes were not enough.
[[nodiscard]] Status AwaitMatched(const Region& region);

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_REGION_H_
