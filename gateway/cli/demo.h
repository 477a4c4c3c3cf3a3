#ifndef GATEWAY_CLI_DEMO_H_
#define GATEWAY_CLI_DEMO_H_

#include <string>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "gateway/cli/door.h"

namespace duaal::cli {

// Loads the demo region through the public API: municipalities, the five programmes, the partners and
// the class of Hengelo, and leads the class from candidates to a running week with attendance. The dates are
// moved to the school year of `today`, the day of the region; a region that was loaded before keeps its own.
// Each step looks first at what is there, so loading it again changes nothing, on whatever day.
//
// NOT_FOUND: a file of `source_root` is missing. Otherwise the codes of the RPCs.
[[nodiscard]] Status LoadDemo(const Door& door, const std::string& source_root, absl::CivilDay today);

}  // namespace duaal::cli

#endif  // GATEWAY_CLI_DEMO_H_
