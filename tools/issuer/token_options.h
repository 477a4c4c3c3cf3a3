#ifndef TOOLS_ISSUER_TOKEN_OPTIONS_H_
#define TOOLS_ISSUER_TOKEN_OPTIONS_H_

#include <CLI/CLI.hpp>

#include "tools/issuer/token.h"

namespace duaal::issuer {

// The options that say what a token holds, the same in every program that signs one.
inline void DescribeToken(CLI::App& command, TokenRequest& request) {
  command
      .add_option("--role", request.roles, "a role of gateway/roles.textproto; may be given more than once")
      ->required();
  command.add_option("--municipality", request.municipalities, "a mandate, e.g. GM0164; more than once");
  command.add_option("--organisation", request.organisation, "partner organisation, a UUID");
  command.add_option("--purpose", request.purpose, "stated purpose");
  command.add_option("--subject", request.subject, "who calls; default local-ROLE");
  command.add_option("--hours", request.hours, "life in hours, 1 to 24")->check(CLI::Range(1, 24));
}

}  // namespace duaal::issuer

#endif  // TOOLS_ISSUER_TOKEN_OPTIONS_H_
