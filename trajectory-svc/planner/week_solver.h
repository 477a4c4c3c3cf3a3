#ifndef TRAJECTORY_SVC_PLANNER_WEEK_SOLVER_H_
#define TRAJECTORY_SVC_PLANNER_WEEK_SOLVER_H_

#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <vector>

#include "trajectory-svc/planner/model.h"

// The best week of one person, exactly: branch and bound over the options of the requirements.
namespace duaal::planner {

inline constexpr Cost kImpossible = std::numeric_limits<Cost>::max() / 4;

// What is asked. Pointers may be null and must outlive the call.
struct WeekQuery {
  int person = 0;
  const std::int32_t* free = nullptr;  // seats left of each resource of the model; null: every seat is there
  const Cost* prices = nullptr;        // of a seat of each resource; null: seats cost nothing
  const References* references = nullptr;  // what each cohort has; null: nobody minds
  std::uint32_t demanded = 0;              // bit r: requirement r must be placed
  Cost below = kImpossible;                // only weeks that cost less are of interest
};

struct Alternative {
  Week week;
  Cost cost = 0;  // with prices and deviation from the cohort
};

// Solves for one person at a time; keep one per thread. Answers depend on the query alone.
class WeekSolver {
 public:
  explicit WeekSolver(const Model& model);
  ~WeekSolver();
  WeekSolver(const WeekSolver&) = delete;
  WeekSolver& operator=(const WeekSolver&) = delete;

  // The cost of the cheapest week, which it puts into `week`; kImpossible when there is none below the limit.
  [[nodiscard]] Cost Solve(const WeekQuery& query, Week* week);
  // The `count` cheapest weeks, cheapest first.
  [[nodiscard]] std::vector<Alternative> Best(const WeekQuery& query, int count);
  // Nodes visited so far, for measuring.
  [[nodiscard]] std::int64_t nodes() const;

  class Search;

 private:
  std::unique_ptr<Search> search_;
};

// A solver for each thread.
[[nodiscard]] std::deque<WeekSolver> SolversOf(const Model& model, int threads);

// The cost of a given week under the query's prices and references; the seats are not looked at.
[[nodiscard]] Cost CostOfWeek(const Model& model, const WeekQuery& query, const Week& week);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WEEK_SOLVER_H_
