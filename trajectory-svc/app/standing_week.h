#ifndef TRAJECTORY_SVC_APP_STANDING_WEEK_H_
#define TRAJECTORY_SVC_APP_STANDING_WEEK_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "trajectory-svc/app/planning_weeks.h"
#include "trajectory-svc/domain/week_plan.h"

// What a person has already, as a suggestion must leave it.
namespace duaal::trajectory::app {

// A stretch of one weekday in certain weeks.
struct Stretch {
  int weekday = 1;
  int start = 0;  // minutes
  int end = 0;
  planner::WeekSet weeks;
};

// A stretch that stands in the person's weeks, by enrolment or planned.
struct Standing {
  std::string component_code;
  std::string display_name;
  std::string site;
  Stretch stretch;
};

// All that stands in these weeks; turns, patterns, exceptions and 53-week years are worked out. No two share
// a moment: where the schedule itself has a clash, the later one is cut.
[[nodiscard]] std::vector<Standing> StandingOf(const domain::Schedule& schedule, const PlanningWeeks& weeks);

// Whether they share a moment.
[[nodiscard]] bool Overlap(const Stretch& a, const Stretch& b);

// `pieces` without the time of `taken`, in the weeks that they share.
void Subtract(const Stretch& taken, std::vector<Stretch>& pieces);

// What a person has of one component.
struct Presence {
  bool planned = false;         // fixed or agreed half-days stand in the weeks
  std::vector<Uuid> seats;      // all seats
  std::optional<Uuid> waiting;  // a seat whose half-days are still to be agreed
  std::optional<absl::CivilDay> until{};
  bool finished = false;  // ended before the schedule that was loaded
};

// By component code, from the week of `monday` on.
[[nodiscard]] std::map<std::string, Presence> PresenceOf(const domain::Schedule& schedule,
                                                         absl::CivilDay monday);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_STANDING_WEEK_H_
