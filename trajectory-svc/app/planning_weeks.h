#ifndef TRAJECTORY_SVC_APP_PLANNING_WEEKS_H_
#define TRAJECTORY_SVC_APP_PLANNING_WEEKS_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/civil.h"
#include "trajectory-svc/domain/timetable.h"
#include "trajectory-svc/planner/instance.h"
#include "trajectory-svc/planner/weeks.h"

namespace duaal::trajectory::app {

// The ISO weeks of a plan as the planner counts them: number 1 is the week asked for, number 0 the week
// before it, in which nothing takes place. It stands for what has begun already, so that the planner can say
// so.
class PlanningWeeks {
 public:
  static constexpr int kAsked = 1;

  // `count` weeks from the one asked for on; at least 1, at most planner::kMostWeeks - 1.
  PlanningWeeks(const IsoWeek& asked, int count);

  // Weeks with number 0: what the numbers end at.
  [[nodiscard]] int end() const { return end_; }
  [[nodiscard]] absl::CivilDay Monday(int week) const { return monday_ + 7 * week; }
  // The first number whose weekday lies on `day` or later; at least `kAsked`, at most `end()`.
  [[nodiscard]] int FirstFrom(absl::CivilDay day, int weekday) const;
  [[nodiscard]] bool RunsIn(domain::WeekPattern pattern, int week) const;

  // When a weekday takes place within a period, by a pattern of ISO weeks. Odd and even weeks are one run of
  // every second week, and another one after a year of 53 weeks.
  [[nodiscard]] std::vector<planner::Weeks> Of(int weekday, const Interval<absl::CivilDay>& period,
                                               domain::WeekPattern pattern) const;
  // Any weeks, as few runs.
  [[nodiscard]] std::vector<planner::Weeks> Of(planner::WeekSet weeks) const;

 private:
  absl::CivilDay monday_;
  int end_;
  std::vector<bool> odd_;
  std::vector<planner::Weeks> runs_of_odd_;
  std::vector<planner::Weeks> runs_of_even_;
};

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_PLANNING_WEEKS_H_
