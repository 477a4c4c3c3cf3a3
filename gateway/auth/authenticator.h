#ifndef GATEWAY_AUTH_AUTHENTICATOR_H_
#define GATEWAY_AUTH_AUTHENTICATOR_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "chassis/auth/internal_token.h"
#include "chassis/auth/jwt.h"
#include "chassis/auth/principal.h"
#include "chassis/auth/roles.h"
#include "chassis/auth/verified_cache.h"
#include "chassis/core/status.h"
#include "gateway/descriptors/catalogue.h"

namespace duaal::gateway {

// Who calls, and the internal token that says so behind the door.
struct Ticket {
  auth::Principal principal;
  std::string internal_token;
};

// Turns login tokens into internal ones. A ticket is kept per login token and purpose, for 30 seconds at
// most and never past the end of the login token: so long, at most, works a role that was taken away.
// Thread-safe.
class Authenticator {
 public:
  // The three must outlive it.
  Authenticator(const auth::JwtVerifier& verifier, const auth::RoleBook& roles,
                const auth::TokenSigner& signer);

  // `authorization` is the header's value (`Bearer ...`), `purpose` that of X-Purpose or empty.
  //
  // UNAUTHENTICATED: no token, or one that does not hold; the reason says why. PERMISSION_DENIED: the
  // token's roles make no principal, or may not state the purpose.
  [[nodiscard]] StatusOr<std::shared_ptr<const Ticket>> Authenticate(std::string_view authorization,
                                                                     std::string_view purpose,
                                                                     absl::Time now);

 private:
  const auth::JwtVerifier& verifier_;
  const auth::RoleBook& roles_;
  const auth::TokenSigner& signer_;
  auth::VerifiedCache<Ticket> tickets_;
};

// Whether the method's access option lets the principal call it; the service checks again.
//
// PERMISSION_DENIED: PERMISSION_MISSING (no role holds it) or PURPOSE_NOT_ALLOWED.
[[nodiscard]] Status Authorise(const Method& method, const auth::Principal& principal);

}  // namespace duaal::gateway

#endif  // GATEWAY_AUTH_AUTHENTICATOR_H_
