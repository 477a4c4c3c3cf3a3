#ifndef TRAJECTORY_SVC_PLANNER_WEEK_TREE_H_
#define TRAJECTORY_SVC_PLANNER_WEEK_TREE_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <vector>

#include "trajectory-svc/planner/week_levels.h"
#include "trajectory-svc/planner/week_options.h"

// The search of one part: depth first over the candidates on the board. Inside of WeekSolver.
namespace duaal::planner {

template <int W, int L>
class WeekTree : protected WeekOptions<W, L> {
 protected:
  using Board = WeekBoard<W, L>;
  using Options = WeekOptions<W, L>;
  using Board::count_of_;
  using Board::first_word_;
  using Board::model_;
  using Board::person_;
  using Board::query_;
  using Board::requirements_;
  using Board::slots_;
  using Board::words_;
  using Options::by_days_;
  using Options::change_;
  using Options::shared_seats_;
  using typename Board::Cand;
  using typename Board::Load;
  using typename Board::Place;
  using Bits = std::uint64_t;

  static constexpr unsigned kAllDays = 0x7F;

  explicit WeekTree(const Model& model) : Options(model) {}

  [[nodiscard]] Cost DayCost(unsigned days) const {
    return static_cast<Cost>(person_->per_day) * std::popcount(days);
  }

  // All candidates are laid out.
  void BeginTree() {
    least_known_ = 0;
    domains_.resize((requirements_.size() + 1) * words_);
  }

  // `charged`: what is paid for days and level before anything is chosen.
  void Explore(unsigned days, std::size_t level, Cost charged) {
    days_ = days;
    charged_ = charged;
    whole_ = days == kAllDays && level + 1 == levels_.count() && charged == 0;
    level_ = &levels_.at(level);
    limits_ = level_->limits;
    depth_ = 0;
    nodes_of_[0].load = Load{};
    nodes_of_[0].weekdays = 0;
    Bits* domain = domains_.data();
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      for (std::size_t word = first_word_[r], at = 0; word < first_word_[r + 1]; ++word, at += 64)
        domain[word] = BitsBelow(end_[r], at) & ~BitsBelow(from_[r], at);
      nodes_of_[0].front[r] = static_cast<Place>(first_word_[r] * 64 + from_[r]);
    }
    Cost sum = 0;
    for (unsigned rest = by_days_ ? kAllDays & ~days : 0; rest != 0; rest &= rest - 1) {
      const Bits* closed = closed_.data() + static_cast<std::size_t>(std::countr_zero(rest)) * words_;
      for (std::size_t word = 0; word < words_; ++word) domain[word] &= ~closed[word];
    }
    for (std::size_t r = 0; r < requirements_.size(); ++r) sum += slots_[nodes_of_[0].front[r]].cost;
    Descend((1U << requirements_.size()) - 1U, change_ + charged, sum, nodes_of_[0]);
  }

  void Keep(const Alternative& found) {
    const auto place = std::upper_bound(found_.begin(), found_.end(), found,
                                        [](const auto& a, const auto& b) { return a.cost < b.cost; });
    found_.insert(place, found);
    if (found_.size() > wanted_) found_.pop_back();
    if (found_.size() == wanted_) limit_ = std::min(limit_, found_.back().cost);
  }

  std::int64_t nodes_ = 0;    // of all trees so far
  std::size_t wanted_ = 1;    // weeks
  Cost limit_ = kImpossible;  // only cheaper weeks are of interest
  WeekLevels<L> levels_;
  std::vector<Alternative> found_;
  // The candidates that a part has of each requirement, by their places in it.
  std::array<std::size_t, kMostRequirements> from_{};
  std::array<std::size_t, kMostRequirements> end_{};
  std::vector<Bits> closed_;  // by weekday: the candidates that need it
  bool exact_pairs_ = false;  // what stands together by time, travel, rules and sums is a week
  bool probing_ = false;      // one week is enough
  // Requirements, two by two, of which one must have another candidate than its first ones, those from place
  // 0 on: no week below the limit has these of both.
  std::array<unsigned, 2 * kMostRequirements> conflicts_{};
  std::size_t conflict_count_ = 0;

 private:
  using Board::limits_;
  using Board::LoadFits;
  using Board::RowOf;
  using Board::SeatsForAll;

  static constexpr int kMostLoad = 16;
  // What is known where so much is chosen.
  struct Node {
    std::array<Place, kMostRequirements> front{};  // the cheapest candidates that still fit
    Load load{};
    unsigned weekdays = 0;
  };
  struct Chosen {
    std::size_t requirement = 0;
    Place place = 0;
  };

  // The places below `end` in the word that begins with place `at`.
  static Bits BitsBelow(std::size_t end, std::size_t at) {
    if (end >= at + 64) return ~Bits{0};
    return end <= at ? 0 : (Bits{1} << (end - at)) - 1;
  }

  // Whether a candidate keeps within limits and seats beside what is chosen.
  bool Admits(const Cand& candidate) const {
    if (candidate.item == kNoItem) return true;
    const bool sum = LoadFits(nodes_of_[depth_].load, candidate);
    if (sum && !shared_seats_) return true;
    if (!sum && model_.exact_counters()) return false;
    std::array<ItemId, kMostRequirements> items{};
    std::size_t count = ItemsChosen(&items);
    items[count++] = candidate.item;
    if (!sum && !model_.CountsFit(query_->person, {items.data(), count})) return false;
    return !shared_seats_ || SeatsForAll({items.data(), count});
  }

  std::size_t ItemsChosen(std::array<ItemId, kMostRequirements>* items) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < depth_; ++i) {
      const ItemId item = slots_[chosen_[i].place].item;
      if (item != kNoItem) (*items)[count++] = item;
    }
    return count;
  }

  // What the week costs for what is above preferred, where that is counted; it only grows as the week fills.
  Cost Above() const {
    if (!levels_.counted()) return 0;
    std::array<ItemId, kMostRequirements> items{};
    const std::size_t count = ItemsChosen(&items);
    return static_cast<Cost>(person_->above_preferred) *
           model_.UnitsAbovePreferred(query_->person, {items.data(), count});
  }

  // `cost` is that of the options chosen so far, of the days and of the change; `open` the requirements not
  // decided, and `sum` that of their cheapest options at the node before.
  void Descend(unsigned open, Cost cost, Cost sum, const Node& before) {
    ++nodes_;
    const Cost above = Above();
    const Cost enough = limit_ - cost - above;
    if (!FindFront(open, before, enough, &sum)) return;
    if (open == 0) {
      Record(0, cost + above);
      return;
    }
    Node& node = nodes_of_[depth_];
    if (sum >= enough) return;
    Load full = node.load;
    bool fits = AllFit(open, &full);
    const unsigned clashing = FindClashes(open);
    if (fits && clashing == 0 && wanted_ == 1) {
      Record(open, cost + sum + above);
      if (!levels_.counted()) return;
    }
    if (exact_pairs_ && std::popcount(open) == 2) {
      RecordPair(open, cost, enough);
      return;
    }
    if (clashing != 0 && PairBound(open, clashing, sum, enough) >= enough) return;
    if (!fits && (depth_ == 0 || clashing == 0) && KnapsackBound(open, full, sum) >= enough) return;
    Branch(open, clashing, cost, sum, enough);
  }

  // The cheapest candidate of each open requirement that still fits; false when there is none or they are too
  // dear.
  bool FindFront(unsigned open, const Node& before, Cost enough, Cost* sum) {
    Bits* domain = domains_.data() + depth_ * words_;
    Node& node = nodes_of_[depth_];
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      if (*sum >= enough) return false;
      const auto r = static_cast<std::size_t>(std::countr_zero(rest));
      const Cost last = slots_[before.front[r]].cost;
      std::size_t word = first_word_[r];
      Place place = 0;
      for (;; domain[word] &= domain[word] - 1) {
        while (word < first_word_[r + 1] && domain[word] == 0) ++word;
        if (word == first_word_[r + 1]) return false;
        place = static_cast<Place>(word * 64 + static_cast<std::size_t>(std::countr_zero(domain[word])));
        if (Admits(slots_[place])) break;
      }
      node.front[r] = place;
      *sum += slots_[place].cost - last;
    }
    return *sum < enough;
  }

  // Whether the cheapest candidates keep within limits and seats together.
  bool AllFit(unsigned open, Load* load) const {
    const Node& node = nodes_of_[depth_];
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      const Cand& candidate = slots_[node.front[static_cast<std::size_t>(std::countr_zero(rest))]];
      for (std::size_t i = 0; i < L; ++i) (*load)[i] += candidate.load[i];
    }
    const bool sum = LoadFits(*load, Cand{});
    if (sum && !shared_seats_) return true;
    if (!sum && model_.exact_counters()) return false;
    std::array<ItemId, kMostRequirements> items{};
    std::size_t count = ItemsChosen(&items);
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      const ItemId item = slots_[node.front[static_cast<std::size_t>(std::countr_zero(rest))]].item;
      if (item != kNoItem) items[count++] = item;
    }
    if (!sum && !model_.CountsFit(query_->person, {items.data(), count})) return false;
    return !shared_seats_ || SeatsForAll({items.data(), count});
  }

  // Which of the cheapest candidates exclude one another.
  unsigned FindClashes(unsigned open) {
    const Node& node = nodes_of_[depth_];
    unsigned clashing = 0;
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      const auto a = static_cast<std::size_t>(std::countr_zero(rest));
      const Bits* row = RowOf(a, node.front[a], rest & (rest - 1));
      unsigned clashes = 0;
      for (unsigned others = rest & (rest - 1); others != 0; others &= others - 1) {
        const auto b = static_cast<std::size_t>(std::countr_zero(others));
        clashes |= static_cast<unsigned>(~row[node.front[b] / 64] >> node.front[b] % 64 & 1U) << b;
      }
      clashes_[a] = clashes;
      clashing |= clashes | static_cast<unsigned>(clashes != 0) << a;
    }
    return clashing;
  }

  // A lower bound on the open requirements: pairs whose cheapest candidates exclude each other count for the
  // cheapest pair that stands together. Of no use beyond `enough`.
  Cost PairBound(unsigned open, unsigned clashing, Cost sum, Cost enough) {
    const Node& node = nodes_of_[depth_];
    Cost bound = sum;
    unsigned left = open & clashing;
    for (unsigned rest = left; rest != 0 && bound < enough; rest &= rest - 1) {
      const auto a = static_cast<std::size_t>(std::countr_zero(rest));
      const unsigned others = clashes_[a] & left;
      if ((left >> a & 1U) == 0 || others == 0) continue;
      const auto b = static_cast<std::size_t>(std::countr_zero(others));
      const Cost least = slots_[node.front[a]].cost + slots_[node.front[b]].cost;
      const Cost more = BestPair(a, b, least + enough - bound) - least;
      if (whole_ && depth_ == 0 && sum + more >= enough) NoteConflict(a, b);
      bound += more;
      left &= ~(1U << a | 1U << b);
    }
    return bound;
  }

  // There is no week below the limit in which these two have what the search begins with of each.
  void NoteConflict(std::size_t a, std::size_t b) {
    const bool cheap = from_[a] == 0 && from_[b] == 0;
    if (cheap && conflict_count_ < conflicts_.size()) conflicts_[conflict_count_++] = 1U << a | 1U << b;
  }

  // The two requirements that are left get the cheapest candidates that stand together.
  void RecordPair(unsigned open, Cost cost, Cost enough) {
    const auto a = static_cast<std::size_t>(std::countr_zero(open));
    const auto b = static_cast<std::size_t>(std::countr_zero(open & (open - 1)));
    const Cost pair = BestPair(a, b, enough);
    if (pair >= enough) return;
    Node& node = nodes_of_[depth_];
    node.front[a] = pair_[0];
    node.front[b] = pair_[1];
    Record(open, cost + pair);
  }

  // The cost of the cheapest two candidates that stand together, or `best` when there are none below; which
  // they are then stands in `pair_`.
  Cost BestPair(std::size_t a, std::size_t b, Cost best) {
    const Bits* domain = domains_.data() + depth_ * words_;
    const Node& node = nodes_of_[depth_];
    const Cost least_b = slots_[node.front[b]].cost;
    for (std::size_t word = first_word_[a]; word < first_word_[a + 1]; ++word) {
      for (Bits rest = domain[word]; rest != 0; rest &= rest - 1) {
        const auto place = static_cast<Place>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
        const Cand& x = slots_[place];
        if (x.cost + least_b >= best) return best;
        const Cost cost = x.cost + Partner(a, place, b, best - x.cost);
        if (cost >= best) continue;
        best = cost;
        pair_ = {place, partner_};
      }
    }
    return best;
  }

  // The cost of the cheapest candidate that stands beside another, or `best` when there is none below.
  Cost Partner(std::size_t a, Place place, std::size_t b, Cost best) {
    const Bits* domain = domains_.data() + depth_ * words_;
    const Bits* row = RowOf(a, place, 1U << b);
    Load load = nodes_of_[depth_].load;
    for (std::size_t i = 0; i < L; ++i) load[i] += slots_[place].load[i];
    for (std::size_t word = first_word_[b]; word < first_word_[b + 1]; ++word) {
      for (Bits rest = domain[word] & row[word]; rest != 0; rest &= rest - 1) {
        partner_ = static_cast<Place>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
        const Cand& y = slots_[partner_];
        if (y.cost >= best) return best;
        if (!model_.exact_counters() || LoadFits(load, y)) return y.cost;
      }
    }
    return best;
  }

  // By the requirement with the fewest candidates left.
  void Branch(unsigned open, unsigned clashing, Cost cost, Cost sum, Cost enough) {
    const std::size_t r = PickRequirement(open, clashing, enough - sum);
    const unsigned others = open & ~(1U << r);
    const Node& node = nodes_of_[depth_];
    const Cost rest_sum = sum - slots_[node.front[r]].cost;
    Bits* domain = domains_.data() + depth_ * words_;
    for (std::size_t word = first_word_[r]; word < first_word_[r + 1]; ++word) {
      for (Bits rest = domain[word]; rest != 0; rest &= rest - 1) {
        const auto place = static_cast<Place>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
        const Cand& candidate = slots_[place];
        if (cost + Above() + rest_sum + candidate.cost >= limit_) return;
        if (!Admits(candidate)) continue;
        Push(r, place, others);
        Descend(others, cost + candidate.cost, rest_sum, node);
        --depth_;
      }
    }
  }

  void Push(std::size_t r, Place place, unsigned open) {
    const Bits* from = domains_.data() + depth_ * words_;
    const Node& node = nodes_of_[depth_];
    const Cand& candidate = slots_[place];
    chosen_[depth_++] = {r, place};
    Bits* to = domains_.data() + depth_ * words_;
    const Bits* row = RowOf(r, place, open);
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      const auto other = static_cast<std::size_t>(std::countr_zero(rest));
      for (std::size_t word = first_word_[other]; word < first_word_[other + 1]; ++word)
        to[word] = from[word] & row[word];
    }
    Node& next = nodes_of_[depth_];
    for (std::size_t i = 0; i < L; ++i) next.load[i] = node.load[i] + candidate.load[i];
    next.weekdays = node.weekdays | candidate.weekdays;
  }

  std::size_t PickRequirement(unsigned open, unsigned clashing, Cost slack) const {
    const Bits* domain = domains_.data() + depth_ * words_;
    const Node& node = nodes_of_[depth_];
    std::size_t best = 0;
    int fewest = std::numeric_limits<int>::max();
    for (unsigned rest = clashing != 0 ? clashing : open; rest != 0; rest &= rest - 1) {
      const auto r = static_cast<std::size_t>(std::countr_zero(rest));
      const Cost most = slots_[node.front[r]].cost + slack;
      int count = 0;
      for (std::size_t word = first_word_[r]; word < first_word_[r + 1]; ++word) {
        for (Bits bits = domain[word]; bits != 0 && count < fewest; bits &= bits - 1) {
          if (slots_[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))].cost >= most) break;
          ++count;
        }
      }
      if (count >= fewest) continue;
      fewest = count;
      best = r;
    }
    return best;
  }

  // A lower bound on the open requirements when their cheapest options are too much for a limit: the cheapest
  // options by load that keep within it, other rules left out.
  Cost KnapsackBound(unsigned open, const Load& full, Cost sum) {
    if (!model_.exact_counters()) return sum;
    const Load& load = nodes_of_[depth_].load;
    int worst = -1;
    int most = 0;
    for (int counter = 0; counter < std::min(4 * L, 16); ++counter) {
      const int above = CounterAt(full, counter) - CounterAt(limits_, counter);
      if (above <= most || CounterAt(limits_, counter) - CounterAt(load, counter) >= kMostLoad) continue;
      most = above;
      worst = counter;
    }
    if (worst < 0) return sum;
    return Knapsack(open, worst, CounterAt(limits_, worst) - CounterAt(load, worst));
  }

  Cost Knapsack(unsigned open, int counter, int room) {
    const LeastByLoad& least = LeastOf(counter);
    const Node& node = nodes_of_[depth_];
    std::array<Cost, kMostLoad> best;
    std::fill_n(best.begin(), room + 1, Cost{0});
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      const auto r = static_cast<std::size_t>(std::countr_zero(rest));
      const Cost floor = slots_[node.front[r]].cost;
      for (int left = room; left >= 0; --left) {
        Cost sum = kImpossible;
        for (int load = 0; load <= left; ++load) {
          const Cost own = least[r][static_cast<std::size_t>(load)];
          sum = std::min(sum, best[static_cast<std::size_t>(left - load)] + std::max(floor, own));
          if (own <= floor) break;
        }
        best[static_cast<std::size_t>(left)] = std::min(sum, kImpossible);
      }
    }
    return best[static_cast<std::size_t>(room)];
  }

  // The cheapest option of each requirement by what it adds to a counter.
  using LeastByLoad = std::array<std::array<Cost, kMostLoad>, kMostRequirements>;

  const LeastByLoad& LeastOf(int counter) {
    LeastByLoad& least = least_[static_cast<std::size_t>(counter)];
    if ((least_known_ >> counter & 1U) != 0) return least;
    least_known_ |= std::uint64_t{1} << counter;
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      least[r].fill(kImpossible);
      for (std::size_t i = 0; i < count_of_[r]; ++i) {
        const Cand& candidate = slots_[first_word_[r] * 64 + i];
        const int load = CounterAt(candidate.load, counter);
        if (load >= kMostLoad) continue;
        Cost& cost = least[r][static_cast<std::size_t>(load)];
        cost = std::min(cost, candidate.cost);
      }
    }
    return least;
  }

  // The week of what is chosen and of the cheapest candidates of the open requirements.
  void Record(unsigned open, Cost cost) {
    const Node& node = nodes_of_[depth_];
    unsigned weekdays = node.weekdays;
    Load load = node.load;
    Alternative found{EmptyWeek(), cost};
    for (std::size_t i = 0; i < depth_; ++i)
      found.week[chosen_[i].requirement] = slots_[chosen_[i].place].item;
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      const auto r = static_cast<std::size_t>(std::countr_zero(rest));
      const Cand& candidate = slots_[node.front[r]];
      found.week[r] = candidate.item;
      weekdays |= candidate.weekdays;
      for (std::size_t i = 0; i < L; ++i) load[i] += candidate.load[i];
    }
    // With several weeks wanted, it is found again where exactly these days are open.
    if (by_days_ && wanted_ > 1 && weekdays != days_) return;
    if (by_days_) found.cost += DayCost(weekdays);
    if (levels_.counted()) {
      if (open != 0) found.cost += AboveOf(found.week) - Above();
    } else if (level_->units > 0) {
      const int units = levels_.UnitsAbove(load);
      if (wanted_ > 1 && units != level_->units) return;
      found.cost += static_cast<Cost>(person_->above_preferred) * units;
    }
    found.cost -= charged_;
    const bool better = found.cost < limit_;
    if (probing_) limit_ = -kImpossible;
    if (!better) return;
    if (person_->published && IsPublished(found.week)) return;  // kept before, without the cost of a change
    Keep(found);
  }

  Cost AboveOf(const Week& week) const {
    std::array<ItemId, kMostRequirements> items{};
    std::size_t count = 0;
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      if (week[r] != kNoItem) items[count++] = week[r];
    }
    return static_cast<Cost>(person_->above_preferred) *
           model_.UnitsAbovePreferred(query_->person, {items.data(), count});
  }

  bool IsPublished(const Week& week) const {
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      if (week[r] != requirements_[r].published) return false;
      if (week[r] == kNoItem && requirements_[r].published_offering >= 0) return false;
    }
    return true;
  }

  Cost charged_ = 0;          // for days and level
  unsigned days_ = kAllDays;  // that are open
  bool whole_ = false;        // nothing is closed, and nothing charged for it
  const typename WeekLevels<L>::Level* level_ = nullptr;
  std::vector<Bits> domains_;  // by depth: the candidates that still stand beside what is chosen
  std::array<Node, kMostRequirements + 1> nodes_of_{};
  std::array<Chosen, kMostRequirements> chosen_{};
  std::size_t depth_ = 0;
  std::array<unsigned, kMostRequirements> clashes_{};
  std::array<Place, 2> pair_{};
  Place partner_ = 0;
  std::array<LeastByLoad, L == 1 ? 4 : 16> least_{};  // by counter, made when first asked for
  std::uint64_t least_known_ = 0;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WEEK_TREE_H_
