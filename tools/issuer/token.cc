#include "tools/issuer/token.h"

#include <regex>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chassis/auth/jwt.h"
#include "chassis/auth/roles.h"

namespace duaal::issuer {
namespace {

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

}  // namespace

StatusOr<std::string> SignToken(const TokenRequest& request) {
  if (request.roles.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "NO_ROLE", "Give the token at least one role.");
  }
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

}  // namespace duaal::issuer
