#include "trajectory-svc/planner/week_search.h"

#include <algorithm>
#include <array>
#include <bit>

#include "trajectory-svc/planner/week_board.h"

namespace duaal::planner {
namespace {

template <int W, int L>
class SearchOf final : public WeekSolver::Search, private WeekBoard<W, L> {
 public:
  explicit SearchOf(const Model& model) : WeekBoard<W, L>(model) {}

  const std::vector<Alternative>& Run(const WeekQuery& query, int count) override {
    query_ = &query;
    person_ = &model_.person(query.person);
    requirements_ = model_.RequirementsOf(*person_);
    count_ = static_cast<std::size_t>(count);
    found_.clear();
    limit_ = query.below;
    least_known_ = 0;
    Board::Prepare();
    KeepPublished();
    if (!Board::ready_) return found_;
    const Cost change = person_->published ? person_->person_changed : 0;
    ExploreAll(change);
    return found_;
  }

 private:
  using Board = WeekBoard<W, L>;
  using Board::candidates_;
  using Board::chosen_;
  using Board::chosen_count_;
  using Board::count_;
  using Board::end_;
  using Board::first_;
  using Board::Fits;
  using Board::HasSeats;
  using Board::limits_;
  using Board::MakeCandidate;
  using Board::model_;
  using Board::person_;
  using Board::Push;
  using Board::query_;
  using Board::requirements_;
  using Board::sites_;
  using Board::states_;
  using Board::Taken;
  using Board::Together;
  using typename Board::Cand;
  using typename Board::Mask;

  // The options that can still be part of a better week, cheapest first: for each requirement a range of
  // `pool_`.
  struct Domains {
    std::array<std::uint32_t, kMostRequirements> begin{};
    std::array<std::uint32_t, kMostRequirements> end{};
  };
  // The cheapest options that still fit, at one node.
  struct Front {
    std::array<const Cand*, kMostRequirements> at{};
    std::array<std::uint32_t, kMostRequirements> place{};  // in `pool_`
    Cost sum = 0;
  };
  static constexpr unsigned kAllDays = 0x7F;
  static constexpr std::size_t kMostLevels = 16;

  // Limits that leave out the preferences, or keep all or some of them, and what that costs.
  struct Level {
    std::array<std::uint64_t, L> limits{};
    int units = 0;
  };
  // A part of the search: what it opens, and what that costs at least.
  struct Part {
    Cost bound = 0;
    std::uint8_t days = kAllDays;
    std::uint8_t level = 0;
    friend auto operator<=>(const Part&, const Part&) = default;
  };

  void Explore(const Part& part, Cost cost) {
    days_ = part.days;
    level_ = &levels_[part.level];
    limits_ = level_->limits;
    chosen_count_ = 0;
    Mask closed{};
    for (int day = 0; day < 7; ++day) {
      if ((part.days >> day & 1U) != 0) continue;
      for (std::size_t i = 0; i < W; ++i) closed[i] |= model_.DayMaskOf(day)[i];
    }
    std::fill_n(Taken(0), sites_ + 1, closed);
    Domains all;
    pool_.clear();
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      all.begin[r] = static_cast<std::uint32_t>(pool_.size());
      for (std::size_t i = first_[r]; i < end_[r]; ++i) pool_.push_back(candidates_.data() + i);
      all.end[r] = static_cast<std::uint32_t>(pool_.size());
    }
    Descend(0, (1U << requirements_.size()) - 1U, cost, all);
  }

  // When every day with something on it costs, or every unit above a preference, days and units are chosen
  // first: then all other costs add up, and a sum of cheapest options bounds them. The most promising part of
  // the search comes first.
  void ExploreAll(Cost change) {
    MakeLevels();
    const bool by_days = person_->per_day != 0;
    if (!by_days && levels_.size() == 1) {
      Explore({0, kAllDays, 0}, change);
      return;
    }
    unsigned used = 0;
    for (const Cand& candidate : candidates_) used |= by_days ? candidate.weekdays : 0U;
    const unsigned sets = 1U << std::bit_width(used);
    std::array<Cost, kAllDays + 1> bound{};
    for (unsigned days = 0; days < sets; ++days) bound[days] = change + DayCost(days);
    if (by_days) {
      for (std::size_t r = 0; r < requirements_.size(); ++r) AddLeast(r, sets, &bound);
    }
    parts_.clear();
    for (unsigned days = 0; days < sets; ++days) {
      if ((days & ~used) != 0) continue;
      for (std::size_t level = 0; level < levels_.size(); ++level) {
        parts_.push_back({bound[days] + LevelCost(levels_[level]),
                          static_cast<std::uint8_t>(by_days ? days : kAllDays),
                          static_cast<std::uint8_t>(level)});
      }
    }
    std::sort(parts_.begin(), parts_.end());
    for (const Part& part : parts_) {
      if (part.bound >= limit_) return;
      Explore(part, change + (by_days ? DayCost(part.days) : 0) + LevelCost(levels_[part.level]));
    }
  }

  [[nodiscard]] Cost LevelCost(const Level& level) const {
    return static_cast<Cost>(person_->above_preferred) * level.units;
  }

  // One level for every way to go above the preferences; too many of them are counted in the search instead.
  void MakeLevels() {
    levels_.assign(1, Level{});
    std::copy_n(model_.LimitsOf(query_->person), L, levels_[0].limits.begin());
    counted_ = person_->has_preferred;
    if (!counted_ || !model_.exact_counters()) return;
    const auto& instance = model_.instance();
    std::vector<Level> levels = levels_;
    for (const PersonLimit& limit : instance.people[static_cast<std::size_t>(query_->person)].limits) {
      if (!limit.preferred) continue;
      const bool euros = instance.limits[static_cast<std::size_t>(limit.limit)].unit == Unit::kEuros;
      const int above = std::max(0, limit.most - *limit.preferred);
      if (levels.size() * static_cast<std::size_t>(above + 1) > kMostLevels) return;
      std::vector<Level> next;
      for (const Level& level : levels) {
        for (int units = 0; units <= above; ++units) {
          Level& made = next.emplace_back(level);
          made.units += units;
          for (int i = 0; i < (euros ? 1 : model_.classes()); ++i) {
            Lower(model_.CounterOf(limit.limit) + i, *limit.preferred + units, &made);
          }
        }
      }
      levels = std::move(next);
    }
    levels_ = std::move(levels);
    counted_ = false;
  }

  static void Lower(int counter, int most, Level* level) {
    std::uint64_t& word = level->limits[static_cast<std::size_t>(counter / 4)];
    const int shift = counter % 4 * 16;
    const std::uint64_t lower =
        std::min<std::uint64_t>(word >> shift & 0x7FFFU, static_cast<std::uint64_t>(most));
    word = (word & ~(std::uint64_t{0x7FFF} << shift)) | lower << shift;
  }

  [[nodiscard]] Cost DayCost(unsigned days) const {
    return static_cast<Cost>(person_->per_day) * std::popcount(days);
  }

  // Adds to the bound of each set of days the cheapest option of the requirement on these days.
  void AddLeast(std::size_t r, unsigned sets, std::array<Cost, kAllDays + 1>* bound) const {
    std::array<Cost, kAllDays + 1> least;
    std::fill_n(least.begin(), sets, kImpossible);
    for (std::size_t i = first_[r]; i < end_[r]; ++i) {
      Cost& cost = least[candidates_[i].weekdays];
      cost = std::min(cost, candidates_[i].cost);
    }
    for (unsigned bit = 1; bit < sets; bit <<= 1U) {
      for (unsigned days = 0; days < sets; ++days) {
        if ((days & bit) != 0) least[days] = std::min(least[days], least[days ^ bit]);
      }
    }
    for (unsigned days = 0; days < sets; ++days)
      (*bound)[days] = std::min(kImpossible, (*bound)[days] + least[days]);
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
      if (!HasSeats(requirement.published) ||
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

  bool FitsTogether(const Week& week) {
    std::copy_n(model_.LimitsOf(query_->person), L, limits_.begin());
    std::fill_n(Taken(0), sites_ + 1, Mask{});
    chosen_count_ = 0;
    std::size_t depth = 0;
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      if (week[r] == kNoItem) continue;
      const Cand candidate = MakeCandidate(0, week[r]);
      if (!Fits(depth, r, candidate)) return false;
      Push(depth++, r, candidate);
    }
    return true;
  }

  // What the week costs for what is above preferred; it only grows as the week fills.
  Cost Above() const {
    if (!counted_) return 0;
    return static_cast<Cost>(person_->above_preferred) * UnitsAbove();
  }

  int UnitsAbove() const {
    std::array<ItemId, kMostRequirements> items{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < chosen_count_; ++i) {
      if (chosen_[i].item != kNoItem) items[count++] = chosen_[i].item;
    }
    return model_.UnitsAbovePreferred(query_->person, {items.data(), count});
  }

  // `cost` is that of the options chosen so far, of the days and of the change; `open` the requirements not
  // decided.
  void Descend(std::size_t depth, unsigned open, Cost cost, const Domains& parent) {
    ++nodes_;
    const Cost above = Above();
    Front front;
    if (!FindFront(depth, open, cost + above, parent, &front)) return;
    if (open == 0) {
      Record(depth, cost + above);
      return;
    }
    const Cost enough = limit_ - cost - above;
    if (KnapsackBound(depth, open, front) >= enough) return;
    if (TryAll(depth, open, cost, front) && count_ == 1 && !counted_) return;
    const std::size_t mark = pool_.size();
    const Domains own = Narrow(depth, open, parent, front, enough - front.sum);
    if (PairBound(open, own, front, enough) < enough) Branch(depth, open, cost, own, front.sum);
    pool_.resize(mark);
  }

  bool FindFront(std::size_t depth, unsigned open, Cost cost, const Domains& parent, Front* front) {
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      front->sum += pool_[parent.begin[static_cast<std::size_t>(std::countr_zero(rest))]]->cost;
    }
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      if (cost + front->sum >= limit_) return false;
      const auto r = static_cast<std::size_t>(std::countr_zero(rest));
      std::uint32_t at = parent.begin[r];
      while (at != parent.end[r] && !Fits(depth, r, *pool_[at])) ++at;
      if (at == parent.end[r]) return false;
      front->place[r] = at;
      front->at[r] = pool_[at];
      front->sum += front->at[r]->cost - pool_[parent.begin[r]]->cost;
    }
    return cost + front->sum < limit_;
  }

  // Of the parent's options those that fit here and are not too dear.
  Domains Narrow(std::size_t depth, unsigned open, const Domains& parent, const Front& front, Cost slack) {
    Domains own;
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      const auto r = static_cast<std::size_t>(std::countr_zero(rest));
      const Cost most = front.at[r]->cost + slack;
      own.begin[r] = static_cast<std::uint32_t>(pool_.size());
      pool_.push_back(front.at[r]);
      for (std::uint32_t at = front.place[r] + 1; at != parent.end[r]; ++at) {
        const Cand* candidate = pool_[at];
        if (candidate->cost >= most) break;
        if (Fits(depth, r, *candidate)) pool_.push_back(candidate);
      }
      own.end[r] = static_cast<std::uint32_t>(pool_.size());
    }
    return own;
  }

  // Puts the cheapest options together; true when they all fit.
  bool TryAll(std::size_t depth, unsigned open, Cost cost, const Front& front) {
    const std::size_t before = chosen_count_;
    std::size_t at = depth;
    bool all = true;
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      const auto r = static_cast<std::size_t>(std::countr_zero(rest));
      all = Fits(at, r, *front.at[r]);
      if (!all) break;
      Push(at++, r, *front.at[r]);
    }
    // With more weeks to find, a week is recorded only where nothing is open, so that none comes twice.
    if (all && count_ == 1) Record(at, cost + front.sum + Above());
    chosen_count_ = before;
    return all;
  }

  // A lower bound on the open requirements when their cheapest options are too much for a limit: the cheapest
  // options by load that keep within it, other rules left out.
  Cost KnapsackBound(std::size_t depth, unsigned open, const Front& front) {
    if (!model_.exact_counters()) return front.sum;
    std::array<std::uint64_t, L> load = states_[depth].load;
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      const Cand& candidate = *front.at[static_cast<std::size_t>(std::countr_zero(rest))];
      for (std::size_t i = 0; i < L; ++i) load[i] += candidate.load[i];
    }
    int worst = -1;
    int most = 0;
    for (int counter = 0; counter < std::min(4 * L, 16); ++counter) {
      const int above = At(load, counter) - At(limits_, counter);
      if (above <= most || At(limits_, counter) - At(states_[depth].load, counter) >= kMostLoad) continue;
      most = above;
      worst = counter;
    }
    if (worst < 0) return front.sum;
    return Knapsack(open, front, worst, At(limits_, worst) - At(states_[depth].load, worst));
  }

  static int At(const std::array<std::uint64_t, L>& counters, int counter) {
    return static_cast<int>(counters[static_cast<std::size_t>(counter / 4)] >> (counter % 4 * 16) & 0xFFFFU);
  }

  Cost Knapsack(unsigned open, const Front& front, int counter, int room) {
    const LeastByLoad& least = LeastOf(counter);
    std::array<Cost, kMostLoad> best;
    std::fill_n(best.begin(), room + 1, Cost{0});
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      const auto r = static_cast<std::size_t>(std::countr_zero(rest));
      const Cost floor = front.at[r]->cost;
      for (int left = room; left >= 0; --left) {
        Cost sum = kImpossible;
        for (int load = 0; load <= left; ++load) {
          sum = std::min(sum, best[static_cast<std::size_t>(left - load)] +
                                  std::max(floor, least[r][static_cast<std::size_t>(load)]));
        }
        best[static_cast<std::size_t>(left)] = std::min(sum, kImpossible);
      }
    }
    return best[static_cast<std::size_t>(room)];
  }

  static constexpr int kMostLoad = 16;
  // The cheapest option of each requirement by what it adds to a counter.
  using LeastByLoad = std::array<std::array<Cost, kMostLoad>, kMostRequirements>;

  const LeastByLoad& LeastOf(int counter) {
    LeastByLoad& least = least_[static_cast<std::size_t>(counter)];
    if ((least_known_ >> counter & 1U) != 0) return least;
    least_known_ |= std::uint64_t{1} << counter;
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      least[r].fill(kImpossible);
      for (std::size_t i = first_[r]; i < end_[r]; ++i) {
        const int load = At(candidates_[i].load, counter);
        if (load >= kMostLoad) continue;
        Cost& cost = least[r][static_cast<std::size_t>(load)];
        cost = std::min(cost, candidates_[i].cost);
      }
    }
    return least;
  }

  // A lower bound on the open requirements: pairs whose cheapest options exclude each other count for the
  // cheapest pair of options that stand together. Of no use beyond `enough`.
  Cost PairBound(unsigned open, const Domains& own, const Front& front, Cost enough) {
    Cost bound = front.sum;
    unsigned left = open;
    for (unsigned rest = open; rest != 0 && bound < enough; rest &= rest - 1) {
      const auto a = static_cast<std::size_t>(std::countr_zero(rest));
      if ((left >> a & 1U) == 0) continue;
      for (unsigned others = rest & (rest - 1) & left; others != 0; others &= others - 1) {
        const auto b = static_cast<std::size_t>(std::countr_zero(others));
        if (Together(a, *front.at[a], b, *front.at[b])) continue;
        const Cost least = front.at[a]->cost + front.at[b]->cost;
        bound += BestPair(a, b, own, least + enough - bound) - least;
        left &= ~(1U << a | 1U << b);
        break;
      }
    }
    return bound;
  }

  // The cost of the cheapest two options that stand together, or `best` when there are none below.
  Cost BestPair(std::size_t a, std::size_t b, const Domains& own, Cost best) {
    const Cost least_b = pool_[own.begin[b]]->cost;
    for (std::uint32_t i = own.begin[a]; i != own.end[a] && pool_[i]->cost + least_b < best; ++i) {
      const Cand& x = *pool_[i];
      for (std::uint32_t j = own.begin[b]; j != own.end[b] && x.cost + pool_[j]->cost < best; ++j) {
        if (Together(a, x, b, *pool_[j])) best = x.cost + pool_[j]->cost;
      }
    }
    return best;
  }

  // By the requirement with the fewest options left.
  void Branch(std::size_t depth, unsigned open, Cost cost, const Domains& own, Cost sum) {
    std::size_t r = kMostRequirements;
    for (unsigned rest = open; rest != 0; rest &= rest - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(rest));
      if (r == kMostRequirements || own.end[i] - own.begin[i] < own.end[r] - own.begin[r]) r = i;
    }
    const Cost others = cost + sum - pool_[own.begin[r]]->cost + Above();
    const std::size_t before = chosen_count_;
    for (std::uint32_t at = own.begin[r]; at != own.end[r]; ++at) {
      const Cand& candidate = *pool_[at];
      if (others + candidate.cost >= limit_) return;
      Push(depth, r, candidate);
      Descend(depth + 1, open & ~(1U << r), cost + candidate.cost, own);
      chosen_count_ = before;
    }
  }

  void Record(std::size_t depth, Cost cost) {
    const unsigned weekdays = states_[depth].weekdays;
    if (person_->per_day != 0 && weekdays != days_) {
      if (count_ > 1) return;  // found again where exactly these days are open
      cost -= DayCost(days_) - DayCost(weekdays);
    }
    if (level_->units > 0) {
      const int units = UnitsAbove();
      if (count_ > 1 && units != level_->units) return;
      cost -= static_cast<Cost>(person_->above_preferred) * (level_->units - units);
    }
    if (cost >= limit_) return;
    Alternative found{EmptyWeek(), cost};
    for (std::size_t i = 0; i < chosen_count_; ++i) found.week[chosen_[i].requirement] = chosen_[i].item;
    if (person_->published && IsPublished(found.week)) return;  // kept before, without the cost of a change
    Keep(found);
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
    if (found_.size() > count_) found_.pop_back();
    if (found_.size() == count_) limit_ = std::min(limit_, found_.back().cost);
  }

  Cost limit_ = kImpossible;  // only cheaper weeks are of interest
  unsigned days_ = kAllDays;  // that are open in this part of the search
  const Level* level_ = nullptr;
  std::vector<Level> levels_;
  std::vector<Part> parts_;
  bool counted_ = false;                              // units above preferences are counted at every node
  std::array<LeastByLoad, L == 1 ? 4 : 16> least_{};  // by counter, made when first asked for
  std::uint64_t least_known_ = 0;
  std::vector<const Cand*> pool_;
  std::vector<Alternative> found_;
};

}  // namespace

std::unique_ptr<WeekSolver::Search> WeekSolver::Search::Make(const Model& model) {
  if (model.mask_words() == 1 && model.limit_words() == 1) return std::make_unique<SearchOf<1, 1>>(model);
  if (model.mask_words() == 1) return std::make_unique<SearchOf<1, 4>>(model);
  if (model.mask_words() == 4) return std::make_unique<SearchOf<4, 4>>(model);
  return std::make_unique<SearchOf<kMostMaskWords, kMostLimitWords>>(model);
}

}  // namespace duaal::planner
