#ifndef TRAJECTORY_SVC_PLANNER_WEEK_RULES_H_
#define TRAJECTORY_SVC_PLANNER_WEEK_RULES_H_

#include <string>
#include <vector>

#include "trajectory-svc/planner/instance.h"
#include "trajectory-svc/planner/placement_rules.h"

// The checker's reading of rules 10 to 13: what must hold between the placements of one person.
namespace duaal::planner {

// A rule that a week breaks, by the path below the person: `requirements[1]`, `limits[0]`.
struct WeekBreak {
  int rule = 0;
  std::string path;
  std::string description;
};

[[nodiscard]] std::vector<WeekBreak> BrokenWeekRules(const Instance& instance, const Person& person,
                                                     const std::vector<Placed>& placed);

// What a limit counts in the busiest week, or over the horizon for euros.
[[nodiscard]] std::int64_t LoadOf(const Instance& instance, const Limit& limit,
                                  const std::vector<Placed>& placed);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WEEK_RULES_H_
