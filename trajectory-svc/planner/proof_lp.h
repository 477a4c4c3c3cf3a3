#ifndef TRAJECTORY_SVC_PLANNER_PROOF_LP_H_
#define TRAJECTORY_SVC_PLANNER_PROOF_LP_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/proof_paths.h"

// The linear programme behind a proof: everybody takes one week, or shares of several, and no row takes more
// than it has. Inside of ProveBest.
namespace duaal::planner {

// Dual simplex on a dense inverse, for a few hundred rows. It starts from the bound that the cheapest weeks
// give and raises it, also when rows are added or columns barred; only when it starts from a basis that was
// found without some of the columns, primal steps may follow. Its numbers are inexact, and nothing is
// believed for them: `SafeBound` makes a bound of integers from them. Copies share the columns.
class ProofLp {
 public:
  // kBelow: solved, and less than was asked. kAbove: at least as much, proven. kGivenUp: too many steps, or
  // numbers that are worth nothing.
  enum class Outcome { kBelow, kAbove, kGivenUp };

  // One row for each person, then the given ones with what they hold at most. Everybody has a column.
  ProofLp(int people, const std::vector<ProofColumn>& weeks, const std::vector<int>& capacities);

  // Goes on until the optimum, or until that is known to be `target` or more. Counts its steps down.
  [[nodiscard]] Outcome Solve(Cost target, std::int64_t* steps);
  // A lower bound on every choice of one allowed column each that keeps all rows: exact, whatever the
  // numbers.
  [[nodiscard]] Cost SafeBound() const;

  // Begins with these columns in the basis, and with what other rows than the full ones leave over; false,
  // and nothing has happened, when that is no basis.
  bool StartFrom(const std::vector<int>& weeks, const std::vector<int>& full);
  [[nodiscard]] std::vector<int> WeeksInBasis() const;
  [[nodiscard]] std::vector<int> FullRows() const;

  // Adds a row with what counts in it and how often, in the order of the columns; `sources` are the rows that
  // it was made of.
  void AddRow(std::vector<std::pair<int, int>> members, int capacity, std::vector<int> sources);
  // Of an added row.
  [[nodiscard]] const std::vector<int>& sources(int row) const { return added_[Z(row - own_rows_)]->sources; }
  // Added rows that hold nothing back go.
  void DropSlackRows();
  // Forgets what is barred. Columns get other numbers.
  void Compact();
  // From now on nobody has the column.
  void Bar(int column) { barred_[Z(column)] = 1; }
  // Bars what no solution below `target` has; exact like SafeBound.
  void BarDearerThan(Cost target);

  [[nodiscard]] int allowed() const { return static_cast<int>(allowed_.size()); }
  [[nodiscard]] const std::vector<ProofColumn>& columns() const { return weeks_->columns; }
  [[nodiscard]] int people() const { return people_; }
  // Rows without those that were added, those of the people among them.
  [[nodiscard]] int own_rows() const { return own_rows_; }
  [[nodiscard]] int rows() const { return static_cast<int>(capacities_.size()); }
  [[nodiscard]] int capacity(int row) const { return capacities_[Z(row)]; }
  [[nodiscard]] double value() const;
  // The share of each column.
  [[nodiscard]] std::vector<double> Shares() const;

 private:
  struct Weeks {
    Weeks(std::vector<ProofColumn> list, std::vector<double> moved)
        : columns(std::move(list)), costs(std::move(moved)), paths(columns) {}
    std::vector<ProofColumn> columns;
    std::vector<double> costs;  // moved by a hair
    ProofPaths paths;
  };
  struct Added {
    std::vector<std::pair<int, int>> members;  // columns, and how often they count
    std::vector<int> sources;
  };
  // What a vector of duals proves, in fine units.
  struct Priced {
    std::vector<Cost> costs;  // of each column, rows included
    std::vector<Cost> least;  // of each person's allowed columns
    Cost bound = 0;
    bool possible = true;  // everybody has a column
  };
  static std::size_t Z(int index) { return static_cast<std::size_t>(index); }
  [[nodiscard]] int count() const { return static_cast<int>(weeks_->columns.size()); }
  // What a row leaves over is a column too; these come behind the weeks.
  [[nodiscard]] int SlackOf(int row) const { return count() + row; }
  // The row of such a column, or -1.
  [[nodiscard]] int RowOf(int column) const { return std::max(-1, column - count()); }
  [[nodiscard]] bool IsWeek(int column) const { return column < count(); }
  [[nodiscard]] double CostOf(int column) const { return IsWeek(column) ? weeks_->costs[Z(column)] : 0.0; }
  [[nodiscard]] double* Inverse(int place) { return inverse_.data() + Z(place) * capacities_.size(); }
  [[nodiscard]] const double* Inverse(int place) const {
    return inverse_.data() + Z(place) * capacities_.size();
  }
  template <typename Body>
  void ForEntries(int column, const Body& body) const;
  template <typename Number>
  void SetTimes(const Number* row, std::vector<Number>* sums) const;
  [[nodiscard]] int PickPlace(double* sign) const;
  [[nodiscard]] int PickColumn(int place, double sign);
  [[nodiscard]] int PickCheap() const;
  [[nodiscard]] int PickPlaceFor(int column);
  void Pivot(int place, int column);
  void Express(int column);
  void Exchange(int place);
  [[nodiscard]] bool Refactor();
  void Recompute();
  void FindPlaces();
  [[nodiscard]] Priced PriceAt(const std::vector<double>& duals) const;
  [[nodiscard]] static Cost BoundOf(const Priced& priced);
  [[nodiscard]] bool RayReaches(int place, double sign, Cost target) const;

  int people_ = 0;
  int own_rows_ = 0;
  std::shared_ptr<const Weeks> weeks_;
  std::vector<std::shared_ptr<const Added>> added_;
  std::vector<int> capacities_;  // by row; 1 for the people's
  std::vector<std::uint8_t> barred_;
  std::vector<int> allowed_;      // columns that were not barred when last looked at
  std::vector<int> basis_;        // by place: the column
  std::vector<int> place_of_;     // by column: the place in the basis, or -1
  std::vector<double> inverse_;   // place by row
  std::vector<double> amounts_;   // by place
  std::vector<double> duals_;     // by row
  std::vector<double> reduced_;   // costs of the weeks less what their rows are worth
  std::vector<double> strength_;  // scratch: of the weeks in the row that is pivoted on
  std::vector<double> entering_;  // scratch: a column in terms of the basis
  std::vector<int> filled_;       // scratch: rows that a row of the inverse counts
  int since_refactor_ = 0;
  bool broken_ = false;  // the basis is worth nothing
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_PROOF_LP_H_
