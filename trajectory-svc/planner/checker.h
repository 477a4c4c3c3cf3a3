#ifndef TRAJECTORY_SVC_PLANNER_CHECKER_H_
#define TRAJECTORY_SVC_PLANNER_CHECKER_H_

#include "chassis/core/status.h"
#include "trajectory-svc/planner/instance.h"

// The judge of plans: written from the rules of README.md, apart from the solvers, with their code not used.
namespace duaal::planner {

// What breaks the rules in a plan.
//
// OK: the plan keeps every rule.
// INVALID_ARGUMENT / INVALID_PLAN: the plan has the wrong size or names an unknown offering or meeting.
// FAILED_PRECONDITION / RULES_BROKEN: every break (at most `kMostBreaks`), each by its path
//   (`people[3].requirements[1]`, `resources[7]`, `offerings[2]`) with the rule's number as reason: RULE_10.
inline constexpr int kMostBreaks = 100;
[[nodiscard]] Status CheckPlan(const Instance& instance, const Plan& plan);

// What a plan costs, level by level. The plan must have the instance's size and name known offerings; it may
// break rules.
[[nodiscard]] Objective ObjectiveOf(const Instance& instance, const Plan& plan);

// The cost of one person's week alone: everything but the split of cohorts.
[[nodiscard]] Objective ObjectiveOfPerson(const Instance& instance, int person, const WeekPlan& week);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_CHECKER_H_
