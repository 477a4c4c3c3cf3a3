#include "trajectory-svc/planner/week_solver.h"

#include <algorithm>
#include <array>
#include <bit>

#include "trajectory-svc/planner/week_search.h"

namespace duaal::planner {

WeekSolver::WeekSolver(const Model& model) : search_(Search::Make(model)) {}
WeekSolver::~WeekSolver() = default;

Cost WeekSolver::Solve(const WeekQuery& query, Week* week) {
  const std::vector<Alternative>& found = search_->Run(query, 1);
  if (found.empty()) return kImpossible;
  *week = found.front().week;
  return found.front().cost;
}

std::vector<Alternative> WeekSolver::Best(const WeekQuery& query, int count) {
  return search_->Run(query, std::max(1, count));
}

std::int64_t WeekSolver::nodes() const { return search_->nodes(); }

std::deque<WeekSolver> SolversOf(const Model& model, int threads) {
  std::deque<WeekSolver> solvers;
  for (int i = 0; i < std::max(1, threads); ++i) solvers.emplace_back(model);
  return solvers;
}

Cost CostOfWeek(const Model& model, const WeekQuery& query, const Week& week) {
  const PersonModel& person = model.person(query.person);
  const auto requirements = model.RequirementsOf(person);
  std::array<ItemId, kMostRequirements> items{};
  std::size_t count = 0;
  Cost cost = 0;
  bool changed = false;
  unsigned weekdays = 0;
  for (std::size_t r = 0; r < requirements.size(); ++r) {
    const RequirementModel& requirement = requirements[r];
    const ItemId id = week[r];
    changed |= person.published &&
               !(id == requirement.published && (id != kNoItem || requirement.published_offering < 0));
    cost += ChangeCost(model, requirement, id);
    if (id == kNoItem) {
      cost += requirement.unplaced;
      continue;
    }
    for (const Option& option : model.OptionsOf(requirement)) {
      if (option.item != id) continue;
      cost += option.cost;
      break;
    }
    cost += PriceOf(model, query, id) + DeviationCost(model, query, requirement, id);
    weekdays |= model.item(id).weekdays;
    items[count++] = id;
  }
  if (changed) cost += person.person_changed;
  cost += static_cast<Cost>(person.per_day) * std::popcount(weekdays);
  if (person.has_preferred) {
    cost += static_cast<Cost>(person.above_preferred) *
            model.UnitsAbovePreferred(query.person, {items.data(), count});
  }
  return cost;
}

}  // namespace duaal::planner
