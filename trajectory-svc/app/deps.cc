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

}  // namespace duaal::trajectory::app
