#ifndef TRAJECTORY_SVC_APP_PLANNER_CANDIDATES_H_
#define TRAJECTORY_SVC_APP_PLANNER_CANDIDATES_H_

#include <optional>
#include <string>
#include <vector>

#include "trajectory-svc/app/planner_instance.h"

// Which offerings can serve a component, and as what the planner sees them.
namespace duaal::trajectory::app {

// An offering for the instance: its meetings, choice and entry weeks are set.
struct Candidate {
  planner::Offering shape;
  PlannedOffering planned;
};

// From when on a component may run.
struct Earliest {
  absl::CivilDay day;
  std::string after;             // the component that stands before it, when it moved the day
  std::optional<Barred> barred;  // it may not run at all
};

// What the programme's orders and the person's past and present leave of a component's time: it comes after
// the end of those before it. One that others wait for must be had, planned along or optional.
[[nodiscard]] Earliest EarliestOf(const PlanningTask& task, const std::string& component);

// The offerings for a component from `earliest` on, those without a free seat when they are within reach;
// those that look alike to the planner are one. A seat
// whose half-days are still to be agreed is the only choice.
//
// An offering without a timetable has the mornings (9:00-12:00) and afternoons (13:00-16:00) from Monday to
// Friday, of which as many are chosen as the component asks. An offering of a component that comes in series
// is entered in its first week, unless it runs for two series or more.
[[nodiscard]] std::vector<Candidate> CandidatesFor(const PlanningTask& task,
                                                   const domain::Component& component,
                                                   absl::CivilDay earliest, const PlanningWeeks& weeks,
                                                   Reach reach);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_PLANNER_CANDIDATES_H_
