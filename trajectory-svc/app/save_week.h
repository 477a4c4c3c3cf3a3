#ifndef TRAJECTORY_SVC_APP_SAVE_WEEK_H_
#define TRAJECTORY_SVC_APP_SAVE_WEEK_H_

#include <cstdint>
#include <vector>

#include "trajectory-svc/app/read_week.h"

namespace duaal::trajectory::app {

// What is planned from a week on, or for that week only.
struct SaveWeekCommand {
  Uuid trajectory_id;
  IsoWeek week;
  std::vector<domain::PlannedActivity> activities;
  bool this_week_only = false;
  bool validate_only = false;
  std::int64_t expected_version = 0;
};

// Status codes: those of WeekService.SaveWeek. With `validate_only` whatever blocks is a finding of the
// answer, not an error, and nothing is stored.
[[nodiscard]] StatusOr<WeekView> SaveWeek(const Deps& deps, const Caller& caller,
                                          const SaveWeekCommand& command);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_SAVE_WEEK_H_
