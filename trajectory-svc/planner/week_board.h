#ifndef TRAJECTORY_SVC_PLANNER_WEEK_BOARD_H_
#define TRAJECTORY_SVC_PLANNER_WEEK_BOARD_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "trajectory-svc/planner/week_search.h"

// The board on which the search of a week plays: the options of one person side by side, which of them stand
// together, and whether one more fits. Inside of WeekSolver; `W` and `L` are the words of a time mask and of
// the counters.
namespace duaal::planner {

// An option of one requirement, with all that the search asks of it side by side.
template <int W, int L>
struct Candidate {
  std::array<std::uint64_t, W> mask{};
  std::array<std::uint64_t, L> load{};
  Cost cost = 0;
  ItemId item = kNoItem;
  std::uint16_t site = 0;  // among the person's sites; the one after the last: no travel
  std::uint8_t weekdays = 0;
};

// Candidates have places, cheapest first within a requirement, and every requirement begins at a whole word:
// a set of candidates is a bit set over places, and `RowOf` says in one AND which of them stand beside
// another.
template <int W, int L>
class WeekBoard {
 protected:
  using Cand = Candidate<W, L>;
  using Mask = std::array<std::uint64_t, W>;
  using Load = std::array<std::uint64_t, L>;
  using Place = std::uint32_t;

  explicit WeekBoard(const Model& model) : model_(model), local_site_(model.instance().sites.size()) {}

  // Begins with a person; there are no candidates yet.
  void BeginPerson(const WeekQuery& query) {
    query_ = &query;
    person_ = &model_.person(query.person);
    requirements_ = model_.RequirementsOf(*person_);
    site_ids_ = model_.SitesOf(*person_);
    sites_ = site_ids_.size();
    for (std::size_t i = 0; i < sites_; ++i) local_site_[site_ids_[i]] = static_cast<std::uint16_t>(i);
    reached_.resize(sites_ + 1);
    for (std::size_t r = 0; r < requirements_.size(); ++r) links_[r].clear();
    for (const PersonRule& rule : model_.RulesOf(*person_)) AddLinks(rule);
    std::copy_n(model_.LimitsOf(query.person), L, own_limits_.begin());
    limits_ = own_limits_;
  }

  // Takes all candidates off.
  void Clear() {
    words_ = 0;
    first_word_[0] = 0;
  }

  // Candidates come requirement by requirement, cheapest first.
  void BeginRequirement(std::size_t r, std::size_t most) {
    count_of_[r] = 0;
    const std::size_t needed = words_ * 64 + most;
    if (slots_.size() >= needed) return;
    slots_.resize(needed);
    sides_.resize(needed);
  }
  void Append(std::size_t r, Cost cost, ItemId id) {
    const std::size_t place = words_ * 64 + count_of_[r]++;
    slots_[place] = MakeCandidate(cost, id);
    if (id != kNoItem && !links_[r].empty()) sides_[place] = SideOf(model_.item(id));
  }
  void EndRequirement(std::size_t r) {
    words_ += (count_of_[r] + 63) / 64;
    first_word_[r + 1] = words_;
  }

  // All candidates are there.
  void Finish() {
    // The rows of more candidates than this are not kept: they would take too much memory.
    constexpr std::size_t kMostKeptWords = 64;
    keeps_rows_ = words_ <= kMostKeptWords;
    known_.assign(words_ * 64, 0);
    const std::size_t needed = keeps_rows_ ? words_ * words_ * 64 : words_;
    if (rows_.size() < needed) rows_.resize(needed);
  }

  Cand MakeCandidate(Cost cost, ItemId id) const {
    Cand candidate;
    candidate.cost = cost;
    candidate.item = id;
    candidate.site = static_cast<std::uint16_t>(sites_);
    if (id == kNoItem) return candidate;
    const Item& item = model_.item(id);
    std::copy_n(model_.MaskOf(id), W, candidate.mask.begin());
    std::copy_n(model_.LoadOf(id), L, candidate.load.begin());
    if (!item.online) candidate.site = local_site_[item.site];
    candidate.weekdays = item.weekdays;
    return candidate;
  }

  bool HasSeats(ItemId item) const { return query_->free == nullptr || SeatsLeft(model_.item(item)) > 0; }

  // The seats left of the resource of which an item has the fewest.
  std::int32_t SeatsLeft(const Item& item) const {
    const std::int32_t* free = query_->free;
    if (item.resource_count == 0) return std::numeric_limits<std::int32_t>::max();
    if (item.resource_count <= Item::kNear) {
      // Of all places, whether in use or not: no loop whose end has to be guessed.
      return std::min(std::min(free[item.near[0]], free[item.near[1]]),
                      std::min(free[item.near[2]], free[item.near[3]]));
    }
    std::int32_t least = std::numeric_limits<std::int32_t>::max();
    for (const std::uint32_t resource : model_.ResourcesOf(item)) least = std::min(least, free[resource]);
    return least;
  }

  // Which candidates stand beside this one, by time, travel and rules; of the requirements in `need` only.
  const std::uint64_t* RowOf(std::size_t r, Place place, unsigned need) {
    std::uint64_t* row = rows_.data() + (keeps_rows_ ? place * words_ : 0);
    const unsigned missing = keeps_rows_ ? need & ~known_[place] : need;
    if (missing != 0) FillRow(r, place, missing, row);
    return row;
  }

  // The same, for two.
  bool Together(std::size_t a, const Cand& x, std::size_t b, const Cand& y) const {
    std::uint64_t clash = 0;
    for (std::size_t i = 0; i < W; ++i) clash |= x.mask[i] & y.mask[i];
    if (clash != 0) return false;
    if (x.site != y.site && x.site != sites_ && y.site != sites_) {
      const int tier = model_.TierBetween(site_ids_[x.site], site_ids_[y.site]);
      if (tier != 0) {
        const std::uint64_t* shadow = model_.ShadowOf(x.item, tier);
        for (std::size_t i = 0; i < W; ++i) clash |= shadow[i] & y.mask[i];
        if (clash != 0) return false;
      }
    }
    return links_[a].empty() || RulesAllow(a, x, b, y);
  }

  // Whether a candidate keeps the limits in force beside what has this load, as far as a sum tells.
  bool LoadFits(const Load& load, const Cand& candidate) const {
    bool fits = true;
    for (std::size_t i = 0; i < L; ++i) {
      fits = fits && ((((limits_[i] | kHigh) - load[i]) - candidate.load[i]) & kHigh) == kHigh;
    }
    return fits;
  }

  // Whether a week keeps the person's limits, the rules and the seats there are.
  bool FitsTogether(const Week& week) {
    std::array<ItemId, kMostRequirements> items{};
    std::size_t count = 0;
    Load load{};
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      if (week[r] == kNoItem) continue;
      const Cand own = MakeCandidate(0, week[r]);
      for (std::size_t other = 0; other < r; ++other) {
        if (week[other] != kNoItem && !Together(r, own, other, MakeCandidate(0, week[other]))) return false;
      }
      const bool fits = LoadFits(load, own);
      items[count++] = week[r];
      if (!fits && (model_.exact_counters() || !model_.CountsFit(query_->person, {items.data(), count})))
        return false;
      if (query_->free != nullptr && !SeatsForAll({items.data(), count})) return false;
      for (std::size_t i = 0; i < L; ++i) load[i] += own.load[i];
    }
    return true;
  }

  // Two requirements may ask for seats of one resource; each takes one.
  bool SeatsForAll(std::span<const ItemId> items) const {
    return std::all_of(items.begin(), items.end(), [&](ItemId item) {
      const auto resources = model_.ResourcesOf(model_.item(item));
      return std::all_of(resources.begin(), resources.end(), [&](std::uint32_t resource) {
        std::int32_t left = query_->free[resource];
        for (const ItemId other : items) {
          const auto taken = model_.ResourcesOf(model_.item(other));
          left -= std::find(taken.begin(), taken.end(), resource) != taken.end() ? 1 : 0;
        }
        return left >= 0;
      });
    });
  }

  const Model& model_;
  const WeekQuery* query_ = nullptr;
  const PersonModel* person_ = nullptr;
  std::span<const RequirementModel> requirements_;
  Load own_limits_{};
  Load limits_{};  // in force
  std::vector<Cand> slots_;
  std::array<std::size_t, kMostRequirements + 1> first_word_{};
  std::array<std::size_t, kMostRequirements> count_of_{};
  std::size_t words_ = 0;  // of a set of candidates

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

  void FillRow(std::size_t r, Place place, unsigned missing, std::uint64_t* row) {
    known_[place] |= missing;
    const Cand& own = slots_[place];
    Reach(own);
    for (unsigned rest = missing; rest != 0; rest &= rest - 1) {
      const auto other = static_cast<std::size_t>(std::countr_zero(rest));
      const Cand* candidate = slots_.data() + first_word_[other] * 64;
      std::size_t left = count_of_[other];
      for (std::size_t word = first_word_[other]; left != 0; ++word) {
        const std::size_t count = std::min<std::size_t>(left, 64);
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < count; ++i, ++candidate) {
          bits |= static_cast<std::uint64_t>(Free(*candidate)) << i;
        }
        row[word] = bits;
        left -= count;
      }
    }
    if (own.item == kNoItem) return;
    for (const Link& link : links_[r]) {
      if ((missing >> link.other & 1U) != 0) ApplyLink(link, sides_[place], row);
    }
  }

  // The time that is gone at every site when this candidate is chosen.
  void Reach(const Cand& own) {
    std::fill_n(reached_.begin(), sites_ + 1, own.mask);
    if (own.site == sites_) return;
    for (std::size_t site = 0; site < sites_; ++site) {
      const int tier = model_.TierBetween(site_ids_[own.site], site_ids_[site]);
      if (tier == 0) continue;
      const std::uint64_t* shadow = model_.ShadowOf(own.item, tier);
      for (std::size_t i = 0; i < W; ++i) reached_[site][i] |= shadow[i];
    }
  }
  bool Free(const Cand& candidate) const {
    const Mask& gone = reached_[candidate.site];
    std::uint64_t clash = 0;
    for (std::size_t i = 0; i < W; ++i) clash |= candidate.mask[i] & gone[i];
    return clash == 0;
  }

  void ApplyLink(const Link& link, const RuleSide& own, std::uint64_t* row) const {
    for (std::size_t word = first_word_[link.other]; word < first_word_[link.other + 1]; ++word) {
      for (std::uint64_t rest = row[word]; rest != 0; rest &= rest - 1) {
        const auto bit = static_cast<std::size_t>(std::countr_zero(rest));
        const std::size_t place = word * 64 + bit;
        if (slots_[place].item != kNoItem && !Allowed(link, own, sides_[place]))
          row[word] &= ~(std::uint64_t{1} << bit);
      }
    }
  }

  bool RulesAllow(std::size_t a, const Cand& x, std::size_t b, const Cand& y) const {
    if (x.item == kNoItem || y.item == kNoItem) return true;
    return std::all_of(links_[a].begin(), links_[a].end(), [&](const Link& link) {
      return link.other != b || Allowed(link, SideOf(model_.item(x.item)), SideOf(model_.item(y.item)));
    });
  }

  bool Allowed(const Link& link, const RuleSide& own, const RuleSide& other) const {
    const RuleSide& a = link.first ? own : other;
    const RuleSide& b = link.first ? other : own;
    return model_.Allows(link.rule, a, b) || (link.either && model_.Allows(link.rule, b, a));
  }

  std::vector<std::uint16_t> local_site_;
  std::span<const std::uint16_t> site_ids_;  // of the person
  std::size_t sites_ = 0;
  std::array<std::vector<Link>, kMostRequirements> links_;
  std::vector<RuleSide> sides_;       // by place, where there are links
  std::vector<Mask> reached_;         // by site
  std::vector<std::uint64_t> rows_;   // of one place after the other; of one place when they are not kept
  std::vector<std::uint32_t> known_;  // by place: the requirements for which its row is filled
  bool keeps_rows_ = true;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WEEK_BOARD_H_
