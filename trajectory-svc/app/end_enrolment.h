#ifndef TRAJECTORY_SVC_APP_END_ENROLMENT_H_
#define TRAJECTORY_SVC_APP_END_ENROLMENT_H_

#include <cstdint>

#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/domain/enrolment.h"

namespace duaal::trajectory::app {

// A seat to give back.
struct EndEnrolmentCommand {
  Uuid enrolment_id;
  std::int64_t expected_version = 0;
  absl::CivilDay end_date;
};

// Status codes: those of EnrolmentService.EndEnrolment.
[[nodiscard]] StatusOr<domain::Enrolment> EndEnrolment(const Deps& deps, const Caller& caller,
                                                       const EndEnrolmentCommand& command);

// Stores the end of a seat with its event, and until when the organisation serves the person. The schedule
// is held by the caller.
[[nodiscard]] Status StoreEnd(const Deps& deps, sql::Tx& tx, absl::Time now, const domain::Enrolment& ended);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_END_ENROLMENT_H_
