#include "trajectory-svc/planner/repair_bound.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <vector>

namespace duaal::planner {
namespace {

struct Surplus {
  int seats = 0;                     // missing
  std::vector<std::int32_t> people;  // who could leave
};

std::vector<Surplus> SurplusOf(const RepairState& state) {
  std::vector<Surplus> all;
  const Model& model = state.model();
  for (std::uint32_t k = 0; k < static_cast<std::uint32_t>(model.real_resources()); ++k) {
    if (state.free(k) >= 0) continue;
    // Nobody gives back more of a resource than one placement after the other takes; who takes two seats
    // counts as two people here, so the surplus is shared out over them.
    Surplus surplus;
    std::map<std::int32_t, int> taken;
    for (const std::int32_t person : state.occupants(k)) {
      if (state.standing(person) == Standing::kPossible) ++taken[person];
    }
    int most = 1;
    int sum = 0;
    for (const auto& [person, count] : taken) {
      surplus.people.push_back(person);
      most = std::max(most, count);
      sum += count;
    }
    surplus.seats = (sum - model.seats()[k] + most - 1) / most;
    if (surplus.seats > 0) all.push_back(std::move(surplus));
  }
  return all;
}

// Resources that share somebody are in one group.
std::vector<std::size_t> GroupsOf(const std::vector<Surplus>& all) {
  std::vector<std::size_t> group(all.size());
  std::iota(group.begin(), group.end(), std::size_t{0});
  std::map<std::int32_t, std::size_t> first;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const std::int32_t person : all[i].people) {
      const auto [at, added] = first.try_emplace(person, i);
      if (added) continue;
      const std::size_t from = group[i];
      const std::size_t to = group[at->second];
      std::replace(group.begin(), group.end(), from, to);
    }
  }
  return group;
}

// Resources without anybody in common: their surpluses add up.
int Disjoint(std::vector<const Surplus*> some) {
  std::stable_sort(some.begin(), some.end(),
                   [](const Surplus* a, const Surplus* b) { return a->seats > b->seats; });
  std::set<std::int32_t> seen;
  int sum = 0;
  for (const Surplus* surplus : some) {
    if (std::any_of(surplus->people.begin(), surplus->people.end(),
                    [&](std::int32_t person) { return seen.count(person) != 0; })) {
      continue;
    }
    sum += surplus->seats;
    seen.insert(surplus->people.begin(), surplus->people.end());
  }
  return sum;
}

// Everybody who leaves takes away at most as many as the one in most of the resources.
int Shared(const std::vector<const Surplus*>& some) {
  std::map<std::int32_t, int> in;
  int sum = 0;
  int most = 1;
  for (const Surplus* surplus : some) {
    sum += surplus->seats;
    for (const std::int32_t person : surplus->people) most = std::max(most, ++in[person]);
  }
  return (sum + most - 1) / most;
}

}  // namespace

int HitOf(const RepairState& published) {
  int hit = 0;
  for (int person = 0; person < published.model().people(); ++person) {
    if (published.standing(person) == Standing::kHit) ++hit;
  }
  return hit;
}

int LeastLeaving(const RepairState& published) {
  const std::vector<Surplus> all = SurplusOf(published);
  if (all.empty()) return 0;
  const std::vector<std::size_t> group = GroupsOf(all);
  std::map<std::size_t, std::vector<const Surplus*>> groups;
  for (std::size_t i = 0; i < all.size(); ++i) groups[group[i]].push_back(&all[i]);
  int least = 0;
  for (const auto& [name, some] : groups) least += std::max(Disjoint(some), Shared(some));
  return least;
}

}  // namespace duaal::planner
