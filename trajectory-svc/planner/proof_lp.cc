#include "trajectory-svc/planner/proof_lp.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace duaal::planner {
namespace {

constexpr double kZero = 1e-7;
constexpr double kOutOfBounds = 1e-6;
constexpr int kRefactorAfter = 500;  // pivots
// Duals are rounded to this part of a unit of cost.
constexpr Cost kFine = 1024;
constexpr double kHair = 0.2;  // of everybody together, in units of cost
constexpr auto kNever = std::numeric_limits<Cost>::max();

}  // namespace

ProofLp::Weeks::Weeks(std::vector<ProofColumn> list) : columns(std::move(list)), first(1, 0) {
  for (const ProofColumn& column : columns) {
    rows.emplace_back(column.person, 1);
    rows.insert(rows.end(), column.rows.begin(), column.rows.end());
    first.push_back(rows.size());
  }
}

ProofLp::ProofLp(int people, std::vector<ProofColumn> weeks, const std::vector<int>& capacities)
    : people_(people),
      weeks_(std::make_shared<const Weeks>(std::move(weeks))),
      capacities_(Z(people), 1),
      barred_(Z(count()), 0),
      allowed_(Z(count())),
      basis_(Z(people), -1) {
  std::iota(allowed_.begin(), allowed_.end(), 0);
  capacities_.insert(capacities_.end(), capacities.begin(), capacities.end());
  own_rows_ = rows();
  // Everybody's cheapest week, and what the rows have left: too little, where too many want the same.
  for (int c = 0; IsWeek(c); ++c) {
    int& best = basis_[Z(columns()[Z(c)].person)];
    if (best < 0 || columns()[Z(c)].cost < columns()[Z(best)].cost) best = c;
  }
  for (int row = people; row < rows(); ++row) basis_.push_back(SlackOf(row));
  broken_ = !Refactor();
}

// Moved by a hair, each week by another: so many cost the same that the simplex would go in circles. The
// bounds count the real costs.
double ProofLp::CostOf(int column) const {
  if (!IsWeek(column)) return 0.0;
  const double turn = 0.6180339887498949 * (column + 1);
  return static_cast<double>(columns()[Z(column)].cost) + kHair / people_ * (turn - std::floor(turn));
}

double ProofLp::value() const {
  double value = 0;
  for (int row = 0; row < rows(); ++row) value += duals_[Z(row)] * capacities_[Z(row)];
  return value;
}

std::vector<double> ProofLp::Shares() const {
  std::vector<double> shares(columns().size(), 0);
  for (int place = 0; place < rows(); ++place) {
    if (IsWeek(basis_[Z(place)])) shares[Z(basis_[Z(place)])] = amounts_[Z(place)];
  }
  return shares;
}

// The rows of a column, and how often it counts in each.
template <typename Body>
void ProofLp::ForEntries(int column, const Body& body) const {
  if (!IsWeek(column)) return body(RowOf(column), 1);
  for (std::size_t i = weeks_->first[Z(column)]; i < weeks_->first[Z(column) + 1]; ++i)
    body(weeks_->rows[i].first, weeks_->rows[i].second);
  for (std::size_t i = 0; i < added_.size(); ++i) {
    const auto& members = added_[i]->members;
    const auto found = std::lower_bound(members.begin(), members.end(), std::pair(column, 0));
    if (found != members.end() && found->first == column)
      body(own_rows_ + static_cast<int>(i), found->second);
  }
}

// Adds to each allowed week what it counts for at these numbers of the rows.
template <typename Number>
void ProofLp::AddTimes(const Number* row, std::vector<Number>* sums) const {
  const std::pair<int, int>* rows = weeks_->rows.data();
  for (const int column : allowed_) {
    const std::size_t c = Z(column);
    if (barred_[c] != 0) continue;
    Number sum = 0;
    for (std::size_t i = weeks_->first[c]; i < weeks_->first[c + 1]; ++i)
      sum += row[rows[i].first] * static_cast<Number>(rows[i].second);
    (*sums)[c] += sum;
  }
  for (std::size_t i = 0; i < added_.size(); ++i) {
    const Number own = row[Z(own_rows_) + i];
    if (own == 0) continue;
    for (const auto& [c, times] : added_[i]->members) (*sums)[Z(c)] += own * static_cast<Number>(times);
  }
}

// The place whose amount is most out of bounds: below nothing, or above it for what nobody may have. A
// person's row leaves nothing over.
int ProofLp::PickPlace(double* sign) const {
  int worst = -1;
  double most = kOutOfBounds;
  for (int place = 0; place < rows(); ++place) {
    const int column = basis_[Z(place)];
    const bool nothing = IsWeek(column) ? barred_[Z(column)] != 0 : RowOf(column) < people_;
    const double amount = amounts_[Z(place)];
    const double out = nothing ? std::abs(amount) : -amount;
    if (out <= most) continue;
    most = out;
    worst = place;
    *sign = amount < 0 ? 1.0 : -1.0;
  }
  return worst;
}

// The column that comes in for it and leaves all others dear enough; -1 when there is none.
int ProofLp::PickColumn(int place, double sign) {
  const double* row = Inverse(place);
  strength_.assign(columns().size(), 0);
  AddTimes(row, &strength_);
  int best = -1;
  double least = std::numeric_limits<double>::max();
  double strongest = 0;
  const auto consider = [&](int column, double strength, double reduced) {
    if (strength < kZero || place_of_[Z(column)] >= 0) return;
    const double ratio = std::max(0.0, reduced) / strength;
    if (ratio > least + kZero || (ratio > least - kZero && strength <= strongest)) return;
    least = std::min(least, ratio);
    strongest = strength;
    best = column;
  };
  for (const int c : allowed_) {
    if (barred_[Z(c)] == 0) consider(c, -sign * strength_[Z(c)], reduced_[Z(c)]);
  }
  for (int r = people_; r < rows(); ++r) consider(SlackOf(r), -sign * row[r], -duals_[Z(r)]);
  return best;
}

ProofLp::Outcome ProofLp::Solve(Cost target, std::int64_t* steps) {
  bool fresh = false;
  while (!broken_) {
    if (value() >= static_cast<double>(target) && SafeBound() >= target) return Outcome::kAbove;
    double sign = 1;
    const int place = PickPlace(&sign);
    if (place < 0) return Outcome::kBelow;
    const int column = PickColumn(place, sign);
    if (column >= 0) {
      if (--*steps < 0) return Outcome::kGivenUp;
      Pivot(place, column);
      fresh = false;
      if (++since_refactor_ < kRefactorAfter) continue;
    } else if (RayReaches(place, sign, target)) {
      return Outcome::kAbove;
    } else if (fresh) {
      return Outcome::kGivenUp;
    }
    broken_ = !Refactor();
    fresh = true;
  }
  return Outcome::kGivenUp;
}

void ProofLp::Pivot(int place, int column) {
  const std::size_t count = capacities_.size();
  entering_.assign(count, 0);
  ForEntries(column, [&](int row, int times) {
    for (std::size_t i = 0; i < count; ++i) entering_[i] += times * inverse_[i * count + Z(row)];
  });
  double* own = Inverse(place);
  const double strength = entering_[Z(place)];
  const double raise = (IsWeek(column) ? reduced_[Z(column)] : -duals_[Z(RowOf(column))]) / strength;
  for (std::size_t i = 0; i < count; ++i) duals_[i] += raise * own[i];
  for (const int c : allowed_) reduced_[Z(c)] -= raise * strength_[Z(c)];
  for (std::size_t i = 0; i < count; ++i) own[i] /= strength;
  const double amount = amounts_[Z(place)] / strength;
  for (int other = 0; other < rows(); ++other) {
    const double factor = entering_[Z(other)];
    if (other == place || std::abs(factor) < 1e-12) continue;
    double* row = Inverse(other);
    for (std::size_t i = 0; i < count; ++i) row[i] -= factor * own[i];
    amounts_[Z(other)] -= factor * amount;
  }
  amounts_[Z(place)] = amount;
  place_of_[Z(basis_[Z(place)])] = -1;
  basis_[Z(place)] = column;
  place_of_[Z(column)] = place;
}

// Gauss and Jordan on the basis beside the identity; false when the basis has no inverse.
bool ProofLp::Refactor() {
  const std::size_t count = capacities_.size();
  std::vector<double> matrix(count * count, 0.0);  // row by place
  for (std::size_t place = 0; place < count; ++place) {
    ForEntries(basis_[place], [&](int row, int times) { matrix[Z(row) * count + place] = times; });
  }
  inverse_.assign(count * count, 0.0);
  for (std::size_t i = 0; i < count; ++i) inverse_[i * count + i] = 1;
  for (std::size_t step = 0; step < count; ++step) {
    std::size_t pivot = step;
    for (std::size_t row = step + 1; row < count; ++row) {
      if (std::abs(matrix[row * count + step]) > std::abs(matrix[pivot * count + step])) pivot = row;
    }
    const double strength = matrix[pivot * count + step];
    if (std::abs(strength) < kZero) return false;
    for (std::vector<double>* side : {&matrix, &inverse_}) {
      double* own = side->data() + step * count;
      if (pivot != step) std::swap_ranges(own, own + count, side->data() + pivot * count);
      for (std::size_t i = 0; i < count; ++i) own[i] /= strength;
    }
    for (std::size_t row = 0; row < count; ++row) {
      const double factor = matrix[row * count + step];
      if (row == step || factor == 0) continue;
      for (std::vector<double>* side : {&matrix, &inverse_}) {
        const double* own = side->data() + step * count;
        double* other = side->data() + row * count;
        for (std::size_t i = 0; i < count; ++i) other[i] -= factor * own[i];
      }
    }
  }
  Recompute();
  return true;
}

void ProofLp::Recompute() {
  const std::size_t count = capacities_.size();
  place_of_.assign(columns().size() + count, -1);
  amounts_.assign(count, 0);
  duals_.assign(count, 0);
  for (std::size_t place = 0; place < count; ++place) {
    place_of_[Z(basis_[place])] = static_cast<int>(place);
    const double* row = inverse_.data() + place * count;
    const double cost = CostOf(basis_[place]);
    for (std::size_t i = 0; i < count; ++i) {
      amounts_[place] += row[i] * capacities_[i];
      duals_[i] += cost * row[i];
    }
  }
  reduced_.assign(columns().size(), 0);
  AddTimes(duals_.data(), &reduced_);
  for (int c = 0; IsWeek(c); ++c) reduced_[Z(c)] = CostOf(c) - reduced_[Z(c)];
  since_refactor_ = 0;
}

// For any prices of the rows, not negative, what everybody's cheapest allowed week costs with them, less what
// the rows hold, is a lower bound.
ProofLp::Priced ProofLp::PriceAt(const std::vector<double>& duals) const {
  // Sums of so high prices, times what some hundred rows hold, still fit.
  constexpr double kMostPrice = 1e11;
  std::vector<Cost> prices(capacities_.size(), 0);
  Priced priced{std::vector<Cost>(columns().size(), 0), std::vector<Cost>(Z(people_), kNever), 0, true};
  for (int row = people_; row < rows(); ++row) {
    const double price = std::min(kMostPrice, -duals[Z(row)] * static_cast<double>(kFine));
    prices[Z(row)] = price > 0 ? std::llround(price) : 0;
    priced.bound -= prices[Z(row)] * capacities_[Z(row)];
  }
  AddTimes(prices.data(), &priced.costs);
  for (const int c : allowed_) {
    if (barred_[Z(c)] != 0) continue;
    const ProofColumn& own = columns()[Z(c)];
    priced.costs[Z(c)] += own.cost * kFine;
    priced.least[Z(own.person)] = std::min(priced.least[Z(own.person)], priced.costs[Z(c)]);
  }
  for (const Cost least : priced.least) {
    priced.possible = priced.possible && least != kNever;
    if (priced.possible) priced.bound += least;
  }
  return priced;
}

Cost ProofLp::BoundOf(const Priced& priced) {
  if (!priced.possible) return kNever;
  return priced.bound >= 0 ? (priced.bound + kFine - 1) / kFine : priced.bound / kFine;
}

Cost ProofLp::SafeBound() const { return BoundOf(PriceAt(duals_)); }

// Nothing can make good what is out of bounds at a place: then prices along its row raise the bound without
// end. Looks whether they really do.
bool ProofLp::RayReaches(int place, double sign, Cost target) const {
  const double rise = std::abs(amounts_[Z(place)]);
  const double far = 2 * std::max(1.0, static_cast<double>(target) - value() + 1) / rise;
  std::vector<double> duals = duals_;
  for (int row = 0; row < rows(); ++row) duals[Z(row)] -= sign * far * Inverse(place)[row];
  return BoundOf(PriceAt(duals)) >= target;
}

void ProofLp::AddRow(std::vector<std::pair<int, int>> members, int capacity) {
  const std::size_t count = capacities_.size();
  const int row = rows();
  std::vector<double> last(count + 1, 0.0);  // of the new place
  double amount = capacity;
  for (const auto& [column, times] : members) {
    const int place = place_of_[Z(column)];
    if (place < 0) continue;
    for (std::size_t i = 0; i < count; ++i) last[i] -= times * Inverse(place)[i];
    amount -= times * amounts_[Z(place)];
  }
  last[count] = 1;
  std::vector<double> grown;
  grown.reserve((count + 1) * (count + 1));
  for (std::size_t place = 0; place < count; ++place) {
    const auto from = inverse_.begin() + static_cast<std::ptrdiff_t>(place * count);
    grown.insert(grown.end(), from, from + static_cast<std::ptrdiff_t>(count));
    grown.push_back(0.0);
  }
  grown.insert(grown.end(), last.begin(), last.end());
  inverse_ = std::move(grown);
  added_.push_back(std::make_shared<const Added>(Added{std::move(members)}));
  capacities_.push_back(capacity);
  amounts_.push_back(amount);
  duals_.push_back(0.0);
  basis_.push_back(SlackOf(row));
  place_of_.push_back(row);
}

void ProofLp::DropSlackRows() {
  std::vector<int> renamed(Z(rows()), -1);
  std::vector<std::shared_ptr<const Added>> added;
  std::vector<int> capacities;
  for (int row = 0; row < rows(); ++row) {
    if (row >= own_rows_ && place_of_[Z(SlackOf(row))] >= 0) continue;
    renamed[Z(row)] = static_cast<int>(capacities.size());
    capacities.push_back(capacities_[Z(row)]);
    if (row >= own_rows_) added.push_back(added_[Z(row - own_rows_)]);
  }
  if (capacities.size() == capacities_.size()) return;
  std::vector<int> basis;
  for (const int column : basis_) {
    if (IsWeek(column)) {
      basis.push_back(column);
    } else if (renamed[Z(RowOf(column))] >= 0) {
      basis.push_back(SlackOf(renamed[Z(RowOf(column))]));
    }
  }
  basis_ = std::move(basis);
  capacities_ = std::move(capacities);
  added_ = std::move(added);
  broken_ = !Refactor();
}

void ProofLp::BarDearerThan(Cost target) {
  const Priced priced = PriceAt(duals_);
  if (!priced.possible) return;
  const Cost room = target * kFine - priced.bound;
  std::erase_if(allowed_, [&](int c) {
    const Cost above = priced.costs[Z(c)] - priced.least[Z(columns()[Z(c)].person)];
    if (barred_[Z(c)] == 0 && above >= room) Bar(c);
    return barred_[Z(c)] != 0;
  });
}

}  // namespace duaal::planner
