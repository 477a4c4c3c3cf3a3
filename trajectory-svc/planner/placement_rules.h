#ifndef TRAJECTORY_SVC_PLANNER_PLACEMENT_RULES_H_
#define TRAJECTORY_SVC_PLANNER_PLACEMENT_RULES_H_

#include <bitset>
#include <optional>
#include <string>
#include <vector>

#include "trajectory-svc/planner/instance.h"

// The checker's reading of rules 1 to 9: which placements may serve a requirement, and what one costs by
// itself. Written to be compared with README.md line by line.
namespace duaal::planner {

using WeekSet = std::bitset<kMostWeeks>;

inline constexpr int kHalfDaysOfDay = 3;

struct ChosenMeeting {
  const Stretch* stretch = nullptr;
  WeekSet weeks;  // of the horizon in which it takes place
};

// A placement with its meetings looked up.
struct Placed {
  int requirement = 0;
  Placement placement;
  const Offering* offering = nullptr;
  std::vector<ChosenMeeting> meetings;
  WeekSet weeks;  // with any meeting
};

// The weeks of the horizon that take part.
[[nodiscard]] WeekSet WeeksIn(const Weeks& weeks, int horizon);

[[nodiscard]] Placed LookUp(const Instance& instance, int requirement, const Placement& placement);

// 0 = Monday morning ... 20 = Sunday evening.
[[nodiscard]] int HalfDayOf(const Stretch& stretch);

// First and last week of a set that is not empty.
[[nodiscard]] int FirstOf(const WeekSet& weeks);
[[nodiscard]] int LastOf(const WeekSet& weeks);

// Whether two stretches share a moment of some week.
[[nodiscard]] bool Overlap(const ChosenMeeting& a, const ChosenMeeting& b);

// The texts that an offering has of an attribute.
[[nodiscard]] std::vector<std::string> TextsOf(const Offering& offering, const std::string& attribute);

// The numbers of rules 1 to 9 that the placement breaks; `open` is what the plan says of the offering.
[[nodiscard]] std::vector<int> BrokenRules(const Instance& instance, const Person& person,
                                           const Placed& placed, bool open);

// `w(x)` of README.md.
[[nodiscard]] Cost Weighed(const Person& person, Cost cost);

// The soft cost of a placement, weighed.
[[nodiscard]] Cost SoftCostOf(const Instance& instance, const Person& person, const Placed& placed);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_PLACEMENT_RULES_H_
