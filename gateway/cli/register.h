#ifndef GATEWAY_CLI_REGISTER_H_
#define GATEWAY_CLI_REGISTER_H_

#include <string>

#include "chassis/core/status.h"
#include "gateway/cli/door.h"

namespace duaal::cli {

// A weekly list of a register to bring in.
struct RegisterWish {
  std::string file;
  std::string list_code;      // `bpi`, `brp-mutations`
  std::string week;           // ISO week of the list
  std::string rejected_file;  // where the rows that came back go
};

// What became of it.
struct RegisterTally {
  int queued = 0;
  int changed = 0;
  int unchanged = 0;
  int rejected = 0;
};

// Streams the rows of a CSV file to ScreeningService.ImportRegister, shows progress, and writes the rows that
// came back to `rejected_file`. Columns: `reference`, `change` (`new`, `changed`, `left`; new when there is
// none) and those of a person. Bringing in a file again changes nothing.
//
// Status codes: those of ImportParticipants.
[[nodiscard]] StatusOr<RegisterTally> ImportRegister(const Door& door, const RegisterWish& wish);

}  // namespace duaal::cli

#endif  // GATEWAY_CLI_REGISTER_H_
