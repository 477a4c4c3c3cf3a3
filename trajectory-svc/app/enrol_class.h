#ifndef TRAJECTORY_SVC_APP_ENROL_CLASS_H_
#define TRAJECTORY_SVC_APP_ENROL_CLASS_H_

#include <optional>
#include <vector>

#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/domain/enrolment.h"

namespace duaal::trajectory::app {

// A class to enrol: all or none (H07).
struct EnrolClassCommand {
  Uuid offering_id;
  std::vector<Uuid> trajectory_ids;
  std::optional<absl::CivilDay> start_date;
};

// The seats in the order asked. Status codes: those of EnrolmentService.EnrolClass.
[[nodiscard]] StatusOr<std::vector<domain::Enrolment>> EnrolClass(const Deps& deps, const Caller& caller,
                                                                  const EnrolClassCommand& command);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_ENROL_CLASS_H_
