#include "trajectory-svc/domain/enrolment.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "chassis/core/clock.h"
#include "trajectory-svc/domain/order.h"

namespace duaal::trajectory::domain {

StatusOr<Enrolment> ProposeEnrolment(const Trajectory& trajectory, const Offering& offering,
                                     const Programme& programme, std::optional<absl::CivilDay> start_date,
                                     const Uuid& id, absl::Time now) {
  Violations violations;
  const absl::CivilDay start = start_date.value_or(offering.period.start);
  if (!offering.period.Contains(start)) {
    violations.Add("start_date", "OUT_OF_RANGE",
                   "The offering runs from " + FormatDate(offering.period.start) + " until " +
                       FormatDate(offering.period.end) + "; take a day within.");
  }
  if (offering.programme_code != trajectory.programme_code) {
    violations.Add("offering_id", "OTHER_PROGRAMME",
                   "The offering belongs to another programme than the trajectory.");
  } else if (programme.Find(offering.component_code) == nullptr) {
    violations.Add("offering_id", "UNKNOWN_COMPONENT",
                   "The programme does not have the component of this offering.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (offering.state != OfferingState::kOpen) {
    return Error(absl::StatusCode::kFailedPrecondition, "OFFERING_NOT_OPEN",
                 "The offering is cancelled; choose another.");
  }
  Enrolment enrolment;
  enrolment.id = id;
  enrolment.trajectory_id = trajectory.id;
  enrolment.offering_id = offering.id;
  enrolment.participant_id = trajectory.participant_id;
  enrolment.organisation_id = offering.organisation_id;
  enrolment.component_code = offering.component_code;
  enrolment.municipality_code = trajectory.municipality_code;
  enrolment.period = {start, offering.period.end};
  enrolment.create_time = now;
  enrolment.row_version = 1;
  return enrolment;
}

std::vector<Finding> FindConflicts(const Programme& programme, Schedule schedule, const Enrolment& enrolment,
                                   const Offering& offering) {
  schedule.enrolled.push_back({enrolment.id, offering.id, offering.component_code, offering.display_name,
                               enrolment.period, offering.pattern, offering.timetable, true});
  std::vector<Finding> found = FindOutOfOrder(programme, schedule);
  if (offering.timetable.empty()) {  // its half-days are still to be agreed
    const Component* component = programme.Find(offering.component_code);
    std::optional<Finding> level =
        component == nullptr ? std::nullopt : FindLevelTooLow(*component, schedule.language_level);
    if (level) found.push_back(*std::move(level));
    return found;
  }
  const absl::CivilDay first = MondayOf(enrolment.period.start);
  const int weeks = static_cast<int>((MondayOf(enrolment.period.end - 1) - first) / 7) + 1;
  std::vector<Finding> weekly =
      FindBlocking(programme, schedule, IsoWeek::Of(first), std::clamp(weeks, 0, kCheckedWeeks));
  std::erase_if(weekly, [](const Finding& finding) { return finding.reason == "ABOVE_MAXIMUM"; });
  std::move(weekly.begin(), weekly.end(), std::back_inserter(found));
  return found;
}

absl::CivilDay ServedFrom(const Enrolment& enrolment) {
  return std::min(absl::ToCivilDay(enrolment.create_time, Amsterdam()), enrolment.period.start);
}

StatusOr<Enrolment> End(const Enrolment& before, absl::CivilDay end_date) {
  if (before.ended) {
    return Error(absl::StatusCode::kFailedPrecondition, "ENROLMENT_ENDED", "The seat was given back before.");
  }
  Violations violations;
  if (end_date < before.period.start || end_date > before.period.end) {
    violations.Add("end_date", "OUT_OF_RANGE",
                   "The seat runs from " + FormatDate(before.period.start) + " until " +
                       FormatDate(before.period.end) + "; take a day within.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  Enrolment after = before;
  after.period.end = end_date;
  after.ended = true;
  ++after.row_version;
  return after;
}

std::optional<Enrolment> EndByCancellation(const Enrolment& before, absl::CivilDay from) {
  if (before.period.end <= from) return std::nullopt;
  Enrolment after = before;
  after.period.end = std::max(before.period.start, from);
  after.ended = true;
  ++after.row_version;
  return after;
}

}  // namespace duaal::trajectory::domain
