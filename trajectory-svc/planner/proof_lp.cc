#include "trajectory-svc/planner/proof_lp.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace duaal::planner {
namespace {

constexpr double kZero = 1e-7;
constexpr double kCheap = 1e-3;
constexpr double kOutOfBounds = 1e-6;
constexpr int kRefactorAfter = 500;  // pivots
// Duals are rounded to this part of a unit of cost.
constexpr Cost kFine = 1024;
constexpr double kHair = 0.2;  // of everybody together, in units of cost
constexpr auto kNever = std::numeric_limits<Cost>::max();

// Moved by a hair, each week by another: so many cost the same that the simplex would go in circles. The
// bounds count the real costs.
std::vector<double> MovedCosts(int people, const std::vector<ProofColumn>& columns) {
  std::vector<double> costs;
  for (const ProofColumn& column : columns) {
    const double turn = 0.6180339887498949 * static_cast<double>(costs.size() + 1);
    costs.push_back(static_cast<double>(column.cost) + kHair / people * (turn - std::floor(turn)));
  }
  return costs;
}

}  // namespace

ProofLp::ProofLp(int people, const std::vector<ProofColumn>& weeks, const std::vector<int>& capacities)
    : people_(people),
      own_rows_(people + static_cast<int>(capacities.size())),
      weeks_(std::make_shared<const Weeks>(weeks, MovedCosts(people, weeks))),
      capacities_(Z(people), 1),
      barred_(Z(count()), 0),
      allowed_(Z(count())),
      basis_(Z(people), -1) {
  std::iota(allowed_.begin(), allowed_.end(), 0);
  capacities_.insert(capacities_.end(), capacities.begin(), capacities.end());
  // Everybody's cheapest week, and what the rows have left: too little, where too many want the same.
  for (int c = 0; IsWeek(c); ++c) {
    int& best = basis_[Z(columns()[Z(c)].person)];
    if (best < 0 || columns()[Z(c)].cost < columns()[Z(best)].cost) best = c;
  }
  for (int row = people; row < rows(); ++row) basis_.push_back(SlackOf(row));
  broken_ = !Refactor();
}

bool ProofLp::StartFrom(const std::vector<int>& weeks, const std::vector<int>& full) {
  std::vector<std::uint8_t> is_full(capacities_.size(), 0);
  for (const int row : full) is_full[Z(row)] = 1;
  std::vector<int> basis = weeks;
  for (int row = 0; row < rows(); ++row) {
    if (is_full[Z(row)] == 0) basis.push_back(SlackOf(row));
  }
  if (basis.size() != capacities_.size()) return false;
  std::swap(basis_, basis);
  if (Refactor()) return true;
  basis_ = std::move(basis);
  broken_ = !Refactor();
  return false;
}

std::vector<int> ProofLp::WeeksInBasis() const {
  std::vector<int> weeks;
  std::copy_if(basis_.begin(), basis_.end(), std::back_inserter(weeks), [&](int c) { return IsWeek(c); });
  return weeks;
}

std::vector<int> ProofLp::FullRows() const {
  std::vector<int> full;
  for (int row = 0; row < rows(); ++row) {
    if (place_of_[Z(SlackOf(row))] < 0) full.push_back(row);
  }
  return full;
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
  body(columns()[Z(column)].person, 1);
  for (const auto& [row, times] : columns()[Z(column)].rows) body(row, times);
  for (std::size_t i = 0; i < added_.size(); ++i) {
    const auto& members = added_[i]->members;
    const auto found = std::lower_bound(members.begin(), members.end(), std::pair(column, 0));
    if (found != members.end() && found->first == column)
      body(own_rows_ + static_cast<int>(i), found->second);
  }
}

// What each week counts for at these numbers of the rows.
template <typename Number>
void ProofLp::SetTimes(const Number* row, std::vector<Number>* sums) const {
  sums->resize(columns().size());
  weeks_->paths.ForSums(row, [&](std::size_t c, Number sum) { (*sums)[c] = sum; });
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
  SetTimes(row, &strength_);
  int best = -1;
  double least = std::numeric_limits<double>::max();
  double strongest = 0;
  // Few are cheap enough for what they are worth: that is asked first, and without a division.
  const auto consider = [&](int column, double strength, double reduced) {
    if (reduced > (least + kZero) * strength || strength < kZero || place_of_[Z(column)] >= 0) return;
    const double ratio = std::max(0.0, reduced) / strength;
    if (ratio > least - kZero && strength <= strongest) return;
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
    int place = PickPlace(&sign);
    int column = -1;
    if (place >= 0) {
      column = PickColumn(place, sign);
    } else {
      column = PickCheap();
      if (column < 0) return Outcome::kBelow;
      place = PickPlaceFor(column);
    }
    if (column >= 0 && place >= 0) {
      if (--*steps < 0) return Outcome::kGivenUp;
      Pivot(place, column);
      fresh = false;
      if (++since_refactor_ < kRefactorAfter) continue;
    } else if (place >= 0 && RayReaches(place, sign, target)) {
      return Outcome::kAbove;
    } else if (fresh) {
      return Outcome::kGivenUp;
    }
    broken_ = !Refactor();
    fresh = true;
  }
  return Outcome::kGivenUp;
}

// The column that is cheapest for what its rows are worth, when it is cheaper; else -1. There are some after
// columns have come that were not there when the basis was found.
int ProofLp::PickCheap() const {
  int best = -1;
  double least = -kCheap;
  const auto consider = [&](int column, double reduced) {
    if (reduced >= least || place_of_[Z(column)] >= 0) return;
    least = reduced;
    best = column;
  };
  for (const int c : allowed_) {
    if (barred_[Z(c)] == 0) consider(c, reduced_[Z(c)]);
  }
  for (int r = people_; r < rows(); ++r) consider(SlackOf(r), -duals_[Z(r)]);
  return best;
}

// The place that runs out first when more is taken of the column; -1 when none does.
int ProofLp::PickPlaceFor(int column) {
  Express(column);
  int best = -1;
  double least = std::numeric_limits<double>::max();
  double strongest = 0;
  for (int place = 0; place < rows(); ++place) {
    const int own = basis_[Z(place)];
    const bool nothing = IsWeek(own) ? barred_[Z(own)] != 0 : RowOf(own) < people_;
    const double strength = nothing ? std::abs(entering_[Z(place)]) : entering_[Z(place)];
    if (strength < kZero) continue;
    const double ratio = nothing ? 0.0 : std::max(0.0, amounts_[Z(place)]) / strength;
    if (ratio > least + kZero || (ratio > least - kZero && strength <= strongest)) continue;
    least = std::min(least, ratio);
    strongest = strength;
    best = place;
  }
  if (best < 0) return -1;
  SetTimes(Inverse(best), &strength_);
  return best;
}

void ProofLp::Pivot(int place, int column) {
  Express(column);
  const double strength = entering_[Z(place)];
  const double raise = (IsWeek(column) ? reduced_[Z(column)] : -duals_[Z(RowOf(column))]) / strength;
  const double* own = Inverse(place);
  for (std::size_t i = 0; i < capacities_.size(); ++i) duals_[i] += raise * own[i];
  for (const int c : allowed_) reduced_[Z(c)] -= raise * strength_[Z(c)];
  const double amount = amounts_[Z(place)] / strength;
  for (int other = 0; other < rows(); ++other) amounts_[Z(other)] -= entering_[Z(other)] * amount;
  amounts_[Z(place)] = amount;
  Exchange(place);
  place_of_[Z(basis_[Z(place)])] = -1;
  basis_[Z(place)] = column;
  place_of_[Z(column)] = place;
}

// A column in terms of the basis.
void ProofLp::Express(int column) {
  const std::size_t count = capacities_.size();
  entering_.assign(count, 0);
  ForEntries(column, [&](int row, int times) {
    for (std::size_t i = 0; i < count; ++i) entering_[i] += times * inverse_[i * count + Z(row)];
  });
}

// Puts the column just expressed in a place of the inverse.
void ProofLp::Exchange(int place) {
  double* own = Inverse(place);
  filled_.clear();
  for (int row = 0; row < rows(); ++row) {
    own[row] /= entering_[Z(place)];
    if (own[row] != 0) filled_.push_back(row);
  }
  const bool sparse = filled_.size() * 4 < capacities_.size();
  for (int other = 0; other < rows(); ++other) {
    const double factor = entering_[Z(other)];
    if (other == place || std::abs(factor) < 1e-12) continue;
    double* row = Inverse(other);
    if (sparse) {
      for (const int i : filled_) row[i] -= factor * own[i];
    } else {
      for (std::size_t i = 0; i < capacities_.size(); ++i) row[i] -= factor * own[i];
    }
  }
}

// Begins with what the rows leave over and puts one week after the other in; false when the basis has no
// inverse.
bool ProofLp::Refactor() {
  const std::size_t count = capacities_.size();
  std::vector<int> weeks;
  std::vector<std::uint8_t> taken(count, 0);
  for (const int column : basis_) {
    if (IsWeek(column)) {
      weeks.push_back(column);
    } else {
      taken[Z(RowOf(column))] = 1;
    }
  }
  std::stable_sort(weeks.begin(), weeks.end(),
                   [&](int a, int b) { return columns()[Z(a)].rows.size() < columns()[Z(b)].rows.size(); });
  inverse_.assign(count * count, 0.0);
  for (std::size_t i = 0; i < count; ++i) inverse_[i * count + i] = 1;
  for (int row = 0; row < rows(); ++row) basis_[Z(row)] = SlackOf(row);
  for (const int column : weeks) {
    Express(column);
    int best = -1;
    double most = kZero;
    for (int place = 0; place < rows(); ++place) {
      if (taken[Z(place)] != 0 || std::abs(entering_[Z(place)]) <= most) continue;
      most = std::abs(entering_[Z(place)]);
      best = place;
    }
    if (best < 0) return false;
    Exchange(best);
    taken[Z(best)] = 1;
    basis_[Z(best)] = column;
  }
  Recompute();
  return true;
}

void ProofLp::Recompute() {
  const std::size_t count = capacities_.size();
  FindPlaces();
  amounts_.assign(count, 0);
  duals_.assign(count, 0);
  for (std::size_t place = 0; place < count; ++place) {
    const double* row = inverse_.data() + place * count;
    const double cost = CostOf(basis_[place]);
    for (std::size_t i = 0; i < count; ++i) {
      amounts_[place] += row[i] * capacities_[i];
      duals_[i] += cost * row[i];
    }
  }
  SetTimes(duals_.data(), &reduced_);
  for (int c = 0; IsWeek(c); ++c) reduced_[Z(c)] = CostOf(c) - reduced_[Z(c)];
  since_refactor_ = 0;
}

// For any prices of the rows, not negative, what everybody's cheapest allowed week costs with them, less what
// the rows hold, is a lower bound.
ProofLp::Priced ProofLp::PriceAt(const std::vector<double>& duals) const {
  // Sums of so high prices, times what some hundred rows hold, still fit.
  constexpr double kMostPrice = 1e11;
  std::vector<Cost> prices(capacities_.size(), 0);
  Priced priced{{}, std::vector<Cost>(Z(people_), kNever), 0, true};
  for (int row = people_; row < rows(); ++row) {
    const double price = std::min(kMostPrice, -duals[Z(row)] * static_cast<double>(kFine));
    prices[Z(row)] = price > 0 ? std::llround(price) : 0;
    priced.bound -= prices[Z(row)] * capacities_[Z(row)];
  }
  SetTimes(prices.data(), &priced.costs);
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

void ProofLp::AddRow(std::vector<std::pair<int, int>> members, int capacity, std::vector<int> sources) {
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
  added_.push_back(std::make_shared<const Added>(Added{std::move(members), std::move(sources)}));
  capacities_.push_back(capacity);
  amounts_.push_back(amount);
  duals_.push_back(0.0);
  basis_.push_back(SlackOf(row));
  place_of_.push_back(row);
}

// Such a row has its own rest in the basis, and no other row of the inverse counts it: what is left when both
// go is the inverse of what is left.
void ProofLp::DropSlackRows() {
  std::vector<int> kept;
  for (int row = 0; row < rows(); ++row) {
    if (row < own_rows_ || place_of_[Z(SlackOf(row))] < 0) kept.push_back(row);
  }
  if (kept.size() == capacities_.size()) return;
  std::vector<int> renamed(Z(rows()), -1);
  for (std::size_t i = 0; i < kept.size(); ++i) renamed[Z(kept[i])] = static_cast<int>(i);
  std::vector<int> basis;
  std::vector<double> inverse;
  std::vector<double> amounts;
  for (int place = 0; place < rows(); ++place) {
    const int row = RowOf(basis_[Z(place)]);
    if (row >= 0 && renamed[Z(row)] < 0) continue;
    basis.push_back(row < 0 ? basis_[Z(place)] : SlackOf(renamed[Z(row)]));
    amounts.push_back(amounts_[Z(place)]);
    for (const int other : kept) inverse.push_back(Inverse(place)[other]);
  }
  for (std::size_t i = 0; i < kept.size(); ++i) {
    capacities_[i] = capacities_[Z(kept[i])];
    duals_[i] = duals_[Z(kept[i])];
    if (kept[i] >= own_rows_) added_[i - Z(own_rows_)] = added_[Z(kept[i] - own_rows_)];
  }
  capacities_.resize(kept.size());
  duals_.resize(kept.size());
  added_.resize(kept.size() - Z(own_rows_));
  basis_ = std::move(basis);
  inverse_ = std::move(inverse);
  amounts_ = std::move(amounts);
  FindPlaces();
}

void ProofLp::FindPlaces() {
  place_of_.assign(columns().size() + capacities_.size(), -1);
  for (int place = 0; place < rows(); ++place) place_of_[Z(basis_[Z(place)])] = place;
}

void ProofLp::Compact() {
  std::vector<int> renamed(columns().size(), -1);
  std::vector<ProofColumn> columns_left;
  std::vector<double> costs;
  std::vector<double> reduced;
  std::vector<std::uint8_t> barred;
  for (int c = 0; IsWeek(c); ++c) {
    if (barred_[Z(c)] != 0 && place_of_[Z(c)] < 0) continue;
    renamed[Z(c)] = static_cast<int>(columns_left.size());
    columns_left.push_back(columns()[Z(c)]);
    costs.push_back(CostOf(c));
    reduced.push_back(reduced_[Z(c)]);
    barred.push_back(barred_[Z(c)]);
  }
  for (auto& added : added_) {
    Added left{{}, added->sources};
    for (const auto& [column, times] : added->members) {
      if (renamed[Z(column)] >= 0) left.members.emplace_back(renamed[Z(column)], times);
    }
    added = std::make_shared<const Added>(std::move(left));
  }
  const int before = count();
  weeks_ = std::make_shared<const Weeks>(std::move(columns_left), std::move(costs));
  for (int& column : basis_) column = column < before ? renamed[Z(column)] : column - before + count();
  reduced_ = std::move(reduced);
  barred_ = std::move(barred);
  allowed_.clear();
  for (int c = 0; IsWeek(c); ++c) {
    if (barred_[Z(c)] == 0) allowed_.push_back(c);
  }
  FindPlaces();
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
