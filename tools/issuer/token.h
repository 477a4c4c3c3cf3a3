#ifndef TOOLS_ISSUER_TOKEN_H_
#define TOOLS_ISSUER_TOKEN_H_

#include <string>
#include <vector>

#include "chassis/core/status.h"

// Tokens of a local region's own issuer; the one place that signs them, for `duaal-issuer`, `duaal` and the
// load generator.
namespace duaal::issuer {

// What a token is to hold, and whose key signs it.
struct TokenRequest {
  std::string key;  // private key of the issuer, PEM
  std::string issuer;
  std::string audience;
  std::string roles_file;  // roles of the region, against which the token is checked; empty: not checked
  std::vector<std::string> roles;
  std::vector<std::string> municipalities;
  std::string organisation;
  std::string purpose;
  std::string subject;  // empty: `local-` and the first role
  int hours = 1;
};

// The bearer token.
//
// INVALID_ARGUMENT: NO_ROLE without a role; MUNICIPALITY: no CBS code; ROLE: the region has no such role;
// what the roles ask besides. NOT_FOUND: the key or the roles cannot be read.
[[nodiscard]] StatusOr<std::string> SignToken(const TokenRequest& request);

}  // namespace duaal::issuer

#endif  // TOOLS_ISSUER_TOKEN_H_
