#ifndef GATEWAY_CLI_DEMO_PARTNERS_H_
#define GATEWAY_CLI_DEMO_PARTNERS_H_

#include <string>

#include "chassis/core/status.h"
#include "gateway/cli/door.h"

namespace duaal::cli {

// The whole text of a file. NOT_FOUND: it cannot be read.
[[nodiscard]] StatusOr<std::string> ReadFile(const std::string& path);

// Loads municipalities (CSV: code,name) and programme definitions (textproto).
[[nodiscard]] Status LoadMunicipalities(const Door& door, const std::string& path);
[[nodiscard]] Status LoadProgramme(const Door& door, const std::string& path);

// Loads organisations, contracts and offerings from JSON in the shape of the REST API, in which
// organisations are named by code, and an offering may carry a `cancellation`.
[[nodiscard]] Status LoadPartners(const Door& door, const std::string& path);

}  // namespace duaal::cli

#endif  // GATEWAY_CLI_DEMO_PARTNERS_H_
