// duaal-issuer: the token issuer of a local region. Production uses an OpenID provider instead.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chassis/auth/jwt.h"
#include "chassis/auth/roles.h"
#include "chassis/core/status.h"
#include "tools/issuer/key.h"

namespace duaal::issuer {
namespace {

struct TokenRequest {
  std::string key;
  std::string issuer;
  std::string audience;
  std::string roles_file;
  std::vector<std::string> roles;
  std::vector<std::string> municipalities;
  std::string organisation;
  std::string purpose;
  std::string subject;
  int hours = 1;
};

// Makes the key, once, and the key set that the gateway reads.
Status Init(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  RETURN_IF_ERROR(EnsureKey(folder + "/key.pem"));
  ASSIGN_OR_RETURN(const auto signer, auth::JwtSigner::FromFile(folder + "/key.pem", "local", "local"));
  return WriteFile(folder + "/jwks.json", signer->Jwks(), /*secret=*/false);
}

// The door would refuse such a token; better to hear it here, with what would do.
Status Check(const TokenRequest& request, const auth::JwtClaims& claims) {
  static const std::regex kMunicipality("GM[0-9]{4}");
  for (const std::string& code : request.municipalities) {
    if (!std::regex_match(code, kMunicipality)) {
      return Error(absl::StatusCode::kInvalidArgument, "MUNICIPALITY",
                   code + " is no CBS code such as GM0164.");
    }
  }
  if (request.roles_file.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auth::RoleBook book, auth::RoleBook::FromFile(request.roles_file));
  const auto principal = book.ToPrincipal(claims);
  if (HasReason(principal.status(), "NO_ROLE")) {
    return Error(absl::StatusCode::kInvalidArgument, "ROLE",
                 "no such role: " + absl::StrJoin(request.roles, ", ") +
                     "; there are: " + absl::StrJoin(book.Codes(), ", ") + ".");
  }
  return principal.status();
}

StatusOr<std::string> Token(const TokenRequest& request) {
  ASSIGN_OR_RETURN(const auto signer,
                   auth::JwtSigner::FromFile(request.key, request.issuer, request.audience));
  const absl::Time now = absl::Now();
  auth::JwtClaims claims;
  claims.subject = request.subject.empty() ? "local-" + request.roles.front() : request.subject;
  claims.roles = request.roles;
  for (const std::string& code : request.municipalities) claims.municipalities.push_back({code, {}, {}});
  claims.organisation = request.organisation;
  claims.purpose = request.purpose;
  claims.expires = now + absl::Hours(request.hours);
  RETURN_IF_ERROR(Check(request, claims));
  return signer->Sign(claims, now);
}

void Describe(CLI::App& token, TokenRequest& request) {
  token.add_option("--key", request.key, "private key of the issuer, PEM")->required();
  token.add_option("--issuer", request.issuer, "claim iss")->required();
  token.add_option("--audience", request.audience, "claim aud")->required();
  token.add_option("--roles", request.roles_file, "roles of the region; the token is checked against them");
  token.add_option("--role", request.roles, "a role; may be given more than once")->required();
  token.add_option("--municipality", request.municipalities, "a mandate, e.g. GM0164; more than once");
  token.add_option("--organisation", request.organisation, "partner organisation, a UUID");
  token.add_option("--purpose", request.purpose, "stated purpose");
  token.add_option("--subject", request.subject, "who calls; default local-ROLE");
  token.add_option("--hours", request.hours, "life in hours, 1 to 24")->check(CLI::Range(1, 24));
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
  const StatusOr<std::string> signed_token = Token(request);
  if (!signed_token.ok()) return Fail(signed_token.status());
  std::printf("%s\n", signed_token->c_str());
  return 0;
}

}  // namespace
}  // namespace duaal::issuer

int main(int argc, char** argv) { return duaal::issuer::Main(argc, argv); }
