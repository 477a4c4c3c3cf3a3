#ifndef TRAJECTORY_SVC_DOMAIN_ENROLMENT_H_
#define TRAJECTORY_SVC_DOMAIN_ENROLMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/civil.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "trajectory-svc/domain/alternation.h"
#include "trajectory-svc/domain/offering.h"
#include "trajectory-svc/domain/trajectory.h"
#include "trajectory-svc/domain/week_plan.h"

namespace duaal::trajectory::domain {

// A seat of one trajectory in one offering.
struct Enrolment {
  Uuid id;
  Uuid trajectory_id;
  Uuid offering_id;
  Uuid participant_id;
  Uuid organisation_id;
  std::string component_code;
  std::string municipality_code;
  Interval<absl::CivilDay> period;
  bool ended = false;  // before the offering's end
  Rhythm rhythm;       // in which weeks the person follows it
  absl::Time create_time;
  std::int64_t row_version = 0;
};

// The seat that a trajectory would take: from `start_date`, or the offering's first day, to the offering's
// last.
//
// INVALID_ARGUMENT, field `start_date`: OUT_OF_RANGE outside the offering's run. Field `offering_id`:
// OTHER_PROGRAMME, UNKNOWN_COMPONENT.
// FAILED_PRECONDITION (OFFERING_NOT_OPEN): cancelled.
[[nodiscard]] StatusOr<Enrolment> ProposeEnrolment(const Trajectory& trajectory, const Offering& offering,
                                                   const Programme& programme,
                                                   std::optional<absl::CivilDay> start_date, const Uuid& id,
                                                   absl::Time now);

// What a seat would bring about in the person's weeks: TIMETABLE_CLASH, LOAD_EXCEEDED, LANGUAGE_LEVEL_TOO_LOW
// and OUT_OF_ORDER, each named.
[[nodiscard]] std::vector<Finding> FindConflicts(const Programme& programme, Schedule schedule,
                                                 const Enrolment& enrolment, const Offering& offering);

// From which day on the organisation serves the person: the day of enrolling, so that a group can be
// prepared, or the first day if that was earlier.
[[nodiscard]] absl::CivilDay ServedFrom(const Enrolment& enrolment);

// The enrolment ended on `end_date`, the day after the last.
//
// FAILED_PRECONDITION (ENROLMENT_ENDED): ended before.
// INVALID_ARGUMENT, field `end_date`: OUT_OF_RANGE before its first day or after its end.
[[nodiscard]] StatusOr<Enrolment> End(const Enrolment& before, absl::CivilDay end_date);

// The same, because its offering does not run from `from` on; nothing if it ends before that anyway.
[[nodiscard]] std::optional<Enrolment> EndByCancellation(const Enrolment& before, absl::CivilDay from);

}  // namespace duaal::trajectory::domain

#endif  // TRAJECTORY_SVC_DOMAIN_ENROLMENT_H_
