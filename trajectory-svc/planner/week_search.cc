#include "trajectory-svc/planner/week_search.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <span>

#include "trajectory-svc/planner/week_dear.h"
#include "trajectory-svc/planner/week_tree.h"

namespace duaal::planner {
namespace {

template <int W, int L>
class SearchOf final : public WeekSolver::Search, private WeekTree<W, L> {
 public:
  explicit SearchOf(const Model& model) : Tree(model) {}

  const std::vector<Alternative>& Run(const WeekQuery& query, int count) override {
    Board::BeginPerson(query);
    wanted_ = static_cast<std::size_t>(count);
    found_.clear();
    limit_ = query.below;
    levels_.Make(model_, query.person, own_limits_);
    KeepPublished();
    if (!Options::GatherAll(wanted_)) return found_;
    exact_pairs_ = wanted_ == 1 && model_.exact_counters() && !shared_seats_ && !levels_.counted();
    ExploreAll();
    return found_;
  }
  [[nodiscard]] std::int64_t nodes() const override { return Tree::nodes_; }

 private:
  using Tree = WeekTree<W, L>;
  using Board = WeekBoard<W, L>;
  using Options = WeekOptions<W, L>;
  using Board::count_of_;
  using Board::first_word_;
  using Board::FitsTogether;
  using Board::model_;
  using Board::own_limits_;
  using Board::person_;
  using Board::query_;
  using Board::requirements_;
  using Board::slots_;
  using Board::words_;
  using Options::base_;
  using Options::bounds_;
  using Options::by_days_;
  using Options::cheap_count_;
  using Options::shared_seats_;
  using Tree::closed_;
  using Tree::conflict_count_;
  using Tree::conflicts_;
  using Tree::DayCost;
  using Tree::end_;
  using Tree::exact_pairs_;
  using Tree::Explore;
  using Tree::found_;
  using Tree::from_;
  using Tree::kAllDays;
  using Tree::Keep;
  using Tree::levels_;
  using Tree::limit_;
  using Tree::probing_;
  using Tree::wanted_;
  using typename Tree::Bits;

  // A part of the search: what it costs at least, the days it opens, and the next level to be tried on them;
  // one number, so that the cheapest of many is found without guessing.
  using Part = std::uint64_t;
  static constexpr Part kDone = std::numeric_limits<Part>::max();
  static Part PartOf(DayBounds::Short bound, unsigned days, std::size_t level) {
    return static_cast<Part>(bound) << 16U | days << 8U | level;
  }

  [[nodiscard]] Cost LevelCost(std::size_t level) const {
    return static_cast<Cost>(person_->above_preferred) * levels_.at(level).units;
  }

  void ExploreAll() {
    if (Options::splits()) {
      ExploreSets();
    } else if (wanted_ > 1) {
      if (LayOut(limit_)) ExploreParts();
    } else {
      ExploreBelieving();
    }
  }

  // First nobody gets a dear option, then as few and as cheap ones as will do. After so many sets all options
  // together are quicker.
  void ExploreSets() {
    if (!LayOut(limit_)) return;
    conflict_count_ = 0;
    ExploreSet({});
    Cost least = kImpossible;
    dear_sets_.Clear();
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      if (cheap_count_[r] == count_of_[r]) continue;
      dear_sets_.Add(r, MoreOfDear(r));
      least = std::min(least, MoreOfDear(r));
    }
    if (base_ + least >= limit_) return;
    dear_sets_.Begin();
    constexpr int kMostSets = 32;
    DearSets::Set set;
    for (int tried = 0; tried < kMostSets; ++tried) {
      if (!dear_sets_.Next(&set) || base_ + set.cost >= limit_) return;
      if (Settles(set.requirements)) ExploreSet(set);
    }
    ExploreParts();
  }

  void ExploreSet(const DearSets::Set& set) {
    dear_ = set;
    split_ = true;
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      const bool dear = (set.requirements >> r & 1U) != 0;
      from_[r] = dear ? cheap_count_[r] : 0;
      end_[r] = dear ? count_of_[r] : cheap_count_[r];
    }
    ExploreParts();
    split_ = false;
    from_.fill(0);
    end_ = count_of_;
  }

  // What the cheapest dear option of a requirement costs more than its cheapest one.
  [[nodiscard]] Cost MoreOfDear(std::size_t r) const {
    return slots_[first_word_[r] * 64 + cheap_count_[r]].cost - Options::cheapest(r);
  }

  // Whether of all two requirements that cannot both have a cheap option, one gets a dear one.
  [[nodiscard]] bool Settles(unsigned dear) const {
    return std::all_of(conflicts_.begin(), conflicts_.begin() + conflict_count_,
                       [&](unsigned two) { return (two & dear) != 0; });
  }

  // A week below the limit has only options with which a week below the limit is possible. So the search
  // first believes that the best week costs little more than the bound, which leaves few options, and
  // believes less when there is no such week.
  void ExploreBelieving() {
    const Cost most = limit_;
    const Cost least = Options::least();
    for (Cost step = kFirstStep;; step = step > kLastStep ? kImpossible : step * kGrowth) {
      const Cost believed = most - least > step ? least + step : most;
      limit_ = believed;
      if (LayOut(believed)) ExploreParts();
      if (limit_ < believed || believed == most) return;
      limit_ = most;
    }
  }
  static constexpr Cost kFirstStep = 2 * kPoint;
  static constexpr Cost kLastStep = 1000 * kPoint;
  static constexpr Cost kGrowth = 4;

  bool LayOut(Cost most) {
    if (!Options::LayOut(most)) return false;
    from_.fill(0);
    end_ = count_of_;
    Tree::BeginTree();
    return true;
  }

  // When every day with something on it costs, or every unit above a preference, days and units are chosen
  // first: then all other costs add up, and a sum of cheapest options bounds them. The most promising part of
  // the search comes first.
  void ExploreParts() {
    BeginParts();
    // Before many parts are gone through in vain, it is asked whether there is a week at all: at once where
    // somebody gets a dear option, for there mostly is none, else when the first part had nothing.
    const bool many = by_days_ || levels_.count() > 1;
    bool probed = !split_ || !many || !found_.empty();
    if (!probed && dear_.requirements != 0) {
      probed = true;
      if (!Probe()) return;
    }
    for (;;) {
      Part best = kDone;
      for (unsigned i = 0; i < part_count_; ++i) best = std::min(best, parts_[i]);
      if (best == kDone || base_ + static_cast<Cost>(best >> 16U) >= limit_) return;
      const auto days = static_cast<unsigned>(best >> 8U & 0xFFU);
      const std::size_t level = best & 0xFFU;
      const std::size_t next = level + 1;
      parts_[days] = next == levels_.count() ? kDone : PartOf(BoundOf(days, next), days, next);
      Explore(by_days_ ? days : kAllDays, level, (by_days_ ? DayCost(days) : 0) + LevelCost(level));
      if (!probed && found_.empty()) {
        probed = true;
        if (!Probe()) return;
      }
    }
  }

  // Whether some week, whatever its days and levels cost, could be below the limit. It ends with the first
  // one, which is kept if it is.
  bool Probe() {
    const Cost most = limit_;
    probing_ = true;
    Explore(kAllDays, levels_.count() - 1, 0);
    probing_ = false;
    if (limit_ == most) return false;
    limit_ = found_.empty() ? most : found_.back().cost;
    return true;
  }

  [[nodiscard]] DayBounds::Short BoundOf(unsigned days, std::size_t level) const {
    DayBounds::Short bound = (by_days_ ? bounds_.of(days) : 0) + DayBounds::Shorten(LevelCost(level));
    if (!split_) return bound;
    if (!by_days_) return bound + DayBounds::Shorten(dear_.cost);
    for (unsigned rest = dear_.requirements; rest != 0; rest &= rest - 1) {
      const auto r = static_cast<std::size_t>(std::countr_zero(rest));
      bound += bounds_.Without(r, days, DayBounds::Shorten(MoreOfDear(r)));
    }
    return bound;
  }

  void BeginParts() {
    part_count_ = by_days_ ? bounds_.sets() : 1;
    for (unsigned days = 0; days < part_count_; ++days) {
      const bool possible = !by_days_ || bounds_.possible(days);
      parts_[days] = possible ? PartOf(BoundOf(days, 0), days, 0) : kDone;
    }
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

  std::array<Part, DayBounds::kMostSets> parts_{};  // by days
  unsigned part_count_ = 0;
  DearSets dear_sets_;
  DearSets::Set dear_;  // the requirements that get a dear option in this part of the search
  bool split_ = false;  // whether the others get none
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
