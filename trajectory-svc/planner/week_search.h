#ifndef TRAJECTORY_SVC_PLANNER_WEEK_SEARCH_H_
#define TRAJECTORY_SVC_PLANNER_WEEK_SEARCH_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "trajectory-svc/planner/week_solver.h"

// Inside of WeekSolver, and of those who price options as it does.
namespace duaal::planner {

// The parts of an option's cost that depend on the query. Every option of every question pays for these
// calls, so they are not calls.
[[nodiscard]] inline Cost PriceOf(const Model& model, const WeekQuery& query, ItemId id) {
  Cost price = 0;
  if (query.prices == nullptr) return price;
  for (const std::uint32_t resource : model.ResourcesOf(model.item(id))) price += query.prices[resource];
  return price;
}

[[nodiscard]] inline Cost ChangeCost(const Model& model, const RequirementModel& requirement, ItemId id) {
  if (id == requirement.published && id != kNoItem) return 0;
  const int offering = id == kNoItem ? -1 : static_cast<int>(model.item(id).offering);
  if (offering != requirement.published_offering) return requirement.activity_changed;
  return offering < 0 ? 0 : requirement.slot_changed;
}

[[nodiscard]] inline Cost DeviationCost(const Model& model, const WeekQuery& query,
                                        const RequirementModel& requirement, ItemId id) {
  if (query.references == nullptr || requirement.cohort_slot < 0) return 0;
  const auto slot = static_cast<std::size_t>(requirement.cohort_slot);
  const std::int32_t reference = (*query.references)[slot];
  const bool deviates = reference >= 0 && static_cast<std::int32_t>(model.item(id).offering) != reference;
  return deviates ? model.cohort_slots()[slot].deviation : 0;
}

// The search hides how many words a mask has: the code is made for each number of them that models use.
class WeekSolver::Search {
 public:
  [[nodiscard]] static std::unique_ptr<Search> Make(const Model& model);
  virtual ~Search() = default;
  [[nodiscard]] virtual const std::vector<Alternative>& Run(const WeekQuery& query, int count) = 0;
  [[nodiscard]] virtual std::int64_t nodes() const = 0;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WEEK_SEARCH_H_
