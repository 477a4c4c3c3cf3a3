#include "trajectory-svc/planner/instance.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_set>

namespace duaal::planner {
namespace {

constexpr std::size_t kMostFaults = 100;
constexpr int kMostSeats = 1'000'000;
constexpr int kMinutesOfDay = 24 * 60;
constexpr int kHalfDaysOfWeek = 21;
constexpr int kMostPermille = 10'000;
constexpr int kMostLateFactor = 100;

// Where in an instance something stands. Put into words only where there is a fault to tell: an instance has
// thousands of places. Refers to what it is made of, so it lives no longer than the check of that place.
class Path {
 public:
  Path(const char* name) : name_(name) {}  // NOLINT: a name is a path
  Path(const Path& parent, const char* name) : parent_(&parent), name_(name) {}
  Path(const Path& list, std::size_t index) : parent_(&list), index_(index) {}
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;

  [[nodiscard]] std::string ToString() const {
    if (parent_ == nullptr) return name_;
    if (name_ == nullptr) return parent_->ToString() + "[" + std::to_string(index_) + "]";
    return parent_->ToString() + "." + name_;
  }

 private:
  const Path* parent_ = nullptr;
  const char* name_ = nullptr;  // nullptr: an element of the list above
  std::size_t index_ = 0;
};

template <typename T>
int Count(const std::vector<T>& list) {
  return static_cast<int>(list.size());
}

class Check {
 public:
  explicit Check(const Instance& instance) : in_(instance) {}

  Status Run() {
    Range("weeks", in_.weeks, 1, kMostWeeks);
    Travel();
    Ids("sites", in_.sites);
    Ids("kinds", in_.kinds);
    Ids("resources", in_.resources);
    Ids("offerings", in_.offerings);
    Ids("limits", in_.limits);
    Ids("cohorts", in_.cohorts);
    Ids("people", in_.people);
    for (std::size_t i = 0; i < in_.resources.size(); ++i) {
      Range({{"resources", i}, "seats"}, in_.resources[i].seats, 0, kMostSeats);
    }
    for (std::size_t i = 0; i < in_.offerings.size(); ++i) CheckOffering({"offerings", i}, in_.offerings[i]);
    for (std::size_t i = 0; i < in_.limits.size(); ++i) Kinds({{"limits", i}, "kinds"}, in_.limits[i].kinds);
    for (std::size_t i = 0; i < in_.cohorts.size(); ++i) CheckCohort({"cohorts", i}, in_.cohorts[i]);
    for (std::size_t i = 0; i < in_.rules.size(); ++i) CheckRule({"rules", i}, in_.rules[i]);
    CheckWeights();
    for (std::size_t i = 0; i < in_.people.size() && !full_; ++i) CheckPerson({"people", i}, in_.people[i]);
    return faults_.ToStatus();
  }

 private:
  void Fault(const Path& path, const char* reason, const std::string& description) {
    full_ = faults_.list().size() >= kMostFaults;
    if (!full_) faults_.Add(path.ToString(), reason, description);
  }

  void Range(const Path& path, std::int64_t value, std::int64_t least, std::int64_t most) {
    if (value >= least && value <= most) return;
    Fault(path, "OUT_OF_RANGE",
          "Give a number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
  }

  void Reference(const Path& path, int index, int count, std::string_view what) {
    if (index >= 0 && index < count) return;
    Fault(path, "UNKNOWN_REFERENCE",
          "Refer to one of the " + std::to_string(count) + " " + std::string(what) + ".");
  }

  void NotEmpty(const Path& path, const std::string& text) {
    if (text.empty()) Fault(path, "EMPTY", "Give a text.");
  }

  template <typename T>
  void Ids(const Path& path, const std::vector<T>& list) {
    std::unordered_set<std::string_view> seen;
    seen.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
      NotEmpty({{path, i}, "id"}, list[i].id);
      if (!list[i].id.empty() && !seen.insert(list[i].id).second) {
        Fault({{path, i}, "id"}, "DUPLICATE_ID", "Give every thing in this list an id of its own.");
      }
    }
  }

  void Kinds(const Path& path, const std::vector<int>& kinds) {
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      Reference({path, i}, kinds[i], Count(in_.kinds), "kinds");
      if (std::find(kinds.begin(), kinds.begin() + static_cast<std::ptrdiff_t>(i), kinds[i]) !=
          kinds.begin() + static_cast<std::ptrdiff_t>(i)) {
        Fault({path, i}, "DUPLICATE_ID", "Name every kind once.");
      }
    }
  }

  void Resources(const Path& path, const std::vector<int>& resources) {
    for (std::size_t i = 0; i < resources.size(); ++i) {
      Reference({path, i}, resources[i], Count(in_.resources), "resources");
    }
  }

  void Travel() {
    if (in_.travel.size() != in_.sites.size() * in_.sites.size()) {
      Fault("travel", "WRONG_SIZE", "Give the minutes from every site to every site, row by row.");
    }
    for (std::size_t i = 0; i < in_.travel.size(); ++i) {
      if (in_.travel[i] < 0 || in_.travel[i] > kMostTravel)
        Range({"travel", i}, in_.travel[i], 0, kMostTravel);
      const std::size_t sites = in_.sites.size();
      if (in_.travel.size() == sites * sites && in_.travel[i] != in_.travel[i % sites * sites + i / sites])
        Fault({"travel", i}, "NOT_SYMMETRIC", "Give the same minutes there and back; take the longer.");
    }
  }

  void CheckStretch(const Path& path, const Stretch& stretch) {
    Range({path, "weekday"}, stretch.weekday, 1, 7);
    Range({path, "start"}, stretch.start, 0, kMinutesOfDay);
    Range({path, "end"}, stretch.end, 0, kMinutesOfDay);
    if (stretch.start >= stretch.end) Fault({path, "end"}, "INTERVAL_REVERSED", "End after the start.");
    const Weeks& weeks = stretch.weeks;
    Range({path, "weeks.first"}, weeks.first, 0, kMostWeeks);
    if (weeks.first >= weeks.end)
      Fault({path, "weeks.end"}, "INTERVAL_REVERSED", "End after the first week.");
    Range({path, "weeks.every"}, weeks.every, 1, kMostWeeks);
    Range({path, "weeks.phase"}, weeks.phase, 0, kMostWeeks);
  }

  void CheckProperties(const Path& path, const std::vector<Property>& properties) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < properties.size(); ++i) {
      const Path element(path, i);
      const Path own(element, "attribute");
      NotEmpty(own, properties[i].attribute);
      // With two numbers of one attribute a condition would not know which one counts.
      if (!properties[i].attribute.empty() && !seen.insert(properties[i].attribute).second) {
        Fault(own, "DUPLICATE_ID", "Put all texts of an attribute into one property.");
      }
    }
  }

  void CheckOffering(const Path& path, const Offering& offering) {
    Reference({path, "kind"}, offering.kind, Count(in_.kinds), "kinds");
    Reference({path, "site"}, offering.site, Count(in_.sites), "sites");
    if (Count(offering.meetings) > kMostMeetings) {
      Fault({path, "meetings"}, "WRONG_SIZE", "Give at most " + std::to_string(kMostMeetings) + " meetings.");
    }
    const Path meetings(path, "meetings");
    for (std::size_t i = 0; i < offering.meetings.size(); ++i) {
      const Path own(meetings, i);
      CheckStretch({own, "stretch"}, offering.meetings[i].stretch);
      Resources({own, "resources"}, offering.meetings[i].resources);
    }
    Range({path, "choose_most"}, offering.choose_most, 0, Count(offering.meetings));
    Range({path, "choose_least"}, offering.choose_least, 0, Count(offering.meetings));
    if (offering.choose_least > offering.choose_most) {
      Fault({path, "choose_most"}, "INTERVAL_REVERSED", "Let at least as many be chosen as must be.");
    }
    Resources({path, "resources"}, offering.resources);
    CheckProperties({path, "properties"}, offering.properties);
    Range({path, "price_euro"}, offering.price_euro, 0, kMostOfLimit);
    Range({path, "floor"}, offering.floor, 0, kMostSeats);
    for (std::size_t i = 0; i < offering.entry_weeks.size(); ++i) {
      Range({{path, "entry_weeks"}, i}, offering.entry_weeks[i], 0, in_.weeks - 1);
    }
  }

  void CheckCohort(const Path& path, const Cohort& cohort) {
    Kinds({path, "kinds"}, cohort.kinds);
    Range({path, "deviation"}, cohort.deviation, 0, kMostCost);
  }

  void CheckRule(const Path& path, const Rule& rule) {
    Reference({path, "kind_a"}, rule.kind_a, Count(in_.kinds), "kinds");
    Reference({path, "kind_b"}, rule.kind_b, Count(in_.kinds), "kinds");
    if (rule.type != RuleType::kNotSameWeek && rule.type != RuleType::kBefore) {
      NotEmpty({path, "attribute"}, rule.attribute);
    }
  }

  void CheckWeights() {
    const Weights& weights = in_.weights;
    Range("weights.travel_minute", weights.travel_minute, 0, kMostCost);
    Range("weights.evening", weights.evening, 0, kMostCost);
    Range("weights.above_preferred", weights.above_preferred, 0, kMostCost);
    Range("weights.week_later", weights.week_later, 0, kMostCost);
    Range("weights.person_changed", weights.person_changed, 0, kMostCost);
    Range("weights.activity_changed", weights.activity_changed, 0, kMostCost);
    Range("weights.slot_changed", weights.slot_changed, 0, kMostCost);
    Range("weights.late_factor", weights.late_factor, 1, kMostLateFactor);
  }

  void CheckPerson(const Path& path, const Person& person) {
    Reference({path, "home"}, person.home, Count(in_.sites), "sites");
    Range({path, "reach"}, person.reach, 0, kMostTravel);
    Range({path, "entry_week"}, person.entry_week, 0, in_.weeks - 1);
    for (std::size_t i = 0; i < person.blocks.size(); ++i) {
      CheckStretch({{{path, "blocks"}, i}, "stretch"}, person.blocks[i].stretch);
    }
    CheckPersonLimits({path, "limits"}, person.limits);
    if (Count(person.requirements) > kMostRequirements) {
      Fault({path, "requirements"}, "WRONG_SIZE",
            "Give at most " + std::to_string(kMostRequirements) + " requirements.");
    }
    Ids({path, "requirements"}, person.requirements);
    for (std::size_t i = 0; i < person.requirements.size(); ++i) {
      CheckRequirement({{path, "requirements"}, i}, person.requirements[i]);
    }
    if (person.cohort != -1) Reference({path, "cohort"}, person.cohort, Count(in_.cohorts), "cohorts");
    Range({path, "per_day"}, person.per_day, 0, kMostCost);
    Range({path, "weight_permille"}, person.weight_permille, 0, kMostPermille);
  }

  void CheckPersonLimits(const Path& path, const std::vector<PersonLimit>& limits) {
    if (Count(limits) > kMostLimits) {
      Fault(path, "WRONG_SIZE", "Give at most " + std::to_string(kMostLimits) + " limits.");
    }
    std::set<int> seen;
    for (std::size_t i = 0; i < limits.size(); ++i) {
      const Path own(path, i);
      Reference({own, "limit"}, limits[i].limit, Count(in_.limits), "limits");
      if (!seen.insert(limits[i].limit).second) {
        Fault({own, "limit"}, "DUPLICATE_ID", "Give every limit once.");
      }
      Range({own, "most"}, limits[i].most, 0, kMostOfLimit);
      if (limits[i].preferred) Range({own, "preferred"}, *limits[i].preferred, 0, kMostOfLimit);
    }
  }

  void CheckRequirement(const Path& path, const Requirement& requirement) {
    Reference({path, "kind"}, requirement.kind, Count(in_.kinds), "kinds");
    Range({path, "unplaced"}, requirement.unplaced, 0, kMostCost);
    Range({path, "short_half_day"}, requirement.short_half_day, 0, kMostCost);
    CheckSize({path, "least_half_days"}, {path, "most_half_days"}, requirement.least_half_days,
              requirement.most_half_days, kHalfDaysOfWeek);
    CheckSize({path, "least_minutes"}, {path, "most_minutes"}, requirement.least_minutes,
              requirement.most_minutes, 7 * kMinutesOfDay);
    for (std::size_t i = 0; i < requirement.conditions.size(); ++i) {
      CheckCondition({{path, "conditions"}, i}, requirement.conditions[i]);
    }
    if (requirement.pinned) CheckPlacement({path, "pinned"}, *requirement.pinned);
    if (requirement.published) CheckPlacement({path, "published"}, *requirement.published);
  }

  void CheckSize(const Path& least_path, const Path& most_path, int least, int most, int limit) {
    Range(least_path, least, 0, limit);
    Range(most_path, most, 0, limit);
    if (most != 0 && least > most) {
      Fault(most_path, "INTERVAL_REVERSED", "Allow at least as much as is required, or 0 for no bound.");
    }
  }

  void CheckCondition(const Path& path, const Condition& condition) {
    NotEmpty({path, "attribute"}, condition.attribute);
    if (condition.least && condition.most && *condition.least > *condition.most) {
      Fault({path, "most"}, "INTERVAL_REVERSED", "Let the most be no less than the least.");
    }
    if (condition.cost) Range({path, "cost"}, *condition.cost, 0, kMostCost);
  }

  void CheckPlacement(const Path& path, const Placement& placement) {
    Reference({path, "offering"}, placement.offering, Count(in_.offerings), "offerings");
    if (placement.offering < 0 || placement.offering >= Count(in_.offerings)) return;
    const auto count = in_.offerings[static_cast<std::size_t>(placement.offering)].meetings.size();
    if (count < 32 && (placement.meetings >> count) != 0) {
      Fault({path, "meetings"}, "UNKNOWN_REFERENCE", "Refer to meetings that the offering has.");
    }
  }

  const Instance& in_;
  Violations faults_;
  bool full_ = false;
};

}  // namespace

Status CheckInstance(const Instance& instance) { return Check(instance).Run(); }

void Publish(const Plan& plan, Instance* instance) {
  for (std::size_t i = 0; i < plan.people.size(); ++i) {
    Person& person = instance->people[i];
    person.published = true;
    for (std::size_t r = 0; r < person.requirements.size(); ++r)
      person.requirements[r].published = plan.people[i][r];
  }
}

}  // namespace duaal::planner
