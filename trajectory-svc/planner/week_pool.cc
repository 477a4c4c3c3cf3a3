#include "trajectory-svc/planner/week_pool.h"

#include <algorithm>
#include <utility>

namespace duaal::planner {

WeekPool::WeekPool(const Model& model) : model_(model), people_(static_cast<std::size_t>(model.people())) {}

bool WeekPool::Add(int person, const Week& week, Cost cost) {
  PersonPool& own = people_[static_cast<std::size_t>(person)];
  const std::size_t requirements = model_.person(person).requirement_count;
  const auto first = own.seats.size();
  for (std::size_t r = 0; r < requirements; ++r) {
    if (week[r] == kNoItem) continue;
    const auto seats = model_.ResourcesOf(model_.item(week[r]));
    own.seats.insert(own.seats.end(), seats.begin(), seats.end());
  }
  const auto seats = std::span(own.seats).subspan(first);
  std::sort(seats.begin(), seats.end());
  // Two weeks with one key would be a loss of choice, not an error.
  std::uint64_t key = 0x9E3779B97F4A7C15;
  for (const std::uint32_t seat : seats) key = (key ^ seat) * 0x100000001B3;
  const auto known = std::find_if(own.weeks.begin(), own.weeks.end(),
                                  [&](const PoolWeek& other) { return other.key == key; });
  if (known != own.weeks.end()) {
    own.seats.resize(first);
    if (known->cost <= cost) return false;
    known->cost = cost;
    std::copy_n(week.begin(), requirements, own.items.begin() + known->first_item);
    return true;
  }
  own.weeks.push_back({cost, key, static_cast<std::uint32_t>(first),
                       static_cast<std::uint32_t>(own.items.size()),
                       static_cast<std::uint16_t>(seats.size())});
  own.items.insert(own.items.end(), week.begin(), week.begin() + static_cast<std::ptrdiff_t>(requirements));
  return true;
}

void WeekPool::Sort(int person, const std::vector<Cost>& prices, Cost reach) {
  auto& weeks = people_[static_cast<std::size_t>(person)].weeks;
  std::vector<std::pair<Cost, PoolWeek>> order;
  order.reserve(weeks.size());
  for (const PoolWeek& week : weeks) {
    Cost cost = week.cost;
    for (const std::uint32_t k : SeatsOf(person, week)) cost += prices[k];
    order.emplace_back(cost, week);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  weeks.clear();
  for (const auto& [cost, week] : order) {
    if (cost <= order.front().first + reach) weeks.push_back(week);
  }
}

void WeekPool::Recost(int person, const References& references) {
  WeekQuery query;
  query.person = person;
  query.references = &references;
  for (PoolWeek& week : people_[static_cast<std::size_t>(person)].weeks) {
    week.cost = CostOfWeek(model_, query, WeekOf(person, week));
  }
}

Week WeekPool::WeekOf(int person, const PoolWeek& week) const {
  Week all = EmptyWeek();
  std::copy_n(Of(person).items.begin() + week.first_item, model_.person(person).requirement_count,
              all.begin());
  return all;
}

}  // namespace duaal::planner
