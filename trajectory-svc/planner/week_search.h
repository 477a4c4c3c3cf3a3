#ifndef TRAJECTORY_SVC_PLANNER_WEEK_SEARCH_H_
#define TRAJECTORY_SVC_PLANNER_WEEK_SEARCH_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "trajectory-svc/planner/week_solver.h"

// Inside of WeekSolver, and of those who price options as it does.
namespace duaal::planner {

// The parts of an option's cost that depend on the query.
[[nodiscard]] Cost PriceOf(const Model& model, const WeekQuery& query, ItemId id);
[[nodiscard]] Cost ChangeCost(const Model& model, const RequirementModel& requirement, ItemId id);
[[nodiscard]] Cost DeviationCost(const Model& model, const WeekQuery& query,
                                 const RequirementModel& requirement, ItemId id);

// The search hides how many words a mask has: the code is made for each number of them that models use.
class WeekSolver::Search {
 public:
  [[nodiscard]] static std::unique_ptr<Search> Make(const Model& model);
  virtual ~Search() = default;
  [[nodiscard]] virtual const std::vector<Alternative>& Run(const WeekQuery& query, int count) = 0;
  [[nodiscard]] std::int64_t nodes() const { return nodes_; }

 protected:
  std::int64_t nodes_ = 0;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WEEK_SEARCH_H_
