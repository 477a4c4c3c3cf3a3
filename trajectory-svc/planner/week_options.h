#ifndef TRAJECTORY_SVC_PLANNER_WEEK_OPTIONS_H_
#define TRAJECTORY_SVC_PLANNER_WEEK_OPTIONS_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "trajectory-svc/planner/week_board.h"
#include "trajectory-svc/planner/week_days.h"

// What a person could have in a week, priced, and laid out on the board. Inside of WeekSolver.
namespace duaal::planner {

template <int W, int L>
class WeekOptions : protected WeekBoard<W, L> {
 protected:
  using Board = WeekBoard<W, L>;
  using Board::model_;
  using Board::person_;
  using Board::query_;
  using Board::requirements_;

  explicit WeekOptions(const Model& model) : Board(model), noted_(model.seats().size()) {}

  // Gathers what the person could have; false when a requirement has nothing.
  bool GatherAll(std::size_t count) {
    count_ = count;
    by_days_ = person_->per_day != 0;
    change_ = person_->published ? person_->person_changed : 0;
    shared_seats_ = false;
    ++runs_;
    used_ = 0;
    priced_count_ = 0;
    base_ = change_;
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      first_[r] = priced_count_;
      Gather(r);
      first_[r + 1] = priced_count_;
      if (first_[r] == first_[r + 1]) return false;
      cheapest_[r] = kImpossible;
      for (std::size_t i = first_[r]; i < first_[r + 1]; ++i) {
        cheapest_[r] = std::min(cheapest_[r], priced_[i].cost);
        used_ |= priced_[i].weekdays;
      }
      base_ += cheapest_[r];
    }
    if (by_days_) MakeBounds();
    return true;
  }

  // Whether there are so few options that all can be laid out.
  [[nodiscard]] bool few() const { return count_ > 1 || priced_count_ <= kFew; }
  // Whether dear options are kept apart: few requirements get one, and which ones says more of what a week
  // costs than its days.
  [[nodiscard]] bool splits() const { return count_ == 1 && few(); }
  // What a week costs at least.
  [[nodiscard]] Cost least() const { return base_ + (by_days_ ? bounds_.least() : 0); }

  // Lays out the options that a week below `most` can have; false when a requirement has none.
  bool LayOut(Cost most) {
    Board::Clear();
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      const std::span<Priced> options = few() ? All(r) : Promising(r, most);
      if (options.empty()) return false;
      if (!sorted_[r] && !std::is_sorted(options.begin(), options.end()))
        std::sort(options.begin(), options.end());
      if (++stamp_ == 0) std::fill(seen_.begin(), seen_.end(), stamp_++);
      Board::BeginRequirement(r, options.size());
      // Of one shape the cheapest will do, unless two requirements could both want its last seat.
      cheap_count_[r] = 0;
      for (const Priced& option : options) {
        if (base_ - cheapest_[r] + option.cost >= most) break;  // dear beside the cheapest of all others
        if (!(count_ > 1 || shared_seats_ || FirstOfShape(option.item))) continue;
        Board::Append(r, option.cost, option.item);
        if (!IsDear(r, option.cost)) cheap_count_[r] = Board::count_of_[r];
      }
      if (Board::count_of_[r] == 0) return false;
      Board::EndRequirement(r);
    }
    Board::Finish();
    return true;
  }

  [[nodiscard]] Cost cheapest(std::size_t r) const { return cheapest_[r]; }

  std::size_t count_ = 1;      // weeks asked for
  Cost change_ = 0;            // what any week costs that is not the published one
  Cost base_ = 0;              // that, and the cheapest option of every requirement
  bool by_days_ = false;       // every day with something on it costs
  bool shared_seats_ = false;  // two requirements could ask for the same scarce seats
  DayBounds bounds_;           // without dear options where these are kept apart
  std::array<std::size_t, kMostRequirements> cheap_count_{};  // of those laid out, the ones that are not dear

 private:
  // With more options than this it pays to look at the promising ones alone first.
  static constexpr std::size_t kFew = 128;
  // What costs so much more than the cheapest option of its requirement is dear.
  static constexpr Cost kDear = 64 * kPoint;

  // An option that could be part of a better week.
  struct Priced {
    Cost cost = 0;
    ItemId item = kNoItem;
    std::uint32_t weekdays = 0;
    friend bool operator<(const Priced& a, const Priced& b) {
      return a.cost != b.cost ? a.cost < b.cost : a.item < b.item;
    }
  };
  // The options that have seats. When only one week is asked for, those that cannot do better than leaving
  // the requirement unplaced are dropped.
  void Gather(std::size_t r) {
    const RequirementModel& requirement = requirements_[r];
    const bool demanded = (query_->demanded >> r & 1U) != 0;
    const Cost unplaced = requirement.unplaced + ChangeCost(model_, requirement, kNoItem);
    const Cost most = demanded || count_ > 1 ? kImpossible : unplaced;
    const bool plain = !person_->published && query_->prices == nullptr &&
                       (query_->references == nullptr || requirement.cohort_slot < 0);
    sorted_[r] = plain && !demanded && count_ == 1;  // as the model has them; to have none is the dearest
    const std::size_t needed = priced_count_ + requirement.option_count + 1;
    if (priced_.size() < needed) priced_.resize(needed);
    if (query_->free == nullptr) {
      GatherFrom<false, false>(r, requirement, most);
    } else if (plain) {
      GatherFrom<true, true>(r, requirement, most);
    } else {
      GatherFrom<true, false>(r, requirement, most);
    }
    if (!demanded) priced_[priced_count_++] = {unplaced, kNoItem, 0};
  }

  // The same for one way to ask: whether seats count, and whether an option costs what the model says. Which
  // options stay cannot be foreseen: each is written, and the next goes over it unless it stays.
  template <bool kSeats, bool kPlain>
  void GatherFrom(std::size_t r, const RequirementModel& requirement, Cost most) {
    const auto scarce = static_cast<std::int32_t>(requirements_.size());
    Priced* next = priced_.data() + priced_count_;
    for (const Option& option : model_.OptionsOf(requirement)) {
      if (option.cost > most) break;
      const Item& item = model_.item(option.item);
      const std::int32_t left = kSeats ? Board::SeatsLeft(item) : scarce;
      const Cost cost = option.cost + (kPlain ? 0 : Extra(requirement, option.item));
      *next = {cost, option.item, item.weekdays};
      next += static_cast<int>(left > 0) & static_cast<int>(kPlain || cost <= most);
      if (kSeats && person_->may_share && left < scarce && left > 0 && !shared_seats_) NoteSeats(r, item);
    }
    priced_count_ = static_cast<std::size_t>(next - priced_.data());
  }

  // What an option costs beside its own cost.
  [[nodiscard]] Cost Extra(const RequirementModel& requirement, ItemId item) const {
    const Cost change = person_->published ? ChangeCost(model_, requirement, item) : 0;
    return PriceOf(model_, *query_, item) + change + DeviationCost(model_, *query_, requirement, item);
  }

  // Notes which requirements could take the last seats of a resource.
  void NoteSeats(std::size_t r, const Item& item) {
    for (const std::uint32_t resource : model_.ResourcesOf(item)) {
      if (query_->free[resource] >= static_cast<std::int32_t>(requirements_.size())) continue;
      std::uint64_t& note = noted_[resource];
      const std::uint64_t run = runs_ * kMostRequirements;
      if (note >= run && note != run + r) shared_seats_ = true;
      note = run + r;
    }
  }

  [[nodiscard]] bool IsDear(std::size_t r, Cost cost) const { return cost - cheapest_[r] >= kDear; }

  std::span<Priced> All(std::size_t r) { return {priced_.data() + first_[r], first_[r + 1] - first_[r]}; }

  // The options of a requirement with which a week below `most` is possible.
  std::span<Priced> Promising(std::size_t r, Cost most) {
    if (by_days_) bounds_.Beside(r, &beside_);
    if (promising_.size() < first_[r + 1] - first_[r]) promising_.resize(first_[r + 1] - first_[r]);
    // Each is written, and the next goes over it unless it is promising.
    Priced* next = promising_.data();
    for (std::size_t i = first_[r]; i < first_[r + 1]; ++i) {
      const Cost others = base_ - cheapest_[r] + (by_days_ ? beside_[priced_[i].weekdays] : 0);
      *next = priced_[i];
      next += static_cast<int>(others + priced_[i].cost < most);
    }
    return {promising_.data(), next};
  }

  bool FirstOfShape(ItemId item) {
    if (item == kNoItem) return true;
    const std::uint32_t shape = model_.item(item).shape;
    if (shape >= seen_.size()) seen_.resize(shape + 1, 0);
    if (seen_[shape] == stamp_) return false;
    seen_[shape] = stamp_;
    return true;
  }

  void MakeBounds() {
    bounds_.Begin(requirements_.size(), used_);
    for (std::size_t r = 0; r < requirements_.size(); ++r) {
      for (std::size_t i = first_[r]; i < first_[r + 1]; ++i) {
        if (!splits() || !IsDear(r, priced_[i].cost))
          bounds_.Add(r, priced_[i].weekdays, priced_[i].cost - cheapest_[r]);
      }
    }
    bounds_.Finish(person_->per_day);
  }

  unsigned used_ = 0;           // days of any option
  std::vector<Priced> priced_;  // the first `priced_count_` of them
  std::size_t priced_count_ = 0;
  std::array<std::size_t, kMostRequirements + 1> first_{};  // in `priced_`
  std::array<Cost, kMostRequirements> cheapest_{};
  std::array<bool, kMostRequirements> sorted_{};  // whether its options are known to be
  std::vector<Priced> promising_;                 // of one requirement, while laying out
  DayBounds::Table beside_{};
  std::vector<std::uint32_t> seen_;  // by shape: the stamp of the list that had it last
  std::uint32_t stamp_ = 0;
  std::vector<std::uint64_t> noted_;  // by resource: the run and the requirement that could take it last
  std::uint64_t runs_ = 0;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WEEK_OPTIONS_H_
