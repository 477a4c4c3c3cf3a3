#ifndef GATEWAY_CLI_IMPORT_H_
#define GATEWAY_CLI_IMPORT_H_

#include <optional>
#include <string>

#include "chassis/core/status.h"
#include "duaal/intake/v1/participant_service.pb.h"
#include "gateway/cli/door.h"

namespace duaal::cli {

// A class list to import.
struct ImportWish {
  std::string file;
  std::string source;             // name of the list; default: the file's name
  std::string programme_code;     // empty: register only
  std::string class_offering_id;  // empty: no class
  intake::v1::InflowChannel channel = intake::v1::INFLOW_CHANNEL_PRESELECTION;
  // Where the rows that came back go; without a file they are told on stderr.
  std::optional<std::string> rejected_file;
  int moved_days = 0;  // days by which arrival and settlement are moved; the demo's way to stay of this year
};

// What became of it.
struct ImportTally {
  int created = 0;
  int referred = 0;  // known already, referred now
  int unchanged = 0;
  int rejected = 0;
};

// Streams the rows of a CSV file to ParticipantService.ImportParticipants, shows progress, and writes the
// rows that came back, with line, field, reason and what to do, to `rejected_file` (removed when there are
// none). Importing a file again changes nothing.
//
// NOT_FOUND: no such file. INVALID_ARGUMENT: not a CSV file, or a column is missing; each is named.
// UNAVAILABLE (FILE): `rejected_file` cannot be written. Otherwise the codes of the RPC.
[[nodiscard]] StatusOr<ImportTally> ImportParticipants(const Door& door, const ImportWish& wish);

}  // namespace duaal::cli

#endif  // GATEWAY_CLI_IMPORT_H_
