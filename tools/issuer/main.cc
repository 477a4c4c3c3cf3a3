// duaal-issuer: the token issuer of a local region. Production uses an OpenID provider instead.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <string>

#include "chassis/auth/jwt.h"
#include "chassis/core/status.h"
#include "tools/issuer/key.h"
#include "tools/issuer/token_options.h"

namespace duaal::issuer {
namespace {

// Makes the key, once, and the key set that the gateway reads.
Status Init(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  RETURN_IF_ERROR(EnsureKey(folder + "/key.pem"));
  ASSIGN_OR_RETURN(const auto signer, auth::JwtSigner::FromFile(folder + "/key.pem", "local", "local"));
  return WriteFile(folder + "/jwks.json", signer->Jwks(), /*secret=*/false);
}

// Whose key signs; what the token holds is said the same way everywhere.
void Describe(CLI::App& token, TokenRequest& request) {
  token.add_option("--key", request.key, "private key of the issuer, PEM")->required();
  token.add_option("--issuer", request.issuer, "claim iss")->required();
  token.add_option("--audience", request.audience, "claim aud")->required();
  token.add_option("--roles", request.roles_file, "roles of the region; the token is checked against them");
  DescribeToken(token, request);
}

int Fail(const Status& status) {
  std::fprintf(stderr, "duaal-issuer: %s\n", std::string(status.message()).c_str());
  return 1;
}

int Main(int argc, char** argv) {
  CLI::App app("The token issuer of a local region.");
  app.require_subcommand(1);
  std::string folder;
  CLI::App* init = app.add_subcommand("init", "makes key.pem, unless it is there, and jwks.json");
  init->add_option("DIR", folder, "folder of the issuer")->required();
  TokenRequest request;
  CLI::App* token = app.add_subcommand("token", "prints a bearer token");
  Describe(*token, request);
  CLI11_PARSE(app, argc, argv);
  if (init->parsed()) {
    const Status status = Init(folder);
    return status.ok() ? 0 : Fail(status);
  }
  const StatusOr<std::string> signed_token = SignToken(request);
  if (!signed_token.ok()) return Fail(signed_token.status());
  std::printf("%s\n", signed_token->c_str());
  return 0;
}

}  // namespace
}  // namespace duaal::issuer

int main(int argc, char** argv) { return duaal::issuer::Main(argc, argv); }
