#ifndef TRAJECTORY_SVC_PLANNER_WEEK_BOARD_H_
#define TRAJECTORY_SVC_PLANNER_WEEK_BOARD_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/week_search.h"

// The board on which the search of a week plays: the options of one person side by side, what has been
// chosen, and whether one more fits. Inside of WeekSolver; `W` and `L` are the words of a time mask and of
// the counters.
namespace duaal::planner {

// An option of one requirement, with all that the search asks of it side by side.
template <int W, int L>
struct Candidate {
  std::array<std::uint64_t, W> mask{};
  std::array<std::uint64_t, L> load{};
  Cost cost = 0;
  ItemId item = kNoItem;
  std::uint32_t shape = 0;
  std::uint16_t site = 0;  // among the person's sites; the one after the last: no travel
  std::uint8_t weekdays = 0;
};

template <int W, int L>
class WeekBoard {
 protected:
  using Cand = Candidate<W, L>;
  using Mask = std::array<std::uint64_t, W>;
  struct State {
    std::array<std::uint64_t, L> load{};
    unsigned weekdays = 0;
  };
  struct Chosen {
    std::size_t requirement = 0;
    ItemId item = kNoItem;
  };

  explicit WeekBoard(const Model& model)
      : model_(model), local_site_(model.instance().sites.size()), noted_(model.seats().size()) {}

  // Lays out the options of the query's person.
  void Prepare() {
    const auto sites = model_.SitesOf(*person_);
    sites_ = static_cast<int>(sites.size());
    for (int i = 0; i < sites_; ++i)
      local_site_[sites[static_cast<std::size_t>(i)]] = static_cast<std::uint16_t>(i);
    tier_.resize(static_cast<std::size_t>(sites_ * sites_));
    for (int i = 0; i < sites_; ++i) {
      for (int j = 0; j < sites_; ++j) {
        tier_[static_cast<std::size_t>(i * sites_ + j)] = static_cast<std::uint8_t>(
            model_.TierBetween(sites[static_cast<std::size_t>(i)], sites[static_cast<std::size_t>(j)]));
      }
    }
    const auto depths = requirements_.size() + 1;
    taken_.assign(depths * static_cast<std::size_t>(sites_ + 1), Mask{});
    states_.assign(depths, State{});
    shared_seats_ = false;
    ++runs_;
    GatherAll(count_ == 1);
    // Of one shape the cheapest will do, unless two requirements could both want its last seat.
    if (shared_seats_ && count_ == 1) GatherAll(false);
    for (auto& links : links_) links.clear();
    for (const PersonRule& rule : model_.RulesOf(*person_)) AddLinks(rule);
  }

  bool HasSeats(ItemId item) const {
    if (query_->free == nullptr) return true;
    for (const std::uint32_t resource : model_.ResourcesOf(model_.item(item))) {
      if (query_->free[resource] <= 0) return false;
    }
    return true;
  }

  Cand MakeCandidate(Cost cost, ItemId id) const {
    const Item& item = model_.item(id);
    Cand candidate;
    std::copy_n(model_.MaskOf(id), W, candidate.mask.begin());
    std::copy_n(model_.LoadOf(id), L, candidate.load.begin());
    candidate.cost = cost;
    candidate.item = id;
    candidate.shape = item.shape;
    candidate.site = item.online ? static_cast<std::uint16_t>(sites_) : local_site_[item.site];
    candidate.weekdays = item.weekdays;
    return candidate;
  }

  Mask* Taken(std::size_t depth) { return taken_.data() + depth * static_cast<std::size_t>(sites_ + 1); }

  // Whether an option fits beside what was chosen at this depth.
  bool Fits(std::size_t depth, std::size_t r, const Cand& candidate) {
    if (candidate.item == kNoItem) return true;
    const Mask& taken = Taken(depth)[candidate.site];
    std::uint64_t clash = 0;
    for (std::size_t i = 0; i < W; ++i) clash |= candidate.mask[i] & taken[i];
    if (clash != 0) return false;
    if (!LoadFits(states_[depth].load, candidate)) return false;
    if (shared_seats_ && !SeatsFor(candidate)) return false;
    return links_[r].empty() || RulesAllow(r, candidate);
  }

  // Chooses an option; the board of the next depth has it.
  void Push(std::size_t depth, std::size_t r, const Cand& candidate) {
    Mask* from = Taken(depth);
    Mask* to = Taken(depth + 1);
    for (int site = 0; site <= sites_; ++site) {
      for (std::size_t i = 0; i < W; ++i) to[site][i] = from[site][i] | candidate.mask[i];
      if (site == sites_ || candidate.site == sites_) continue;
      const int tier = tier_[static_cast<std::size_t>(candidate.site * sites_ + site)];
      if (tier == 0) continue;
      const std::uint64_t* shadow = model_.ShadowOf(candidate.item, tier);
      for (std::size_t i = 0; i < W; ++i) to[site][i] |= shadow[i];
    }
    for (std::size_t i = 0; i < L; ++i)
      states_[depth + 1].load[i] = states_[depth].load[i] + candidate.load[i];
    states_[depth + 1].weekdays = states_[depth].weekdays | candidate.weekdays;
    chosen_[chosen_count_++] = {r, candidate.item};
  }

  // Whether two options stand together, by time, travel, limits and rules of these two alone.
  bool Together(std::size_t a, const Cand& x, std::size_t b, const Cand& y) {
    if (x.item == kNoItem || y.item == kNoItem) return true;
    std::uint64_t clash = 0;
    for (std::size_t i = 0; i < W; ++i) clash |= x.mask[i] & y.mask[i];
    if (clash != 0) return false;
    if (x.site != sites_ && y.site != sites_) {
      const int tier = tier_[static_cast<std::size_t>(x.site * sites_ + y.site)];
      if (tier != 0) {
        const std::uint64_t* shadow = model_.ShadowOf(x.item, tier);
        for (std::size_t i = 0; i < W; ++i) clash |= shadow[i] & y.mask[i];
        if (clash != 0) return false;
      }
    }
    if (model_.exact_counters()) {
      for (std::size_t i = 0; i < L; ++i) {
        if ((((limits_[i] | kHigh) - x.load[i] - y.load[i]) & kHigh) != kHigh) return false;
      }
    }
    return std::all_of(links_[a].begin(), links_[a].end(), [&](const Link& link) {
      return link.other != b || Allowed(link, model_.item(x.item), model_.item(y.item));
    });
  }

  const Model& model_;
  const WeekQuery* query_ = nullptr;
  const PersonModel* person_ = nullptr;
  std::span<const RequirementModel> requirements_;
  std::array<std::uint64_t, L> limits_{};  // in force
  std::size_t count_ = 1;                  // weeks asked for
  bool ready_ = true;                      // every requirement has a candidate
  int sites_ = 0;
  std::vector<Cand> candidates_;
  std::array<std::size_t, kMostRequirements> first_{};
  std::array<std::size_t, kMostRequirements> end_{};
  std::vector<State> states_;  // by depth
  std::array<Chosen, kMostRequirements> chosen_{};
  std::size_t chosen_count_ = 0;

 private:
  static constexpr std::uint64_t kHigh = 0x8000800080008000;

  struct Link {  // a rule between two requirements, seen from one of them
    std::uint8_t other = 0;
    std::uint16_t rule = 0;
    bool first = false;   // this requirement is the rule's `a`
    bool either = false;  // both ways round allowed
  };

  void AddLinks(const PersonRule& rule) {
    const Rule& what = model_.instance().rules[rule.rule];
    const bool either = what.kind_a == what.kind_b;
    links_[rule.a].push_back({rule.b, rule.rule, true, either});
    links_[rule.b].push_back({rule.a, rule.rule, false, either});
  }

  void GatherAll(bool one_of_shape) {
    candidates_.clear();
    ready_ = true;
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      first_[r] = candidates_.size();
      Gather(r, one_of_shape);
      end_[r] = candidates_.size();
      ready_ = ready_ && end_[r] > first_[r];
    }
  }

  // The options that have seats, cheapest first. When only one week is asked for, those that cannot do better
  // than leaving the requirement unplaced are dropped, and so are all but the cheapest of one shape.
  void Gather(std::size_t r, bool one_of_shape) {
    const RequirementModel& requirement = requirements_[r];
    const bool demanded = (query_->demanded >> r & 1U) != 0;
    Cand nothing;
    nothing.cost = requirement.unplaced + ChangeCost(model_, requirement, kNoItem);
    nothing.site = static_cast<std::uint16_t>(sites_);
    nothing.shape = 0xFFFFFFFF;
    const Cost most = demanded || count_ > 1 ? kImpossible : nothing.cost;
    order_.clear();
    for (const Option& option : model_.OptionsOf(requirement)) {
      if (option.cost > most) break;
      if (!HasSeats(option.item)) continue;
      Cost cost = option.cost + PriceOf(model_, *query_, option.item);
      if (person_->published) cost += ChangeCost(model_, requirement, option.item);
      cost += DeviationCost(model_, *query_, requirement, option.item);
      if (cost <= most) order_.emplace_back(cost, option.item);
    }
    if (query_->prices != nullptr || query_->references != nullptr || person_->published) {
      std::sort(order_.begin(), order_.end());
    }
    if (++stamp_ == 0) std::fill(seen_.begin(), seen_.end(), stamp_++);
    for (const auto& [cost, item] : order_) {
      if (!one_of_shape || FirstOfShape(item)) Append(cost, item);
      NoteSeats(r, item);
    }
    if (demanded) return;
    const auto first = candidates_.begin() + static_cast<std::ptrdiff_t>(first_[r]);
    candidates_.insert(std::upper_bound(first, candidates_.end(), nothing,
                                        [](const Cand& a, const Cand& b) { return a.cost < b.cost; }),
                       nothing);
  }

  bool FirstOfShape(ItemId item) {
    const std::uint32_t shape = model_.item(item).shape;
    if (shape >= seen_.size()) seen_.resize(shape + 1, 0);
    if (seen_[shape] == stamp_) return false;
    seen_[shape] = stamp_;
    return true;
  }

  void Append(Cost cost, ItemId id) { candidates_.push_back(MakeCandidate(cost, id)); }

  // Two requirements may ask for seats of one resource; each takes one.
  bool SeatsFor(const Cand& candidate) const {
    for (const std::uint32_t resource : model_.ResourcesOf(model_.item(candidate.item))) {
      std::int32_t left = query_->free[resource] - 1;
      for (std::size_t i = 0; i < chosen_count_; ++i) {
        if (chosen_[i].item == kNoItem) continue;
        const auto taken = model_.ResourcesOf(model_.item(chosen_[i].item));
        left -= std::find(taken.begin(), taken.end(), resource) != taken.end() ? 1 : 0;
      }
      if (left < 0) return false;
    }
    return true;
  }

  // Notes which requirements could take the last seats of a resource.
  void NoteSeats(std::size_t r, ItemId item) {
    if (query_->free == nullptr || shared_seats_) return;
    for (const std::uint32_t resource : model_.ResourcesOf(model_.item(item))) {
      if (query_->free[resource] >= static_cast<std::int32_t>(requirements_.size())) continue;
      std::uint64_t& note = noted_[resource];
      const std::uint64_t run = runs_ * kMostRequirements;
      if (note >= run && note != run + r) shared_seats_ = true;
      note = run + r;
    }
  }

  bool LoadFits(const std::array<std::uint64_t, L>& load, const Cand& candidate) {
    bool fits = true;
    for (std::size_t i = 0; i < L; ++i) {
      fits = fits && ((((limits_[i] | kHigh) - load[i]) - candidate.load[i]) & kHigh) == kHigh;
    }
    if (fits || model_.exact_counters()) return fits;
    std::array<ItemId, kMostRequirements> items{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < chosen_count_; ++i) {
      if (chosen_[i].item != kNoItem) items[count++] = chosen_[i].item;
    }
    items[count++] = candidate.item;
    return model_.CountsFit(query_->person, {items.data(), count});
  }

  bool RulesAllow(std::size_t r, const Cand& candidate) const {
    const Item& item = model_.item(candidate.item);
    for (const Link& link : links_[r]) {
      for (std::size_t i = 0; i < chosen_count_; ++i) {
        if (chosen_[i].requirement != link.other || chosen_[i].item == kNoItem) continue;
        if (!Allowed(link, item, model_.item(chosen_[i].item))) return false;
      }
    }
    return true;
  }

  bool Allowed(const Link& link, const Item& own, const Item& other) const {
    const Item& a = link.first ? own : other;
    const Item& b = link.first ? other : own;
    return model_.Allows(link.rule, a, b) || (link.either && model_.Allows(link.rule, b, a));
  }

  std::vector<std::uint16_t> local_site_;
  std::vector<std::uint8_t> tier_;  // between the person's sites
  std::array<std::vector<Link>, kMostRequirements> links_;
  std::vector<std::pair<Cost, ItemId>> order_;
  std::vector<std::uint32_t> seen_;  // by shape: the stamp of the list that had it last
  std::uint32_t stamp_ = 0;
  std::vector<std::uint64_t> noted_;  // by resource: the run and the requirement that could take it last
  std::uint64_t runs_ = 0;
  bool shared_seats_ = false;  // two requirements could ask for the same scarce seats
  std::vector<Mask> taken_;    // by depth and site: time that is gone there
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WEEK_BOARD_H_
