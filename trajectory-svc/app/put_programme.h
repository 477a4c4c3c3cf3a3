#ifndef TRAJECTORY_SVC_APP_PUT_PROGRAMME_H_
#define TRAJECTORY_SVC_APP_PUT_PROGRAMME_H_

#include <cstdint>
#include <optional>
#include <string>

#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/domain/programme.h"

namespace duaal::trajectory::app {

// A definition to publish: as bytes to keep, and as an outline to check.
struct PutProgrammeCommand {
  std::string code;
  std::string display_name;
  std::string definition;
  domain::ProgrammeOutline outline;
  std::optional<std::int64_t> expected_version{};  // nothing for a programme that is new
};

// Status codes: those of ProgrammeService.PutProgramme.
[[nodiscard]] StatusOr<storage::PublishedProgramme> PutProgramme(const Deps& deps, const Caller& caller,
                                                                 const PutProgrammeCommand& command);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_PUT_PROGRAMME_H_
