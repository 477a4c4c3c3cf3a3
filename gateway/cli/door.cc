#include "gateway/cli/door.h"

#include <cstdio>
#include <fstream>
#include <sstream>
#include <utility>

#include "chassis/config/config.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace duaal::cli {
namespace {

StatusOr<config::v1::ProcessConfig> GatewayOf(const std::string& home) {
  auto config = config::Load(home + "/config/gateway.textproto");
  if (config.ok()) return config;
  return Error(absl::StatusCode::kNotFound, "NO_REGION",
               "No region was started in " + home + "; run ./dev up, or name another folder with --home.");
}

}  // namespace

StatusOr<DoorOptions> DoorOfRegion(const std::string& home) {
  ASSIGN_OR_RETURN(const config::v1::ProcessConfig config, GatewayOf(home));
  return DoorOptions{config.gateway().grpc_listen(), home + "/pki/ca.pem", ""};
}

StatusOr<std::string> SignToken(const std::string& home, issuer::TokenRequest wish) {
  ASSIGN_OR_RETURN(const config::v1::ProcessConfig config, GatewayOf(home));
  wish.key = home + "/issuer/key.pem";
  wish.issuer = config.gateway().issuer();
  wish.audience = config.gateway().audience();
  wish.roles_file = config.gateway().roles();
  return issuer::SignToken(wish);
}

Door::Door(std::shared_ptr<grpc::Channel> channel, std::string token)
    : channel_(std::move(channel)), token_(std::move(token)) {}

StatusOr<std::unique_ptr<Door>> Door::Open(const DoorOptions& options) {
  std::ifstream file(options.ca_path);
  std::stringstream ca;
  ca << file.rdbuf();
  if (!file) {
    return Error(absl::StatusCode::kNotFound, "NO_CA",
                 "The CA " + options.ca_path + " cannot be read; name it with --ca.");
  }
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = ca.str();
  auto channel = grpc::CreateChannel(options.address, grpc::SslCredentials(tls));
  return std::unique_ptr<Door>(new Door(std::move(channel), options.token));
}

void Door::Prepare(grpc::ClientContext& context, absl::Duration timeout) const {
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  context.AddMetadata("authorization", "Bearer " + token_);
}

void PrintFailure(const Status& status) {
  const ErrorDetails details = DetailsOf(status);
  std::fprintf(stderr, "duaal: %s", std::string(status.message()).c_str());
  if (!details.reason.empty()) std::fprintf(stderr, " [%s]", details.reason.c_str());
  std::fprintf(stderr, "\n");
  for (const FieldViolation& violation : details.violations) {
    std::fprintf(stderr, "  %s: %s [%s]\n", violation.field.c_str(), violation.description.c_str(),
                 violation.reason.c_str());
  }
}

}  // namespace duaal::cli
