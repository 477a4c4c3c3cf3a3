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

Cost PriceOf(const Model& model, const WeekQuery& query, ItemId id) {
  Cost price = 0;
  if (query.prices == nullptr) return price;
  for (const std::uint32_t resource : model.ResourcesOf(model.item(id))) price += query.prices[resource];
  return price;
}

Cost ChangeCost(const Model& model, const RequirementModel& requirement, ItemId id) {
  if (id == requirement.published && id != kNoItem) return 0;
  const int offering = id == kNoItem ? -1 : static_cast<int>(model.item(id).offering);
  if (offering != requirement.published_offering) return requirement.activity_changed;
  return offering < 0 ? 0 : requirement.slot_changed;
}

Cost DeviationCost(const Model& model, const WeekQuery& query, const RequirementModel& requirement,
                   ItemId id) {
  if (query.references == nullptr || requirement.cohort_slot < 0) return 0;
  const auto slot = static_cast<std::size_t>(requirement.cohort_slot);
  const std::int32_t reference = (*query.references)[slot];
  const bool deviates = reference >= 0 && static_cast<std::int32_t>(model.item(id).offering) != reference;
  return deviates ? model.cohort_slots()[slot].deviation : 0;
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
