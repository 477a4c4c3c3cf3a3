#ifndef GATEWAY_CLI_DEMO_PARTNERS_H_
#define GATEWAY_CLI_DEMO_PARTNERS_H_

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "gateway/cli/door.h"

namespace duaal::cli {

// The whole text of a file. NOT_FOUND: it cannot be read.
[[nodiscard]] StatusOr<std::string> ReadFile(const std::string& path);

// Loads municipalities (CSV: code,name) and programme definitions (textproto). A definition that is published
// as it stands is not sent again; another one is changed under its etag.
[[nodiscard]] Status LoadMunicipalities(const Door& door, const std::string& path);
[[nodiscard]] Status LoadProgramme(const Door& door, const std::string& path);

// Loads organisations, contracts and offerings from JSON in the shape of the REST API, in which
// organisations are named by code, and an offering may carry a `cancellation`.
// Those that are known already, by code or by content, stay as they are. All dates are moved by `moved_days`.
[[nodiscard]] Status LoadPartners(const Door& door, const std::string& path, int moved_days);

// The first day of an offering; nothing when it is not published.
[[nodiscard]] StatusOr<std::optional<absl::CivilDay>> FirstDayOf(const Door& door,
                                                                 const std::string& programme_code,
                                                                 const std::string& code);

}  // namespace duaal::cli

#endif  // GATEWAY_CLI_DEMO_PARTNERS_H_
