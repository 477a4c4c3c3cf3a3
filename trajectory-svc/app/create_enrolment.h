#ifndef TRAJECTORY_SVC_APP_CREATE_ENROLMENT_H_
#define TRAJECTORY_SVC_APP_CREATE_ENROLMENT_H_

#include <optional>
#include <vector>

#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/domain/enrolment.h"

namespace duaal::trajectory::app {

// A seat to take.
struct CreateEnrolmentCommand {
  Uuid trajectory_id;
  Uuid offering_id;
  std::optional<absl::CivilDay> start_date;
};

// Status codes: those of EnrolmentService.CreateEnrolment.
[[nodiscard]] StatusOr<domain::Enrolment> CreateEnrolment(const Deps& deps, const Caller& caller,
                                                          const CreateEnrolmentCommand& command);

// The open offering. FAILED_PRECONDITION (OFFERING_NOT_OPEN): unknown here, or cancelled.
[[nodiscard]] StatusOr<domain::Offering> OpenOffering(const Deps& deps, sql::Session& session,
                                                      const Uuid& id);

// Stores seats that were taken: rows, stale weeks, the fact that the organisation serves the people from
// today on, and events.
[[nodiscard]] Status StoreEnrolments(const Deps& deps, sql::Tx& tx, const Caller& caller,
                                     const std::vector<domain::Enrolment>& enrolments,
                                     const std::string& programme_code);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_CREATE_ENROLMENT_H_
