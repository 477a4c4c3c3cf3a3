#ifndef TRAJECTORY_SVC_PLANNER_TESTING_EVERY_PLAN_H_
#define TRAJECTORY_SVC_PLANNER_TESTING_EVERY_PLAN_H_

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/instance.h"

// The truth about small instances, groups with floors and cohorts included, by the judge of plans alone.
namespace duaal::planner {

// Every plan, as far as there are not too many.
class EveryPlan {
 public:
  static constexpr std::size_t kMostPlans = 30'000;

  explicit EveryPlan(const Instance& instance) : instance_(instance) {
    plan_.open.assign(instance.offerings.size(), true);
    for (std::size_t p = 0; p < instance.people.size(); ++p) {
      weeks_.push_back(WeeksOf(p));
      count_ *= weeks_.back().size();
      if (count_ > kMostPlans) return;
    }
    plan_.people.resize(instance.people.size());
    Try(0);
  }

  // No value: there are too many plans to try.
  [[nodiscard]] std::optional<Cost> best() const {
    return count_ > kMostPlans ? std::nullopt : std::optional<Cost>(best_);
  }
  // By the number of requirements without a place: the fewest people whose published week changes.
  [[nodiscard]] const std::map<int, int>& changed() const { return changed_; }

 private:
  [[nodiscard]] std::vector<WeekPlan> WeeksOf(std::size_t person) const {
    Instance alone = instance_;
    alone.people = {instance_.people[person]};
    for (Offering& offering : alone.offerings) offering.floor = 0;
    std::vector<WeekPlan> weeks = {WeekPlan(alone.people[0].requirements.size())};
    for (std::size_t r = 0; r < alone.people[0].requirements.size(); ++r) {
      const std::size_t before = weeks.size();
      for (std::size_t w = 0; w < before; ++w) {
        for (const Placement& placement : Placements(alone.people[0].requirements[r].kind)) {
          WeekPlan week = weeks[w];
          week[r] = placement;
          if (CheckPlan(alone, {{week}, plan_.open}).ok()) weeks.push_back(std::move(week));
        }
      }
      if (weeks.size() > kMostPlans) break;
    }
    return weeks;
  }

  [[nodiscard]] std::vector<Placement> Placements(int kind) const {
    std::vector<Placement> placements;
    for (std::size_t o = 0; o < instance_.offerings.size(); ++o) {
      const Offering& offering = instance_.offerings[o];
      if (offering.kind != kind) continue;
      const std::uint32_t all = (std::uint32_t{1} << offering.meetings.size()) - 1;
      for (std::uint32_t meetings = offering.choose_most == 0 ? all : 0; meetings <= all; ++meetings) {
        placements.push_back({static_cast<int>(o), meetings});
      }
    }
    return placements;
  }

  void Try(std::size_t person) {
    if (person == weeks_.size()) {
      if (CheckPlan(instance_, plan_).ok()) Count(ObjectiveOf(instance_, plan_));
      return;
    }
    for (const WeekPlan& week : weeks_[person]) {
      plan_.people[person] = week;
      Try(person + 1);
    }
  }

  void Count(const Objective& objective) {
    best_ = std::min(best_, objective.total);
    int& fewest =
        changed_.try_emplace(objective.legal_count + objective.other_count, objective.people_changed)
            .first->second;
    fewest = std::min(fewest, objective.people_changed);
  }

  const Instance& instance_;
  std::vector<std::vector<WeekPlan>> weeks_;
  std::size_t count_ = 1;
  Plan plan_;
  Cost best_ = std::numeric_limits<Cost>::max();
  std::map<int, int> changed_;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_TESTING_EVERY_PLAN_H_
