#include "trajectory-svc/planner/week_search.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <span>

#include "trajectory-svc/planner/week_levels.h"
#include "trajectory-svc/planner/week_options.h"

namespace duaal::planner {
namespace {

template <int W, int L>
class SearchOf final : public WeekSolver::Search, private WeekOptions<W, L> {
 public:
  explicit SearchOf(const Model& model) : Options(model) {}

  const std::vector<Alternative>& Run(const WeekQuery& query, int count) override {
    Board::BeginPerson(query);
    wanted_ = static_cast<std::size_t>(count);
    found_.clear();
    limit_ = query.below;
    levels_.Make(model_, query.person, own_limits_);
    KeepPublished();
    if (Options::GatherAll(wanted_)) ExploreAll();
    return found_;
  }

 private:
  using Board = WeekBoard<W, L>;
  using Options = WeekOptions<W, L>;
  using Board::count_of_;
  using Board::first_word_;
  using Board::FitsTogether;
  using Board::limits_;
  using Board::LoadFits;
  using Board::model_;
  using Board::own_limits_;
  using Board::person_;
  using Board::query_;
  using Board::requirements_;
  using Board::RowOf;
  using Board::SeatsForAll;
  using Board::slots_;
  using Board::words_;
  using Options::base_;
  using Options::bounds_;
  using Options::by_days_;
  using Options::change_;
  using Options::shared_seats_;
  using typename Board::Cand;
  using typename Board::Load;
  using typename Board::Place;

  static constexpr unsigned kAllDays = 0x7F;
  static constexpr int kMostLoad = 16;

  // A part of the search: the days it opens, the next level to be tried on them, and what that costs at
  // least.
  struct Part {
    DayBounds::Short bound = 0;
    std::uint8_t days = 0;
    std::uint8_t level = 0;
    friend bool operator<(const Part& a, const Part& b) {
      return a.bound != b.bound ? a.bound < b.bound : a.days < b.days;
    }
  };
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
  using Bits = std::uint64_t;

  [[nodiscard]] Cost LevelCost(std::size_t level) const {
    return static_cast<Cost>(person_->above_preferred) * levels_.at(level).units;
  }
  [[nodiscard]] Cost DayCost(unsigned days) const {
    return static_cast<Cost>(person_->per_day) * std::popcount(days);
  }

  // A week below the limit has only options with which a week below the limit is possible. So the search
  // first believes that the best week costs little more than the bound, which leaves few options, and
  // believes less when there is no such week.
  void ExploreAll() {
    const Cost most = limit_;
    const Cost least = Options::least();
    const bool few = Options::few();
    if (few && !LayOut(most)) return;
    Cost step = wanted_ > 1 ? kImpossible : few ? kFewStep : kManyStep;
    for (;;) {
      const Cost believed = most - least > step ? least + step : most;
      limit_ = believed;
      if (few || LayOut(believed)) ExploreParts();
      if (limit_ < believed || believed == most) return;
      limit_ = most;
      step = few || step > kLastStep ? kImpossible : step * kGrowth;
    }
  }
  static constexpr Cost kFewStep = 16 * kPoint;
  static constexpr Cost kManyStep = 2 * kPoint;
  static constexpr Cost kLastStep = 1000 * kPoint;
  static constexpr Cost kGrowth = 4;

  bool LayOut(Cost most) {
    least_known_ = 0;
    return Options::LayOut(most);
  }

  // When every day with something on it costs, or every unit above a preference, days and units are chosen
  // first: then all other costs add up, and a sum of cheapest options bounds them. The most promising part of
  // the search comes first.
  void ExploreParts() {
    BeginParts();
    while (part_count_ > 0) {
      // Parts that cannot hold a better week go while the most promising one is looked for.
      std::size_t kept = 0;
      std::size_t best = 0;
      for (std::size_t i = 0; i < part_count_; ++i) {
        if (base_ + parts_[i].bound >= limit_) continue;
        parts_[kept] = parts_[i];
        if (parts_[kept] < parts_[best]) best = kept;
        ++kept;
      }
      part_count_ = kept;
      if (kept == 0) return;
      Part& part = parts_[best];
      const unsigned days = part.days;
      const std::size_t level = part.level++;
      if (part.level == levels_.count()) {
        part = parts_[--part_count_];
      } else {
        part.bound = BoundOf(days, part.level);
      }
      Explore(by_days_ ? days : kAllDays, level);
    }
  }

  [[nodiscard]] DayBounds::Short BoundOf(unsigned days, std::size_t level) const {
    return (by_days_ ? bounds_.of(days) : 0) + DayBounds::Shorten(LevelCost(level));
  }

  void BeginParts() {
    const unsigned sets = by_days_ ? bounds_.sets() : 1;
    part_count_ = 0;
    for (unsigned days = 0; days < sets; ++days) {
      const DayBounds::Short bound = BoundOf(days, 0);
      if (base_ + bound < limit_ && (!by_days_ || bounds_.possible(days)))
        parts_[part_count_++] = {bound, static_cast<std::uint8_t>(days), 0};
    }
    domains_.resize((requirements_.size() + 1) * words_);
    closed_.assign(by_days_ ? 7 * words_ : 0, 0);
    if (!by_days_) return;
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      for (std::size_t i = 0; i < count_of_[r]; ++i) {
        const std::size_t place = first_word_[r] * 64 + i;
        for (unsigned rest = slots_[place].weekdays; rest != 0; rest &= rest - 1) {
          closed_[static_cast<std::size_t>(std::countr_zero(rest)) * words_ + place / 64] |= Bits{1}
                                                                                             << place % 64;
        }
      }
    }
  }

  void Explore(unsigned days, std::size_t level) {
    days_ = days;
    level_ = &levels_.at(level);
    limits_ = level_->limits;
    depth_ = 0;
    nodes_of_[0].load = Load{};
    nodes_of_[0].weekdays = 0;
    Bits* domain = domains_.data();
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      std::size_t left = count_of_[r];
      for (std::size_t word = first_word_[r]; word < first_word_[r + 1]; ++word) {
        domain[word] = left >= 64 ? ~Bits{0} : (Bits{1} << left) - 1;
        left -= std::min<std::size_t>(left, 64);
      }
      nodes_of_[0].front[r] = static_cast<Place>(first_word_[r] * 64);
    }
    Cost sum = 0;
    for (unsigned rest = by_days_ ? kAllDays & ~days : 0; rest != 0; rest &= rest - 1) {
      const Bits* closed = closed_.data() + static_cast<std::size_t>(std::countr_zero(rest)) * words_;
      for (std::size_t word = 0; word < words_; ++word) domain[word] &= ~closed[word];
    }
    for (std::size_t r = 0; r < requirements_.size(); ++r) sum += slots_[nodes_of_[0].front[r]].cost;
    Descend((1U << requirements_.size()) - 1U, change_ + (by_days_ ? DayCost(days) : 0) + LevelCost(level),
            sum, nodes_of_[0]);
  }

  // The week that people know costs no change; every other week of such a person pays for one, so the search
  // can charge it from the start.
  void KeepPublished() {
    if (!person_->published) return;
    Alternative known{EmptyWeek(), 0};
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      const RequirementModel& requirement = requirements_[r];
      known.week[r] = requirement.published;
      if (requirement.published_offering >= 0 && requirement.published == kNoItem) return;
      if (requirement.published == kNoItem && (query_->demanded >> r & 1U) != 0) return;
      if (requirement.published == kNoItem) continue;
      const auto options = model_.OptionsOf(requirement);
      if (!Board::HasSeats(requirement.published) ||
          std::none_of(options.begin(), options.end(),
                       [&](const Option& option) { return option.item == requirement.published; })) {
        return;
      }
    }
    if (!FitsTogether(known.week)) return;
    known.cost = CostOfWeek(model_, *query_, known.week);
    if (known.cost >= limit_) return;
    Keep(known);
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
      clashes_[a] = 0;
      const Bits* row = RowOf(a, node.front[a], rest & (rest - 1));
      for (unsigned others = rest & (rest - 1); others != 0; others &= others - 1) {
        const auto b = static_cast<std::size_t>(std::countr_zero(others));
        if ((row[node.front[b] / 64] >> node.front[b] % 64 & 1U) != 0) continue;
        clashes_[a] |= 1U << b;
        clashing |= 1U << a | 1U << b;
      }
    }
    return clashing;
  }

  // A lower bound on the open requirements: pairs whose cheapest candidates exclude each other count for the
  // cheapest pair that stands together. Of no use beyond `enough`.
  Cost PairBound(unsigned open, unsigned clashing, Cost bound, Cost enough) {
    const Node& node = nodes_of_[depth_];
    unsigned left = open & clashing;
    for (unsigned rest = left; rest != 0 && bound < enough; rest &= rest - 1) {
      const auto a = static_cast<std::size_t>(std::countr_zero(rest));
      const unsigned others = clashes_[a] & left;
      if ((left >> a & 1U) == 0 || others == 0) continue;
      const auto b = static_cast<std::size_t>(std::countr_zero(others));
      const Cost least = slots_[node.front[a]].cost + slots_[node.front[b]].cost;
      bound += BestPair(a, b, least + enough - bound) - least;
      left &= ~(1U << a | 1U << b);
    }
    return bound;
  }

  // The cost of the cheapest two candidates that stand together, or `best` when there are none below.
  Cost BestPair(std::size_t a, std::size_t b, Cost best) {
    const Bits* domain = domains_.data() + depth_ * words_;
    const Node& node = nodes_of_[depth_];
    const Cost least_b = slots_[node.front[b]].cost;
    for (std::size_t word = first_word_[a]; word < first_word_[a + 1]; ++word) {
      for (Bits rest = domain[word]; rest != 0; rest &= rest - 1) {
        const auto place = static_cast<Place>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
        const Cand& x = slots_[place];
        if (x.cost + least_b >= best) return best;
        best = std::min(best, x.cost + Partner(a, place, b, best - x.cost));
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
        const Cand& y = slots_[word * 64 + static_cast<std::size_t>(std::countr_zero(rest))];
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
    if (by_days_ && weekdays != days_) {
      if (wanted_ > 1) return;  // found again where exactly these days are open
      found.cost -= DayCost(days_) - DayCost(weekdays);
    }
    if (levels_.counted()) {
      if (open != 0) found.cost += AboveOf(found.week) - Above();
    } else if (level_->units > 0) {
      const int units = levels_.UnitsAbove(load);
      if (wanted_ > 1 && units != level_->units) return;
      found.cost -= static_cast<Cost>(person_->above_preferred) * (level_->units - units);
    }
    if (found.cost >= limit_) return;
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

  void Keep(const Alternative& found) {
    const auto place = std::upper_bound(found_.begin(), found_.end(), found,
                                        [](const auto& a, const auto& b) { return a.cost < b.cost; });
    found_.insert(place, found);
    if (found_.size() > wanted_) found_.pop_back();
    if (found_.size() == wanted_) limit_ = std::min(limit_, found_.back().cost);
  }

  std::size_t wanted_ = 1;    // weeks
  Cost limit_ = kImpossible;  // only cheaper weeks are of interest
  WeekLevels<L> levels_;
  std::array<Part, DayBounds::kMostSets> parts_{};
  std::size_t part_count_ = 0;
  std::vector<Bits> closed_;  // by weekday: the candidates that need it
  unsigned days_ = kAllDays;  // that are open in this part of the search
  const typename WeekLevels<L>::Level* level_ = nullptr;

  std::vector<Bits> domains_;  // by depth: the candidates that still stand beside what is chosen
  std::array<Node, kMostRequirements + 1> nodes_of_{};
  std::array<Chosen, kMostRequirements> chosen_{};
  std::size_t depth_ = 0;
  std::array<unsigned, kMostRequirements> clashes_{};
  std::array<LeastByLoad, L == 1 ? 4 : 16> least_{};  // by counter, made when first asked for
  std::uint64_t least_known_ = 0;
  std::vector<Alternative> found_;
};

}  // namespace

std::unique_ptr<WeekSolver::Search> WeekSolver::Search::Make(const Model& model) {
  if (model.mask_words() == 1 && model.limit_words() == 1) return std::make_unique<SearchOf<1, 1>>(model);
  if (model.mask_words() == 1) return std::make_unique<SearchOf<1, 4>>(model);
  if (model.mask_words() == 4) return std::make_unique<SearchOf<4, 4>>(model);
  if (model.mask_words() == 8) return std::make_unique<SearchOf<8, 8>>(model);
  return std::make_unique<SearchOf<kMostMaskWords, kMostLimitWords>>(model);
}

}  // namespace duaal::planner
