#ifndef TRAJECTORY_SVC_APP_ALTERNATE_COMPONENTS_H_
#define TRAJECTORY_SVC_APP_ALTERNATE_COMPONENTS_H_

#include <cstdint>

#include "trajectory-svc/app/read_week.h"

namespace duaal::trajectory::app {

// A request to lighten a person's weeks (H13).
struct AlternateComponentsCommand {
  Uuid trajectory_id;
  IsoWeek from_week;
  std::int64_t expected_version = 0;
};

// The first week. Status codes: those of WeekService.AlternateComponents.
[[nodiscard]] StatusOr<WeekView> AlternateComponents(const Deps& deps, const Caller& caller,
                                                     const AlternateComponentsCommand& command);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_ALTERNATE_COMPONENTS_H_
