#include "gateway/auth/authenticator.h"

#include <algorithm>
#include <utility>

#include "chassis/crypto/crypto.h"
#include "gateway/http/message.h"

namespace duaal::gateway {
namespace {

constexpr absl::Duration kTicketLifetime = absl::Seconds(30);
// Longer than a ticket is kept, so that a token in use never runs out on its way.
constexpr absl::Duration kTokenLifetime = absl::Seconds(60);
constexpr std::size_t kTicketsMost = 20'000;
constexpr std::size_t kPurposeBytesMost = 128;

// The token of `Bearer <token>`; empty for another scheme.
std::string_view BearerToken(std::string_view authorization) {
  constexpr std::string_view kScheme = "Bearer";
  if (authorization.size() <= kScheme.size() || authorization[kScheme.size()] != ' ') return {};
  if (!http::SameName(authorization.substr(0, kScheme.size()), kScheme)) return {};
  authorization.remove_prefix(kScheme.size());
  while (!authorization.empty() && authorization.front() == ' ') authorization.remove_prefix(1);
  return authorization;
}

}  // namespace

Authenticator::Authenticator(const auth::JwtVerifier& verifier, const auth::RoleBook& roles,
                             const auth::TokenSigner& signer)
    : verifier_(verifier), roles_(roles), signer_(signer), tickets_(kTicketsMost) {}

StatusOr<std::shared_ptr<const Ticket>> Authenticator::Authenticate(std::string_view authorization,
                                                                    std::string_view purpose,
                                                                    absl::Time now) {
  const std::string_view token = BearerToken(authorization);
  if (token.empty()) {
    return Error(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING",
                 "Send a bearer token in the header Authorization.");
  }
  if (purpose.size() > kPurposeBytesMost) {
    return Error(absl::StatusCode::kPermissionDenied, "PURPOSE_NOT_ALLOWED",
                 "The purpose is not one of the register.");
  }
  std::string hashed(token);
  hashed += '\n';  // stands in no token, so no token and purpose make the text of another pair
  hashed += purpose;
  const std::string key = crypto::Sha256(hashed);
  if (std::shared_ptr<const Ticket> known = tickets_.Find(key, now)) return known;
  ASSIGN_OR_RETURN(const std::shared_ptr<const auth::JwtClaims> claims, verifier_.Verify(token, now));
  auto ticket = std::make_shared<Ticket>();
  ASSIGN_OR_RETURN(ticket->principal, roles_.ToPrincipal(*claims, purpose));
  ticket->internal_token = signer_.Sign(ticket->principal, now, kTokenLifetime);
  tickets_.Put(key, ticket, std::min(now + kTicketLifetime, claims->expires));
  return std::shared_ptr<const Ticket>(std::move(ticket));
}

Status Authorise(const Method& method, const auth::Principal& principal) {
  if (!principal.May(method.access.permission())) {
    return Error(absl::StatusCode::kPermissionDenied, "PERMISSION_MISSING",
                 "The caller's roles do not hold the permission " + method.access.permission() + ".",
                 {{"permission", method.access.permission()}});
  }
  const auto& purposes = method.access.purposes();
  if (!purposes.empty() && std::find(purposes.begin(), purposes.end(), principal.purpose) == purposes.end()) {
    return Error(absl::StatusCode::kPermissionDenied, "PURPOSE_NOT_ALLOWED",
                 "This may not be called for the stated purpose; name another in X-Purpose.");
  }
  return absl::OkStatus();
}

}  // namespace duaal::gateway
