#ifndef CHASSIS_AUTH_JWKS_H_
#define CHASSIS_AUTH_JWKS_H_

#include <map>
#include <string>
#include <string_view>

#include "chassis/auth/openssl.h"
#include "chassis/core/status.h"

// JSON Web Key Sets. Internal to chassis/auth.
namespace duaal::auth {

// A public key, with the one algorithm that it may be used with.
struct VerifyingKey {
  std::string algorithm;  // `RS256`, `ES256`, `EdDSA`
  KeyPtr key;

  // Whether `signature`, in the form of RFC 7518, is this key's over `text`.
  [[nodiscard]] bool Verifies(std::string_view text, std::string_view signature) const;
};

// Keys by key id. RSA of 2,048 bits and more, EC on P-256 and OKP on Ed25519 are taken; keys of other
// types, for other uses or without an id are passed over.
//
// INVALID_ARGUMENT (JWKS): not a key set, a key of a known type that is broken, an id twice, or no key.
[[nodiscard]] StatusOr<std::map<std::string, VerifyingKey, std::less<>>> ParseJwks(const std::string& json);

}  // namespace duaal::auth

#endif  // CHASSIS_AUTH_JWKS_H_
