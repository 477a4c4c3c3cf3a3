#ifndef TRAJECTORY_SVC_PLANNER_PROOF_COLUMNS_H_
#define TRAJECTORY_SVC_PLANNER_PROOF_COLUMNS_H_

#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/model.h"
#include "trajectory-svc/planner/prices.h"
#include "trajectory-svc/planner/proof_lp.h"
#include "trajectory-svc/planner/week_solver.h"

namespace duaal::planner {

// What the plans below some cost can be made of, and what the linear programme over it calls things. Inside
// of ProveBest.
class ProofColumns {
 public:
  enum class Outcome { kGathered, kNoPlan, kTooMany };
  using Rows = std::vector<std::pair<int, int>>;  // and how often each counts

  ProofColumns(const Model& model, int threads);

  // Everybody's weeks that a plan below can have, given what the prices prove. kNoPlan: somebody has none.
  // What was gathered before is gone, and rows have other numbers.
  [[nodiscard]] Outcome Gather(const Pricing& pricing, Cost below);
  [[nodiscard]] ProofLp ToLp() const { return {model_.people(), columns_, capacities_}; }

  [[nodiscard]] const Week& week(int column_week) const {
    return weeks_[static_cast<std::size_t>(column_week)];
  }
  // Those of a week among the rows behind the people's, in order.
  [[nodiscard]] Rows RowsOf(const Week& week) const { return RowsOfSeats(SeatsOf(week)); }
  // What rows are called from one gathering to the other: people, then resources.
  [[nodiscard]] std::vector<int> NamesOf(const std::vector<int>& rows) const;
  // Nothing when one of them is no row any more.
  [[nodiscard]] std::optional<std::vector<int>> RowsNamed(const std::vector<int>& names) const;

  // The dearest total that a plan of these weeks can have below: all cost the same but for multiples of some
  // amount.
  [[nodiscard]] Cost Below(Cost target) const;

 private:
  [[nodiscard]] bool FindWeeks(const Pricing& pricing, Cost below,
                               std::vector<std::vector<Alternative>>* found);
  void NumberRows(const std::vector<std::vector<Alternative>>& found);
  [[nodiscard]] Rows SeatsOf(const Week& week) const;
  [[nodiscard]] Rows RowsOfSeats(const Rows& seats) const;
  void AddColumns(int person, const std::vector<Alternative>& found, const std::vector<Cost>& prices);
  void FindSteps();

  const Model& model_;
  std::deque<WeekSolver> solvers_;  // of each thread
  std::vector<ProofColumn> columns_;
  std::vector<Week> weeks_;       // of each column
  std::vector<int> capacities_;   // of each row behind those of the people
  std::vector<int> resource_of_;  // of these rows
  std::vector<int> row_of_;       // of each resource, or -1
  Cost some_total_ = 0;           // totals differ from it by multiples of
  Cost step_ = 0;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_PROOF_COLUMNS_H_
