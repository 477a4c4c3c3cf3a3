#ifndef TRAJECTORY_SVC_PLANNER_REPAIR_ORDER_H_
#define TRAJECTORY_SVC_PLANNER_REPAIR_ORDER_H_

#include <cstdint>
#include <map>
#include <vector>

#include "trajectory-svc/planner/repair.h"

// In which order changes can be made one by one, and which only work at once.
namespace duaal::planner {

// Seats by resource of the model; below zero: given back.
using SeatCounts = std::map<std::uint32_t, int>;

// The seats that a week takes beyond those of another.
[[nodiscard]] SeatCounts SeatsBetween(const Model& model, const Week& from, const Week& to);

struct ChangeDraft {
  PersonChange change;
  SeatCounts seats;
};

// A group with a floor: the resource that stands for it, its floor and its people at the start.
struct GroupFloor {
  std::uint32_t resource = 0;
  int floor = 0;
  int members = 0;
};

// Puts the changes in an order in which each finds its seats free, starting with `free` of each resource, and
// fills in who waits for whom. When that is impossible (two people swap), the fewest that work at once are
// kept together; so are those who would leave a group with too few people one by one.
[[nodiscard]] std::vector<PersonChange> OrderChanges(std::vector<ChangeDraft> drafts,
                                                     std::vector<std::int32_t> free,
                                                     const std::vector<GroupFloor>& floors);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_REPAIR_ORDER_H_
