#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "chassis/auth/jwt.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "tools/bench/benches.h"
#include "tools/bench/closed_loop.h"
#include "tools/bench/http_client.h"
#include "tools/bench/participant_calls.h"
#include "tools/bench/people.h"
#include "tools/bench/rounds.h"

// One person read by 64 callers through the door, over REST and over gRPC, against the same call to the
// service itself.
namespace duaal::bench {
namespace {

StatusOr<std::string> BearerToken(const Region& region) {
  const auto& gateway = region.Of("gateway").gateway();
  ASSIGN_OR_RETURN(const auto signer, auth::JwtSigner::FromFile(region.home() + "/issuer/key.pem",
                                                                gateway.issuer(), gateway.audience()));
  auth::JwtClaims claims;
  claims.subject = "bench";
  claims.roles = {"case-manager"};
  claims.municipalities = {{kMunicipality, {}, {}}};
  claims.expires = absl::Now() + absl::Hours(1);
  return signer->Sign(claims, absl::Now());
}

StatusOr<Channels> ConnectToDoor(const Region& region) {
  std::ifstream file(region.home() + "/pki/ca.pem");
  std::stringstream ca;
  ca << file.rdbuf();
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = ca.str();
  Channels channels;
  for (int i = 0; i < kChannels; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt("duaal.channel", i);  // or gRPC would share one connection
    channels.push_back(grpc::CreateCustomChannel(region.Of("gateway").gateway().grpc_listen(),
                                                 grpc::SslCredentials(tls), arguments));
  }
  return channels;
}

StatusOr<double> Rate(StatusOr<Load> load) {
  if (!load.ok()) return load.status();
  return load->per_second;
}

}  // namespace

Status BenchGateway(const Region& region, const Wish& wish, Report& report) {
  ASSIGN_OR_RETURN(std::vector<Person> people, EnsurePeople(region, wish.people));
  ASSIGN_OR_RETURN(const std::string token, BearerToken(region));
  ASSIGN_OR_RETURN(const Channels direct, region.Connect(region.Of("intake-svc").listen(), "intake-svc"));
  ASSIGN_OR_RETURN(const Channels door, ConnectToDoor(region));
  ParticipantCalls direct_calls(
      direct, [&](grpc::ClientContext& context) { region.Prepare(context); }, people);
  ParticipantCalls door_calls(
      door,
      [&](grpc::ClientContext& context) {
        context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
        context.AddMetadata("authorization", "Bearer " + token);
      },
      people);
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < kCallers; ++i) {
    ASSIGN_OR_RETURN(auto client, HttpClient::Connect(region.Of("gateway").gateway().http_listen()));
    clients.push_back(std::move(client));
  }
  Turns turns(people, kCallers);
  const auto rest = [&](absl::Duration time) {
    return Rate(RunThreads(kCallers, time, [&](int thread) {
      return clients[static_cast<std::size_t>(thread)]->Get("/v1/participants/" + turns.Next(thread).id_text,
                                                            token);
    }));
  };
  ASSIGN_OR_RETURN(
      const Rounds rounds,
      Rounds::Run({{"grpc", [&](absl::Duration time) { return Rate(direct_calls.Get(kCallers, time)); }},
                   {"rest", rest},
                   {"pass", [&](absl::Duration time) { return Rate(door_calls.Get(kCallers, time)); }}},
                  wish.time, wish.only, [] { return absl::OkStatus(); }));
  report.Add("per_second_grpc", rounds.Rate("grpc"));
  report.Add("per_second_rest", rounds.Rate("rest"));
  report.Add("per_second_pass", rounds.Rate("pass"));
  report.Add("ratio_grpc", rounds.Ratio("rest", "grpc"), AtLeast(0.60));
  report.Add("ratio_pass", rounds.Ratio("pass", "grpc"), AtLeast(0.70));
  report.Add("spread", rounds.Spread());
  return absl::OkStatus();
}

}  // namespace duaal::bench
