#ifndef GATEWAY_CLI_DEMO_H_
#define GATEWAY_CLI_DEMO_H_

#include <string>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "gateway/cli/door.h"

namespace duaal::cli {

// Loads the demo region through the public API: municipalities, the five programmes, the partners and
// the class of Hengelo, and leads the class from candidates to a running week with attendance. Every
// request carries a fixed request id, so loading it again changes nothing. `today` is that of the region.
//
// NOT_FOUND: a file of `source_root` is missing. Otherwise the codes of the RPCs.
[[nodiscard]] Status LoadDemo(const Door& door, const std::string& source_root, absl::CivilDay today);

}  // namespace duaal::cli

#endif  // GATEWAY_CLI_DEMO_H_
