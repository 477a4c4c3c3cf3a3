#ifndef TRAJECTORY_SVC_APP_READ_WEEK_H_
#define TRAJECTORY_SVC_APP_READ_WEEK_H_

#include <cstdint>
#include <vector>

#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/domain/week_plan.h"

// Weeks as they are read; the only reads that need more than one repository.
namespace duaal::trajectory::app {

// A person's week with the version of the schedule that it was read at, or an older one.
struct WeekView {
  Uuid trajectory_id;
  Uuid participant_id;
  std::int64_t schedule_version = 0;
  domain::Week week;
};

// NOT_FOUND: unknown trajectory, or outside the caller's rights.
[[nodiscard]] StatusOr<WeekView> ReadWeek(const Deps& deps, sql::Session& session, const Caller& caller,
                                          const Uuid& trajectory_id, const IsoWeek& week);

// The weeks of the people with a seat in the offering during the week whom the viewer may see; at most 100.
//
// NOT_FOUND: unknown offering.
[[nodiscard]] StatusOr<std::vector<WeekView>> ReadClassWeek(const Deps& deps, sql::Session& session,
                                                            const storage::Viewer& viewer,
                                                            const Uuid& offering_id, const IsoWeek& week);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_READ_WEEK_H_
