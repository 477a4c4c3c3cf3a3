#ifndef TRAJECTORY_SVC_PLANNER_MODEL_H_
#define TRAJECTORY_SVC_PLANNER_MODEL_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "chassis/core/status.h"
#include "trajectory-svc/planner/instance.h"
#include "trajectory-svc/planner/weeks.h"

// An instance made ready for the solvers: every placement an item with a bit mask over time, every person a
// list of options for each requirement. All that couples two placements of one person is one AND, one
// addition or one look-up; all that needs looking at an instance's texts is done here, once.
namespace duaal::planner {

using ItemId = std::uint32_t;
inline constexpr ItemId kNoItem = 0xFFFFFFFF;

// Most words of a time mask, and of the counters for limits (four counters of 16 bits to a word).
inline constexpr int kMostMaskWords = 16;
inline constexpr int kMostLimitWords = 64;

// A week of one person: the item for each requirement, or kNoItem.
using Week = std::array<ItemId, kMostRequirements>;
[[nodiscard]] Week EmptyWeek();

// A placement that someone could have. One cache line: options are met in the order of their costs, so their
// items lie anywhere.
struct alignas(64) Item {
  static constexpr std::size_t kNear = 4;
  std::uint32_t offering = 0;
  std::uint32_t meetings = 0;
  std::uint32_t shape = 0;                  // equal for items that differ in resources and cost only
  std::uint32_t first_resource = 0;         // range in `Model::item_resources`, when there are many
  std::array<std::uint32_t, kNear> near{};  // else they are here; the places left repeat the first
  std::uint16_t resource_count = 0;
  std::uint16_t site = 0;
  std::int16_t first_week = 0;  // of any meeting
  std::int16_t last_week = -1;
  std::int16_t least_last_week = 0;  // the last week of the meeting that ends first
  std::uint8_t half_days = 0;        // of the busiest week
  std::uint8_t weekdays = 0;         // bit 0 = Monday
  std::int32_t minutes = 0;          // of the busiest week
  std::uint64_t classes = 0;         // the week classes in which it takes place
  bool online = false;
};

// What a rule between two placements of a person asks of each of them.
struct RuleSide {
  std::uint64_t classes = 0;
  std::uint32_t offering = 0;
  std::int16_t first_week = 0;
  std::int16_t last_week = -1;
};
[[nodiscard]] inline RuleSide SideOf(const Item& item) {
  return {item.classes, item.offering, item.first_week, item.last_week};
}

struct Option {
  ItemId item = 0;
  std::int32_t cost = 0;
};

// One requirement of one person.
struct RequirementModel {
  std::uint32_t first_option = 0;
  std::uint32_t option_count = 0;
  std::int32_t unplaced = 0;
  std::int32_t activity_changed = 0;  // 0 for a person without a published plan
  std::int32_t slot_changed = 0;
  std::int32_t published_offering = -1;  // -1: none
  ItemId published = kNoItem;            // kNoItem too when that placement is no longer on offer
  std::int32_t cohort_slot = -1;         // place in the references, or -1
  std::uint16_t kind = 0;
  bool legal = false;
};

struct PersonModel {
  std::uint32_t first_requirement = 0;
  std::uint16_t requirement_count = 0;
  std::uint16_t site_count = 0;  // sites of its options
  std::uint32_t first_site = 0;  // range in `Model::person_sites`
  std::uint32_t first_rule = 0;  // range in `Model::person_rules`
  std::uint16_t rule_count = 0;
  bool published = false;
  bool has_preferred = false;
  bool may_share = false;  // two of its requirements could ask for a seat of one resource
  std::int32_t person_changed = 0;
  std::int32_t per_day = 0;
  std::int32_t above_preferred = 0;
};

// A rule between two requirements of one person.
struct PersonRule {
  std::uint8_t a = 0;  // requirements, in the person's order
  std::uint8_t b = 0;
  std::uint16_t rule = 0;
};

// A cohort and a kind in which its members stay together.
struct CohortSlot {
  int cohort = 0;
  int kind = 0;
  Cost deviation = 0;
};

// Which offering most members of each cohort slot have, or -1.
using References = std::vector<std::int32_t>;

class Model {
 public:
  // INVALID_ARGUMENT: what CheckInstance says; TOO_VARIED: the timetable has more different weeks and times
  // than masks can hold, or an offering more placements than `kMostItemsOfOffering`; OUT_OF_RANGE: a cost.
  [[nodiscard]] static StatusOr<std::unique_ptr<const Model>> Make(const Instance& instance, int threads = 1);
  static constexpr int kMostItemsOfOffering = 200'000;

  [[nodiscard]] const Instance& instance() const { return *instance_; }
  [[nodiscard]] int people() const { return static_cast<int>(people_.size()); }
  [[nodiscard]] const PersonModel& person(int index) const {
    return people_[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] std::span<const RequirementModel> RequirementsOf(const PersonModel& person) const {
    return {requirements_.data() + person.first_requirement, person.requirement_count};
  }
  [[nodiscard]] std::span<const Option> OptionsOf(const RequirementModel& requirement) const {
    return {options_.data() + requirement.first_option, requirement.option_count};
  }
  [[nodiscard]] std::span<const std::uint16_t> SitesOf(const PersonModel& person) const {
    return {person_sites_.data() + person.first_site, person.site_count};
  }
  [[nodiscard]] std::span<const PersonRule> RulesOf(const PersonModel& person) const {
    return {person_rules_.data() + person.first_rule, person.rule_count};
  }
  // The limits of a person, packed as the counters are; a counter without a limit is at its highest.
  [[nodiscard]] const std::uint64_t* LimitsOf(int person) const {
    return person_limits_.data() + static_cast<std::size_t>(person) * static_cast<std::size_t>(limit_words_);
  }

  [[nodiscard]] const Item& item(ItemId id) const { return items_[id]; }
  [[nodiscard]] std::size_t item_count() const { return items_.size(); }
  [[nodiscard]] const std::uint64_t* MaskOf(ItemId id) const {
    return masks_.data() + Stride(id, mask_words_);
  }
  [[nodiscard]] const std::uint64_t* LoadOf(ItemId id) const {
    return loads_.data() + Stride(id, limit_words_);
  }
  // All time of a weekday, 0 = Monday.
  [[nodiscard]] const std::uint64_t* DayMaskOf(int weekday) const {
    return day_masks_.data() + static_cast<std::size_t>(weekday) * static_cast<std::size_t>(mask_words_);
  }
  // Masks of the time around an item that is lost to a site `tier` away; tiers count from 1.
  [[nodiscard]] const std::uint64_t* ShadowOf(ItemId id, int tier) const {
    return shadows_.data() +
           (Stride(id, tiers_) + static_cast<std::size_t>(tier - 1)) * static_cast<std::size_t>(mask_words_);
  }
  // 0: every meeting at the one site leaves time to be at the other for the next.
  [[nodiscard]] int TierBetween(int site, int other) const {
    return tier_[static_cast<std::size_t>(site) * instance_->sites.size() + static_cast<std::size_t>(other)];
  }
  [[nodiscard]] std::span<const std::uint32_t> ResourcesOf(const Item& item) const {
    return {
        item.resource_count <= Item::kNear ? item.near.data() : item_resources_.data() + item.first_resource,
        item.resource_count};
  }
  // Whether rule `rule` allows `a` and `b` (in the rule's order of kinds).
  [[nodiscard]] bool Allows(int rule, const RuleSide& a, const RuleSide& b) const {
    const RuleTable& table = rule_tables_[static_cast<std::size_t>(rule)];
    if (table.type == RuleType::kNotSameWeek) return (a.classes & b.classes) == 0;
    if (table.type == RuleType::kBefore)
      return a.last_week < 0 || b.last_week < 0 || a.last_week < b.first_week;
    return table.allowed[table.class_a[a.offering] * table.classes_b + table.class_b[b.offering]] != 0;
  }
  // Whether the exact count of half-days keeps within the person's limits; asked when the counters say no.
  [[nodiscard]] bool CountsFit(int person, std::span<const ItemId> items) const;
  // What items count for a limit in the busiest week; over the horizon for euros.
  [[nodiscard]] int CountOf(int limit, std::span<const ItemId> items) const;
  // Units above the person's preferences in the busiest week, over all limits.
  [[nodiscard]] int UnitsAbovePreferred(int person, std::span<const ItemId> items) const;

  // The first counter of a limit; one for each week class follows, or one in all for euros.
  [[nodiscard]] int CounterOf(int limit) const { return first_counter_[static_cast<std::size_t>(limit)]; }
  [[nodiscard]] int classes() const { return classes_; }
  [[nodiscard]] int mask_words() const { return mask_words_; }
  [[nodiscard]] int limit_words() const { return limit_words_; }
  [[nodiscard]] bool exact_counters() const { return exact_counters_; }

  // Seats of each resource; after the instance's own come one for each offering with a floor, for its being
  // open.
  [[nodiscard]] const std::vector<std::int32_t>& seats() const { return seats_; }
  [[nodiscard]] int real_resources() const { return static_cast<int>(instance_->resources.size()); }
  // The resource that stands for the floor of an offering, or -1.
  [[nodiscard]] int FloorResource(int offering) const {
    return floor_resource_[static_cast<std::size_t>(offering)];
  }
  [[nodiscard]] const std::vector<CohortSlot>& cohort_slots() const { return cohort_slots_; }
  // Most options of any person, for buffers.
  [[nodiscard]] std::size_t most_options() const { return most_options_; }

  // The item of a placement, or kNoItem.
  [[nodiscard]] ItemId Find(const Placement& placement) const;
  [[nodiscard]] WeekPlan ToPlan(int person, const Week& week) const;

 private:
  friend class ModelMaker;
  Model() = default;
  [[nodiscard]] static std::size_t Stride(ItemId id, int words) {
    return static_cast<std::size_t>(id) * static_cast<std::size_t>(words);
  }

  // What a rule on an attribute makes of each offering: offerings that it cannot tell apart are one class.
  struct RuleTable {
    RuleType type = RuleType::kNotSameWeek;
    std::vector<std::uint32_t> class_a;  // by offering
    std::vector<std::uint32_t> class_b;
    std::size_t classes_b = 0;
    std::vector<std::uint8_t> allowed;  // class of a x class of b
  };
  // Which half-days an item occupies in each class, 3 bits to a weekday; for exact counting.
  [[nodiscard]] std::uint32_t HalfDaysOf(ItemId id, int week_class) const {
    return half_days_[Stride(id, classes_) + static_cast<std::size_t>(week_class)];
  }
  [[nodiscard]] int Count(int limit, int week_class, std::span<const ItemId> items) const;
  [[nodiscard]] bool Counts(int limit, ItemId id) const;

  const Instance* instance_ = nullptr;
  int classes_ = 0;
  int mask_words_ = 1;
  int limit_words_ = 1;
  int tiers_ = 0;
  bool exact_counters_ = true;
  std::size_t most_options_ = 0;
  std::vector<PersonModel> people_;
  std::vector<RequirementModel> requirements_;
  std::vector<Option> options_;
  std::vector<std::uint16_t> person_sites_;
  std::vector<PersonRule> person_rules_;
  std::vector<std::uint64_t> person_limits_;
  std::vector<Item> items_;
  std::vector<std::uint32_t> item_of_offering_;  // first item of each offering; one more at the end
  std::vector<std::uint64_t> masks_;
  std::vector<std::uint64_t> day_masks_;
  std::vector<std::uint64_t> loads_;
  std::vector<std::uint64_t> shadows_;
  std::vector<std::uint32_t> half_days_;
  std::vector<std::uint32_t> item_resources_;
  std::vector<std::uint8_t> tier_;
  std::vector<RuleTable> rule_tables_;
  std::vector<std::int32_t> seats_;
  std::vector<std::int32_t> floor_resource_;
  std::vector<CohortSlot> cohort_slots_;
  std::vector<int> first_counter_;  // of each limit; -1 when nobody has it
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_MODEL_H_
