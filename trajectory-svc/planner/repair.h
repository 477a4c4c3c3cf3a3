#ifndef TRAJECTORY_SVC_PLANNER_REPAIR_H_
#define TRAJECTORY_SVC_PLANNER_REPAIR_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "trajectory-svc/planner/model.h"

// After a change (a timetable, a closure, a lockdown, a cancelled series, an arrival): a plan that keeps the
// rules again and changes as few people's weeks as possible.
namespace duaal::planner {

struct RepairOptions {
  std::uint64_t seed = 1;
  int threads = 1;  // the result does not depend on them
  // Of the search after the chains. 0: as many as the number of people hit asks, and none when only a few
  // are, for then somebody waits. Two thousand take some 50 ms and place more people, or move fewer. When
  // more than 20 people and one in twenty are hit, all weeks are looked at together before that, which takes
  // 2 to 4 ms of a processor for each person of the region.
  std::int64_t moves = 0;
  // Called now and then; false stops the search, and what was found so far is the answer.
  std::function<bool(int done_permille)> progress;
};

// Why somebody's week changes.
enum class ChangeCause {
  kHit,       // what the person had is gone, or breaks a rule now
  kArrived,   // the person had no week yet
  kSeatGone,  // a resource has fewer seats than people, or a group fewer people than its floor
  kMadeRoom,  // for somebody else
  kWaited,    // something that the person waited for has a place now
};

// One person's new week, and what it needs to be accepted on its own, whatever others do meanwhile. People
// are places in Instance::people, `waits_for` and `gives_way_to` too.
struct PersonChange {
  int person = 0;
  ChangeCause cause = ChangeCause::kHit;
  WeekPlan from;  // precondition: the person still has this; empty of an arrival
  WeekPlan to;
  std::vector<int> seats;  // precondition: resources of which a seat must be free beyond those that the
                           // person holds; a resource stands here once for every seat
  std::vector<int> gives_way_to;  // people of the plan who take what this person leaves
  std::vector<int> waits_for;     // people whose change comes first, as it frees the seats
  // Changes with the same number stand or fall together: people who swap seats, and those who keep a group at
  // its floor or leave it for good. -1: this one stands alone.
  int together = -1;
  Objective before;  // of the week with what is no longer possible left out
  Objective after;
};

struct Repair {
  Plan plan;
  Objective objective;
  // In an order in which they can be accepted one by one; those of one `together` follow each other.
  std::vector<PersonChange> changes;
  int hit = 0;         // people whose published week is impossible, whatever others do
  int bound = 0;       // people who change in every plan: those hit, and the surplus of seats that are gone
  int changed = 0;     // people whose published week changes
  int collateral = 0;  // of these, people who were not hit
  // Requirements without a place when nobody moves; who sits beyond the seats counts as placed.
  int unplaced_before = 0;
  int unplaced = 0;
};

// The model is that of the instance after the change; its people carry their published weeks. Those who
// waited for something get it when there is a place for less than it costs not to have it. Nobody else's week
// changes without need: taking back any one unhit person's change costs more than it saves, or is impossible.
// The result depends on the model, the seed and the moves alone, unless `progress` stops it.
[[nodiscard]] Repair RepairPlan(const Model& model, const RepairOptions& options);

// Why a change comes back.
enum class Refusal {
  kWeekChanged,  // the person no longer has `from`
  kSeatTaken,    // by somebody outside the plan, or by people whose change was not accepted
  kTogether,     // another change of the same `together` comes back or was not accepted
  kFloor,        // a group would be left with too few people
};

struct Refused {
  int change = 0;  // place in Repair::changes
  Refusal why = Refusal::kWeekChanged;
  int resource = -1;  // that is full, of kSeatTaken
};

// What remains of a repair when only some changes are accepted, or the world has moved meanwhile.
struct Acceptance {
  std::vector<int> taken;  // places in Repair::changes, in the order in which they were made
  std::vector<Refused> refused;
  // Everybody's week afterwards; placements that are no longer possible are left out, as nobody can have
  // them. Keeps every rule when `now` has no more people than seats.
  Plan plan;
};

// Makes the changes of `accepted` (places in Repair::changes) that still fit `now`, everybody's week of
// today.
[[nodiscard]] Acceptance Accept(const Model& model, const Repair& repair, const std::vector<WeekPlan>& now,
                                const std::vector<int>& accepted);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_REPAIR_H_
