#ifndef TRAJECTORY_SVC_APP_PLANNER_INSTANCE_H_
#define TRAJECTORY_SVC_APP_PLANNER_INSTANCE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/civil.h"
#include "trajectory-svc/app/standing_week.h"
#include "trajectory-svc/domain/programme.h"
#include "trajectory-svc/domain/week_plan.h"
#include "trajectory-svc/planner/instance.h"
#include "trajectory-svc/storage/open_offerings.h"

// From what this service knows to what the planner is asked about one person. Pure.
namespace duaal::trajectory::app {

// Minutes between two different sites. Nothing here knows the real ones.
inline constexpr int kTravelMinutes = 30;
// Offerings that begin later than this many weeks after the week asked are not looked at.
inline constexpr int kLookAheadWeeks = 26;
// What leaving out a component costs: more than everything else together.
inline constexpr planner::Cost kUnplacedCost = 1000 * planner::kPoint;
// For each half-day below the most that a component with a range may have (H12).
inline constexpr planner::Cost kShortHalfDayCost = planner::kPoint / 2;

// Why a person cannot come. The numbers are those of the proto.
enum class UnavailabilityReason { kChildcare = 1, kWork = 2, kTreatment = 3, kOther = 4 };

// A stretch of every week at which the person cannot come.
struct Unavailability {
  int weekday = 1;
  Interval<TimeOfDay> time;
  UnavailabilityReason reason = UnavailabilityReason::kOther;
};

// What is known and asked. Referred to, so it outlives the calls below.
struct PlanningTask {
  const domain::Programme& programme;
  const domain::Schedule& schedule;
  const storage::OpenOfferings& offerings;  // of the programme
  const std::map<std::string, Presence>& presences;
  IsoWeek week;
  absl::CivilDay start_date;            // of the trajectory
  std::vector<std::string> components;  // to plan, of the programme
  const std::vector<Unavailability>& unavailable;
  int max_half_days = 0;
};

// What an offering of the instance is.
struct PlannedOffering {
  const storage::OpenOffering* open = nullptr;  // nullptr for what stands already
  bool agreed = false;                          // its half-days are agreed per person
  bool enrolled = false;                        // the person has the seat
  absl::CivilDay first_day;                     // on which it can be entered at the earliest
  std::vector<Uuid> others;                     // with free seats, interchangeable with this one
};

// A component that cannot be asked of the planner.
struct Barred {
  std::string component_code;
  std::string first;      // the component that must be finished before; empty: nothing is on offer
  bool too_late = false;  // it comes before `first`, which was had already
};

// How much of what is on offer a question takes in.
enum class Reach {
  kAvailable,  // what has a seat and leaves what stands alone: the best weeks are made of nothing else
  kAll,        // also what is full or clashes, for saying why something is left out
};

// The question, with what its numbers mean.
struct PlanningInstance {
  planner::Instance instance;
  std::vector<std::int32_t> free;          // seats left of each resource
  std::vector<PlannedOffering> offerings;  // as in the instance
  std::vector<std::string> components;     // of each requirement
  std::uint32_t standing = 0;              // bit r: requirement r stands already
  std::vector<Barred> barred;
  bool lacks_available = false;  // of kAvailable: there is nothing for a component
};

// The components of the programme that a person lacks and needs, in its order; optional ones are not missed.
[[nodiscard]] std::vector<std::string> LackedComponents(const domain::Programme& programme,
                                                        const std::map<std::string, Presence>& presences);

// The weeks that the offerings of the task reach.
[[nodiscard]] int WeeksOf(const PlanningTask& task);

// The question for `weeks` weeks from the one asked on. Components become kinds, what stands becomes one
// pinned requirement per component, what is to be planned a requirement for each component.
[[nodiscard]] PlanningInstance MakeInstance(const PlanningTask& task, int weeks, Reach reach);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_PLANNER_INSTANCE_H_
