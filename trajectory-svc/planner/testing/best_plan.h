#ifndef TRAJECTORY_SVC_PLANNER_TESTING_BEST_PLAN_H_
#define TRAJECTORY_SVC_PLANNER_TESTING_BEST_PLAN_H_

#include <optional>
#include <vector>

#include "trajectory-svc/planner/model.h"
#include "trajectory-svc/planner/week_solver.h"

// The truth about small regions.
namespace duaal::planner {

// The cheapest plan of all, by trying every combination of everybody's weeks; nothing when there are too
// many.
class BestPlan {
 public:
  explicit BestPlan(const Model& model) : model_(model), free_(model.seats()) {
    WeekSolver solver(model);
    double combinations = 1;
    for (int person = 0; person < model.people(); ++person) {
      WeekQuery query;
      query.person = person;
      weeks_.push_back(solver.Best(query, kMostWeeksTried));
      combinations *= static_cast<double>(weeks_.back().size());
      if (weeks_.back().size() == kMostWeeksTried) combinations = 1e18;
    }
    if (combinations > 2e6) return;
    best_ = kImpossible;
    Try(0, 0);
  }
  [[nodiscard]] std::optional<Cost> cost() const { return best_; }

 private:
  static constexpr int kMostWeeksTried = 500;

  void Try(std::size_t person, Cost cost) {
    if (cost >= *best_) return;
    if (person == weeks_.size()) {
      best_ = cost;
      return;
    }
    for (const Alternative& week : weeks_[person]) {
      if (Take(week.week, 1)) Try(person + 1, cost + week.cost);
      Take(week.week, -1);
    }
  }
  bool Take(const Week& week, int seats) {
    bool fits = true;
    for (const ItemId id : week) {
      if (id == kNoItem) continue;
      for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) {
        free_[k] -= seats;
        fits = fits && free_[k] >= 0;
      }
    }
    return fits;
  }

  const Model& model_;
  std::vector<std::int32_t> free_;
  std::vector<std::vector<Alternative>> weeks_;
  std::optional<Cost> best_;
};

// Floors and cohorts couple people in ways that BestPlan does not try.
[[nodiscard]] inline Instance WithoutGroups(Instance instance) {
  for (Offering& offering : instance.offerings) offering.floor = 0;
  for (Person& person : instance.people) person.cohort = -1;
  return instance;
}

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_TESTING_BEST_PLAN_H_
