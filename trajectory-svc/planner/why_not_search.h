#ifndef TRAJECTORY_SVC_PLANNER_WHY_NOT_SEARCH_H_
#define TRAJECTORY_SVC_PLANNER_WHY_NOT_SEARCH_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "trajectory-svc/planner/why_not_options.h"

// Inside of Explainer: weeks under lifted obstacles. Nothing else includes it.
namespace duaal::planner {

class WhyNotSearch {
 public:
  explicit WhyNotSearch(WhyNotOptions* options);

  // Whether some week has all that is demanded. `Broken` then tells about that week. `less` is part of what
  // is lifted, and known not to be enough: the rest has to matter to the week, which leaves few weeks to look
  // through. Least is done when the questions build upon each other.
  [[nodiscard]] bool Find(const Lifted& lifted, const Lifted* less = nullptr);
  // The obstacles that the week found last runs into.
  void Broken(std::vector<ObstacleId>* broken) const;
  // What the week found last counts for a limit, in the busiest week.
  [[nodiscard]] int CountOf(int limit) const;
  // The cheapest week that has all that is demanded, when `Find` says that there is one.
  Cost Best(const Lifted& lifted, Week* week);
  [[nodiscard]] int calls() const { return calls_; }

 private:
  // A placement that takes part in a search.
  struct Choice {
    const std::uint64_t* mask = nullptr;
    const std::uint64_t* load = nullptr;
    std::uint64_t first_mask = 0;  // their first words, which are all in most regions
    std::uint64_t first_load = 0;
    std::uint32_t shape = 0;
    ItemId item = kNoItem;
    std::uint32_t group = 0;
    Cost cost = 0;
    RuleSide side;
    std::uint16_t site = 0;
    std::uint8_t weekdays = 0;
    bool online = false;
    bool changed = false;  // differs from what is published
  };
  struct Link {
    std::uint16_t rule = 0;
    bool first = false;   // the requirement is the rule's first
    bool either = false;  // one way round is enough
  };
  using Load = std::array<std::uint64_t, kMostLimitWords>;
  using Choices = std::vector<Choice>;
  struct Level {
    std::array<std::span<const Choice>, kMostRequirements> choices;
    std::array<Choices, kMostRequirements> filtered;  // where they are kept
    Load load{};
  };
  // The placements of a requirement that may take part, those with less lifted first.
  struct Gathered {
    Choices choices;
    std::size_t known = 0;
  };

  void Begin(const Lifted& lifted);
  void SetLimits(const Lifted& lifted);
  [[nodiscard]] int MostOf(const Lifted& lifted, std::size_t limit) const;
  [[nodiscard]] Choice ChoiceOf(ItemId item, std::uint32_t group) const;
  // The same, made once for each placement of the question.
  [[nodiscard]] const Choice& Known(ItemId item, std::uint32_t group, std::uint32_t number);
  void Gather(const Lifted& lifted, const Lifted* less);
  // Adds the placements that `lifted` gives and `less` does not.
  void GatherMore(const Lifted& lifted, const Lifted* less);
  // Drops what was gathered for a requirement from place `first` on.
  void ForgetFrom(std::size_t r, std::size_t first);
  bool DiveWithNew(std::uint32_t open);
  bool Dive(std::size_t depth, std::uint32_t open);
  bool DivePair(std::size_t depth, std::size_t r, std::size_t other);
  // Copies the choices of `other` that go with a choice of `r` one level down.
  void Filter(std::size_t depth, std::size_t r, const Choice& choice, std::size_t other);
  // Whether a choice goes with all that is taken, `a` for requirement `r` last.
  [[nodiscard]] bool Joins(std::size_t depth, std::size_t r, const Choice& a, std::size_t other,
                           const Choice& b) const {
    if ((a.first_mask & b.first_mask) != 0) return false;
    return LoadFits(levels_[depth + 1].load, b) && Together(r, a, other, b) &&
           (!shared_seats_ || SeatsFor(b));
  }
  [[nodiscard]] bool Together(std::size_t r, const Choice& a, std::size_t other, const Choice& b) const;
  [[nodiscard]] bool TimeFits(const Choice& a, const Choice& b, bool travel) const;
  [[nodiscard]] bool RuleHolds(const Link& link, const Choice& own, const Choice& other) const;
  [[nodiscard]] bool LoadFits(const Load& load, const Choice& choice) const {
    constexpr std::uint64_t kHigh = 0x8000800080008000;
    bool fits = (((most_[0] | kHigh) - load[0] - (choice.first_load & counted_[0])) & kHigh) == kHigh;
    for (std::size_t i = 1; i < limit_words_; ++i) {
      fits = fits && (((most_[i] | kHigh) - load[i] - (choice.load[i] & counted_[i])) & kHigh) == kHigh;
    }
    return fits || (!model_.exact_counters() && CountsFit(choice));
  }
  // Whether there are seats for a choice beside those that are taken.
  [[nodiscard]] bool SeatsFor(const Choice& choice) const;
  [[nodiscard]] int TakenOf(std::uint32_t resource, bool all) const;
  [[nodiscard]] bool CountsFit(const Choice& choice) const;
  using Items = std::array<ItemId, kMostRequirements>;
  std::size_t ItemsTaken(Items* items) const;
  void Take(std::size_t depth, std::size_t r, const Choice& choice);

  void GatherPriced(std::size_t r, bool demanded);
  void KeepCheapestOfShapes(Choices& choices);
  [[nodiscard]] Choice PricedChoice(std::size_t r, ItemId item, std::uint32_t group) const;
  void Improve(std::size_t depth, std::uint32_t open, Cost cost, unsigned weekdays, bool changed);
  [[nodiscard]] Cost Bound(std::size_t depth, std::uint32_t open, unsigned weekdays, bool changed) const;
  // What a choice costs because of what is there already.
  [[nodiscard]] Cost Extra(const Choice& choice, unsigned weekdays, bool changed) const;
  [[nodiscard]] std::size_t Dearest(std::size_t depth, std::uint32_t open) const;
  [[nodiscard]] Cost AbovePreferred() const;

  WhyNotOptions& options_;
  const Model& model_;
  const PersonModel& person_;
  const std::size_t limit_words_;
  const std::size_t mask_words_;
  const bool shared_seats_;
  bool travel_ = true;  // counts
  const Lifted* lifted_ = nullptr;
  std::array<std::array<std::vector<Link>, kMostRequirements>, kMostRequirements> links_;
  std::vector<Level> levels_;
  std::array<Choice, kMostRequirements> chosen_{};  // by requirement
  std::uint32_t taken_ = 0;
  Load most_{};
  Load counted_{};  // which counters have a limit
  std::vector<Choice> known_;
  std::array<Gathered, kMostRequirements> gathered_;
  Lifted gathered_for_;                         // of the last question
  Lifted known_for_;                            // and what of it was known not to be enough
  std::vector<std::uint16_t> gathered_shapes_;  // by shape, a bit for each requirement
  static_assert(kMostRequirements <= 16);
  std::vector<std::uint32_t> seen_;
  std::uint32_t stamp_ = 0;
  Cost best_cost_ = 0;
  Week best_ = EmptyWeek();
  int calls_ = 0;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WHY_NOT_SEARCH_H_
