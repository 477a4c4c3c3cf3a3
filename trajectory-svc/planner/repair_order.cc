#include "trajectory-svc/planner/repair_order.h"

#include <algorithm>
#include <numeric>

namespace duaal::planner {
namespace {

class Orderer {
 public:
  Orderer(std::vector<ChangeDraft> drafts, std::vector<std::int32_t> free)
      : drafts_(std::move(drafts)),
        free_(std::move(free)),
        vacated_(free_.size()),
        leavers_(free_.size()),
        bundle_(drafts_.size()),
        members_(drafts_.size()),
        done_(drafts_.size(), false) {
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      bundle_[i] = i;
      members_[i] = {i};
      for (const auto& [k, count] : drafts_[i].seats) {
        if (count < 0) leavers_[k].push_back(i);
      }
    }
  }

  void KeepFloor(const GroupFloor& group) {
    const auto leaving = static_cast<int>(leavers_[group.resource].size());
    if (group.members >= group.floor && group.members - leaving >= group.floor) return;
    std::size_t first = drafts_.size();
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      if (drafts_[i].seats.count(group.resource) == 0) continue;
      if (first == drafts_.size()) first = i;
      Merge(bundle_[first], bundle_[i]);
    }
  }

  std::vector<PersonChange> Run() {
    while (order_.size() < drafts_.size()) {
      if (!TakeReady()) BundleCycle();
    }
    std::vector<PersonChange> changes;
    changes.reserve(order_.size());
    for (const std::size_t i : order_) changes.push_back(std::move(drafts_[i].change));
    return changes;
  }

 private:
  void Merge(std::size_t into, std::size_t from) {
    if (into == from) return;
    for (const std::size_t i : members_[from]) bundle_[i] = into;
    members_[into].insert(members_[into].end(), members_[from].begin(), members_[from].end());
    members_[from].clear();
    std::sort(members_[into].begin(), members_[into].end());
  }

  [[nodiscard]] SeatCounts SeatsOf(std::size_t bundle) const {
    SeatCounts sum;
    for (const std::size_t i : members_[bundle]) {
      for (const auto& [k, count] : drafts_[i].seats) sum[k] += count;
    }
    return sum;
  }

  [[nodiscard]] bool Fits(const std::pair<const std::uint32_t, int>& entry) const {
    return entry.second <= std::max(0, free_[entry.first]);
  }

  // Makes every change that fits now.
  bool TakeReady() {
    bool any = false;
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      if (done_[i]) continue;
      const SeatCounts seats = SeatsOf(bundle_[i]);
      if (!std::all_of(seats.begin(), seats.end(), [&](const auto& entry) { return Fits(entry); })) continue;
      TakeBundle(members_[bundle_[i]]);
      any = true;
    }
    return any;
  }

  void TakeBundle(const std::vector<std::size_t>& members) {
    for (const std::size_t i : members) {
      for (const auto& [k, count] : drafts_[i].seats) {
        free_[k] -= std::min(0, count);
        for (int seat = count; seat < 0; ++seat) vacated_[k].push_back(i);
      }
    }
    const int together = members.size() > 1 ? bundles_++ : -1;
    for (const std::size_t i : members) {
      for (const auto& [k, count] : drafts_[i].seats) {
        for (int seat = 0; seat < count; ++seat) TakeSeat(i, k);
      }
      drafts_[i].change.together = together;
      done_[i] = true;
      order_.push_back(i);
    }
  }

  // Seats that were free all along go first, then those of who left first.
  void TakeSeat(std::size_t taker, std::uint32_t k) {
    const bool spare = free_[k] > static_cast<int>(vacated_[k].size());
    --free_[k];
    if (spare || vacated_[k].empty()) return;
    const std::size_t leaver = vacated_[k].front();
    vacated_[k].erase(vacated_[k].begin());
    if (leaver == taker) return;
    AddOnce(drafts_[leaver].change.person, &drafts_[taker].change.waits_for);
    AddOnce(drafts_[taker].change.person, &drafts_[leaver].change.gives_way_to);
  }

  static void AddOnce(int person, std::vector<int>* people) {
    if (std::find(people->begin(), people->end(), person) == people->end()) people->push_back(person);
  }

  // No bundle fits. Following who leaves what a bundle misses gives sets that fit; the smallest is merged.
  // There is always one: all that is left, as the plan that comes out keeps to the seats.
  void BundleCycle() {
    constexpr int kMostStarts = 200;
    std::vector<std::size_t> best;
    int starts = 0;
    for (std::size_t i = 0; i < drafts_.size() && starts < kMostStarts; ++i) {
      if (done_[i] || members_[bundle_[i]].front() != i) continue;
      ++starts;
      std::vector<std::size_t> set = Closure(bundle_[i]);
      if (!set.empty() && (best.empty() || set.size() < best.size())) best = std::move(set);
    }
    if (best.empty()) {
      for (std::size_t i = 0; i < drafts_.size(); ++i) {
        if (!done_[i]) best.push_back(bundle_[i]);
      }
    }
    for (const std::size_t bundle : best) Merge(best.front(), bundle);
  }

  [[nodiscard]] std::vector<std::size_t> Closure(std::size_t start) const {
    std::vector<std::size_t> set = {start};
    SeatCounts seats = SeatsOf(start);
    for (;;) {
      const auto missing =
          std::find_if(seats.begin(), seats.end(), [&](const auto& entry) { return !Fits(entry); });
      if (missing == seats.end()) return set;
      const auto& leavers = leavers_[missing->first];
      const auto leaver = std::find_if(leavers.begin(), leavers.end(), [&](std::size_t i) {
        return !done_[i] && std::find(set.begin(), set.end(), bundle_[i]) == set.end();
      });
      if (leaver == leavers.end()) return {};
      set.push_back(bundle_[*leaver]);
      for (const auto& [k, count] : SeatsOf(bundle_[*leaver])) seats[k] += count;
    }
  }

  std::vector<ChangeDraft> drafts_;
  std::vector<std::int32_t> free_;
  std::vector<std::vector<std::size_t>> vacated_;  // of each resource: who left a seat that nobody took since
  std::vector<std::vector<std::size_t>> leavers_;
  std::vector<std::size_t> bundle_;                // of each draft, named after one of its drafts
  std::vector<std::vector<std::size_t>> members_;  // of each bundle
  std::vector<bool> done_;
  std::vector<std::size_t> order_;
  int bundles_ = 0;
};

}  // namespace

SeatCounts SeatsBetween(const Model& model, const Week& from, const Week& to) {
  SeatCounts counts;
  for (const ItemId id : to) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model.ResourcesOf(model.item(id))) ++counts[k];
  }
  for (const ItemId id : from) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model.ResourcesOf(model.item(id))) --counts[k];
  }
  std::erase_if(counts, [](const auto& entry) { return entry.second == 0; });
  return counts;
}

std::vector<PersonChange> OrderChanges(std::vector<ChangeDraft> drafts, std::vector<std::int32_t> free,
                                       const std::vector<GroupFloor>& floors) {
  Orderer orderer(std::move(drafts), std::move(free));
  for (const GroupFloor& group : floors) orderer.KeepFloor(group);
  return orderer.Run();
}

}  // namespace duaal::planner
