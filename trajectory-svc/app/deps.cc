#include "trajectory-svc/app/deps.h"

#include <utility>

#include "trajectory-svc/domain/week_plan.h"

namespace duaal::trajectory::app {

Status Below(const std::string& prefix, const Status& status) {
  if (status.ok()) return status;
  ErrorDetails details = DetailsOf(status);
  if (details.violations.empty()) return status;
  for (FieldViolation& violation : details.violations) violation.field = prefix + violation.field;
  return Error(status.code(), details.reason, std::string(status.message()), std::move(details.metadata),
               std::move(details.violations));
}

Interval<absl::CivilDay> CheckedFrom(absl::CivilDay from) {
  const absl::CivilDay monday = domain::MondayOf(from);
  return {monday, monday + 7 * domain::kCheckedWeeks};
}

StatusOr<std::map<Uuid, domain::Schedule>> LoadChecked(const Deps& deps, sql::Session& session,
                                                       const domain::Programme& programme,
                                                       const std::vector<Uuid>& trajectory_ids,
                                                       absl::CivilDay from) {
  const Interval<absl::CivilDay> dates = CheckedFrom(from);
  ASSIGN_OR_RETURN(auto schedules, deps.schedules.Load(session, trajectory_ids, dates));
  if (!programme.orders.empty()) {
    RETURN_IF_ERROR(deps.schedules.LoadFinished(session, dates.start, schedules));
  }
  return schedules;
}

}  // namespace duaal::trajectory::app
