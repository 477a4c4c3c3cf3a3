#include "trajectory-svc/planner/proof_columns.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <numeric>

#include "trajectory-svc/planner/parallel.h"

namespace duaal::planner {
namespace {

constexpr int kMostOfPerson = 10'000;
constexpr std::size_t kMostTogether = 60'000;

std::size_t Z(int index) { return static_cast<std::size_t>(index); }

}  // namespace

ProofColumns::ProofColumns(const Model& model, int threads)
    : model_(model), solvers_(SolversOf(model, threads)) {}

ProofColumns::Outcome ProofColumns::Gather(const Pricing& pricing, Cost below) {
  std::vector<std::vector<Alternative>> found(Z(model_.people()));
  if (!FindWeeks(pricing, below, &found)) return Outcome::kTooMany;
  if (std::any_of(found.begin(), found.end(), [](const auto& own) { return own.empty(); }))
    return Outcome::kNoPlan;
  NumberRows(found);
  columns_.clear();
  weeks_.clear();
  for (int person = 0; person < model_.people(); ++person)
    AddColumns(person, found[Z(person)], pricing.prices);
  FindSteps();
  return Outcome::kGathered;
}

// False when there are too many.
bool ProofColumns::FindWeeks(const Pricing& pricing, Cost below,
                             std::vector<std::vector<Alternative>>* found) {
  std::atomic<std::size_t> count = 0;
  std::atomic<bool> too_many = false;
  ForBlocks(model_.people(), static_cast<int>(solvers_.size()), [&](int worker, int person) {
    if (too_many) return;
    WeekQuery query;
    query.person = person;
    query.prices = pricing.prices.data();
    query.below = pricing.least[Z(person)] + below - pricing.bound;
    (*found)[Z(person)] = solvers_[Z(worker)].Best(query, kMostOfPerson);
    const std::size_t own = (*found)[Z(person)].size();
    if (own >= kMostOfPerson || count.fetch_add(own) + own > kMostTogether) too_many = true;
  });
  return !too_many;
}

// Resources that could run out have a row.
void ProofColumns::NumberRows(const std::vector<std::vector<Alternative>>& found) {
  std::vector<int> wanted(Z(model_.real_resources()), 0);
  std::vector<int> most(wanted.size(), 0);  // of one person
  for (const std::vector<Alternative>& own : found) {
    for (const Alternative& week : own) {
      for (const auto& [k, times] : SeatsOf(week.week)) {
        wanted[Z(k)] += std::max(0, times - most[Z(k)]);
        most[Z(k)] = std::max(most[Z(k)], times);
      }
    }
    std::fill(most.begin(), most.end(), 0);
  }
  row_of_.assign(wanted.size(), -1);
  resource_of_.clear();
  capacities_.clear();
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    if (wanted[k] <= model_.seats()[k]) continue;
    row_of_[k] = model_.people() + static_cast<int>(resource_of_.size());
    resource_of_.push_back(static_cast<int>(k));
    capacities_.push_back(model_.seats()[k]);
  }
}

// The real resources that a week takes seats of, in order, and how many.
ProofColumns::Rows ProofColumns::SeatsOf(const Week& week) const {
  std::vector<int> taken;
  for (const ItemId id : week) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) {
      if (k < static_cast<std::uint32_t>(model_.real_resources())) taken.push_back(static_cast<int>(k));
    }
  }
  std::sort(taken.begin(), taken.end());
  Rows seats;
  for (const int k : taken) {
    if (seats.empty() || seats.back().first != k) seats.emplace_back(k, 0);
    ++seats.back().second;
  }
  return seats;
}

ProofColumns::Rows ProofColumns::RowsOfSeats(const Rows& seats) const {
  Rows rows;
  for (const auto& [k, times] : seats) {
    if (row_of_[Z(k)] >= 0) rows.emplace_back(row_of_[Z(k)], times);
  }
  return rows;
}

// Of weeks that count in the same rows the cheapest will do.
void ProofColumns::AddColumns(int person, const std::vector<Alternative>& found,
                              const std::vector<Cost>& prices) {
  std::map<Rows, std::pair<Cost, const Week*>> cheapest;
  for (const Alternative& alternative : found) {
    Cost cost = alternative.cost;
    const Rows seats = SeatsOf(alternative.week);
    for (const auto& [k, times] : seats) cost -= prices[Z(k)] * times;
    const auto [known, fresh] = cheapest.try_emplace(RowsOfSeats(seats), cost, &alternative.week);
    if (!fresh && cost < known->second.first) known->second = {cost, &alternative.week};
  }
  for (const auto& [rows, week] : cheapest) {
    columns_.push_back({person, week.first, rows, static_cast<int>(weeks_.size())});
    weeks_.push_back(*week.second);
  }
}

void ProofColumns::FindSteps() {
  step_ = 0;
  some_total_ = 0;
  const ProofColumn* first = nullptr;
  for (const ProofColumn& column : columns_) {
    if (first == nullptr || first->person != column.person) {
      first = &column;
      some_total_ += column.cost;
    }
    step_ = std::gcd(step_, column.cost - first->cost);
  }
}

Cost ProofColumns::Below(Cost target) const {
  if (step_ == 0) return some_total_ < target ? some_total_ : target - 1;
  const Cost above = (target - 1 - some_total_) % step_;
  return target - 1 - (above < 0 ? above + step_ : above);
}

std::vector<int> ProofColumns::NamesOf(const std::vector<int>& rows) const {
  std::vector<int> names;
  for (const int row : rows)
    names.push_back(row < model_.people() ? row : model_.people() + resource_of_[Z(row - model_.people())]);
  return names;
}

std::optional<std::vector<int>> ProofColumns::RowsNamed(const std::vector<int>& names) const {
  std::vector<int> rows;
  for (const int name : names) {
    rows.push_back(name < model_.people() ? name : row_of_[Z(name - model_.people())]);
    if (rows.back() < 0) return std::nullopt;
  }
  return rows;
}

}  // namespace duaal::planner
