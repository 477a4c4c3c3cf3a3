#ifndef TRAJECTORY_SVC_PLANNER_REPAIR_H_
#define TRAJECTORY_SVC_PLANNER_REPAIR_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "trajectory-svc/planner/model.h"

// After a change (a timetable, a closure, a lockdown, a cancelled series, an arrival): a plan that keeps the
// rules again and changes as few people's weeks as possible.
namespace duaal::planner {

struct RepairOptions {
  std::uint64_t seed = 1;
  int threads = 1;
  std::int64_t moves = 0;  // of the search after the chains; 0: as many as the number of people hit asks
  const std::vector<Cost>* prices = nullptr;  // of seats, from the plan in force
  std::function<bool(int done_permille)> progress;
};

// Why somebody's week changes.
enum class ChangeCause {
  kHit,        // what the person had is gone, or breaks a rule now
  kArrived,    // the person had no week yet
  kMadeRoom,   // for somebody else
};

// What one person's week needs to be accepted on its own, whatever others do meanwhile.
struct PersonChange {
  int person = 0;
  ChangeCause cause = ChangeCause::kHit;
  WeekPlan from;  // precondition: the person still has this
  WeekPlan to;
  std::vector<int> seats;          // precondition: resources of which a seat must be free, beyond those the person holds
  std::vector<int> gives_way_to;   // people of the plan who take what this person leaves
  std::vector<int> waits_for;      // people whose change must be accepted first, as they free the seats
  Objective before;
  Objective after;
};

struct Repair {
  Plan plan;
  Objective objective;
  std::vector<PersonChange> changes;  // in an order in which they can be accepted one by one, where there is one
  int hit = 0;              // people whose published week is no longer possible: no plan changes fewer
  int collateral = 0;       // changed people who were not hit
  int unplaced_before = 0;  // requirements without a place when nobody moves
  int unplaced = 0;
};

// The model is that of the instance after the change; its people carry their published weeks. Nobody's week
// changes without need: taking back any one unhit person's change costs more than it saves, or is impossible.
[[nodiscard]] Repair RepairPlan(const Model& model, const RepairOptions& options);

// What remains of a repair when only some changes are accepted: the changes of `accepted` that still fit the
// seats and their preconditions, in order. The others come back in `refused` with the reason.
struct Acceptance {
  std::vector<int> taken;    // places in Repair::changes
  std::vector<int> refused;
};
[[nodiscard]] Acceptance Accept(const Model& model, const Repair& repair, const std::vector<WeekPlan>& now,
                                const std::vector<int>& accepted);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_REPAIR_H_
