#ifndef CHASSIS_AUTH_JWT_H_
#define CHASSIS_AUTH_JWT_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "chassis/auth/principal.h"
#include "chassis/core/status.h"

// Login tokens: JSON Web Tokens of an OpenID provider, of an OAuth client, or of the local issuer.
namespace duaal::auth {

// What a verified token says. Municipalities stand in the token as codes or as
// `{"code": "GM0164", "from": "2026-01-01", "until": "2027-01-01"}`.
struct JwtClaims {
  std::string subject;
  std::vector<std::string> roles;
  std::vector<Mandate> municipalities;
  std::string organisation;
  std::string purpose;
  absl::Time expires;
};

struct JwtOptions {
  std::string jwks_path;
  std::string issuer;
  std::string audience;
  absl::Duration leeway = absl::Seconds(60);  // for clocks that differ; 60 s at most
};

// Verifies RS256, ES256 and EdDSA tokens against the JSON Web Key Set in a file. The algorithm follows from
// the key, never from the token. The file is read again when it has changed, looked at once a second at
// most; while the new one cannot be read the old keys stay. Thread-safe.
class JwtVerifier {
 public:
  // NOT_FOUND: no such file. INVALID_ARGUMENT: no key set, no usable key in it, no issuer or audience, or
  // a leeway outside 0..60 s.
  [[nodiscard]] static StatusOr<std::unique_ptr<JwtVerifier>> FromFile(const JwtOptions& options);
  ~JwtVerifier();

  // UNAUTHENTICATED with one of the reasons TOKEN_MISSING, TOKEN_MALFORMED (also: over 64 KiB),
  // TOKEN_ALGORITHM, TOKEN_KEY (unknown kid), TOKEN_SIGNATURE, TOKEN_CLAIMS, TOKEN_ISSUER, TOKEN_AUDIENCE,
  // TOKEN_EXPIRED, TOKEN_NOT_YET_VALID. Nothing of the token stands in the message.
  [[nodiscard]] StatusOr<std::shared_ptr<const JwtClaims>> Verify(std::string_view token,
                                                                  absl::Time now) const;

  // OK, or why the key set could not be read last time.
  [[nodiscard]] Status reload_status() const;

 private:
  struct Impl;
  explicit JwtVerifier(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Signs ES256 tokens: the local issuer of a development region. Thread-safe.
class JwtSigner {
 public:
  // Reads a PEM private key on P-256. NOT_FOUND: no such file. INVALID_ARGUMENT: another key.
  [[nodiscard]] static StatusOr<std::unique_ptr<JwtSigner>> FromFile(const std::string& key_path,
                                                                     const std::string& issuer,
                                                                     const std::string& audience);
  ~JwtSigner();
  // A token that ends at `claims.expires`.
  [[nodiscard]] std::string Sign(const JwtClaims& claims, absl::Time now) const;
  // The key set, as JSON, that verifies these tokens. The key id is the RFC 7638 thumbprint.
  [[nodiscard]] std::string Jwks() const;

 private:
  struct Impl;
  explicit JwtSigner(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace duaal::auth

#endif  // CHASSIS_AUTH_JWT_H_
