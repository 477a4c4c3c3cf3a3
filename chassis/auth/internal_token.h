#ifndef CHASSIS_AUTH_INTERNAL_TOKEN_H_
#define CHASSIS_AUTH_INTERNAL_TOKEN_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "chassis/auth/principal.h"
#include "chassis/core/status.h"

// The signed internal token (Ed25519, about 60 seconds) that travels behind the door in the metadata
// key `duaal-token`. The gateway may name any principal; every other issuer only itself
// (PrincipalKind::kService), so that a stolen service certificate alone opens nothing.
namespace duaal::auth {

inline constexpr char kTokenMetadataKey[] = "duaal-token";

// Signs tokens. Thread-safe.
class TokenSigner {
 public:
  // Reads a PEM private key. INVALID_ARGUMENT: not an Ed25519 key. NOT_FOUND: no such file.
  [[nodiscard]] static StatusOr<std::unique_ptr<TokenSigner>> FromFile(const std::string& issuer,
                                                                       const std::string& key_path);
  ~TokenSigner();
  [[nodiscard]] std::string Sign(const Principal& principal, absl::Time now, absl::Duration lifetime) const;
  // A token in which this issuer names itself; cached and renewed by itself.
  [[nodiscard]] std::string ServiceToken();

 private:
  struct Impl;
  explicit TokenSigner(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Verifies tokens against the public keys of a directory: `<issuer>.pem` each. Remembers verified
// tokens until they expire, so a repeated token costs a hash. Thread-safe.
class TokenVerifier {
 public:
  // Reads them once. NOT_FOUND: no such directory. INVALID_ARGUMENT: no key in it, or one of another type.
  [[nodiscard]] static StatusOr<std::unique_ptr<TokenVerifier>> FromDirectory(const std::string& directory);
  ~TokenVerifier();
  // UNAUTHENTICATED: TOKEN_MISSING, TOKEN_MALFORMED (also: over 64 KiB), TOKEN_ISSUER (unknown),
  // TOKEN_SIGNATURE, TOKEN_EXPIRED, TOKEN_NOT_YET_VALID (clocks more than 30 s apart), or TOKEN_PRINCIPAL:
  // the issuer names a principal it may not name. Never the token itself.
  [[nodiscard]] StatusOr<std::shared_ptr<const Principal>> Verify(std::string_view token,
                                                                  absl::Time now) const;

 private:
  struct Impl;
  explicit TokenVerifier(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace duaal::auth

#endif  // CHASSIS_AUTH_INTERNAL_TOKEN_H_
