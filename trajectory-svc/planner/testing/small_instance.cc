#include "trajectory-svc/planner/testing/small_instance.h"

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace duaal::planner {
namespace {

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) { instance_.id = "small-" + std::to_string(seed); }

  Instance Make() {
    instance_.weeks = OneOf(1, 4, 12, 26);
    MakeSites();
    MakeKinds();
    MakeResources();
    for (int kind = 0; kind < Kinds(); ++kind) MakeOfferings(kind);
    MakeLimits();
    MakeRules();
    MakeCohorts();
    MakeWeights();
    const int people = Between(2, 6);
    for (int p = 0; p < people; ++p) MakePerson(p);
    return std::move(instance_);
  }

 private:
  // The standard distributions differ between libraries; the engine does not.
  int Between(int least, int most) {
    return least + static_cast<int>(random_() % static_cast<std::uint64_t>(most - least + 1));
  }
  bool Chance(int percent) { return Between(1, 100) <= percent; }
  template <typename... T>
  int OneOf(T... values) {
    const std::array<int, sizeof...(T)> all = {values...};
    return all[static_cast<std::size_t>(Between(0, static_cast<int>(all.size()) - 1))];
  }
  std::string Text() { return std::string(1, static_cast<char>('a' + Between(0, 3))); }
  [[nodiscard]] int Kinds() const { return static_cast<int>(instance_.kinds.size()); }

  void MakeSites() {
    const int sites = Between(1, 4);
    for (int s = 0; s < sites; ++s) instance_.sites.push_back({"site-" + std::to_string(s), {}});
    for (int from = 0; from < sites; ++from) {
      // Both ways differ: the judges must not swap them.
      for (int to = 0; to < sites; ++to) {
        const auto back = static_cast<std::size_t>(to * sites + from);
        instance_.travel.push_back(from == to ? 0 : to < from ? instance_.travel[back] : Between(2, 18) * 5);
      }
    }
  }

  void MakeKinds() {
    const int kinds = Between(1, 4);
    for (int k = 0; k < kinds; ++k) instance_.kinds.push_back({"kind-" + std::to_string(k), {}});
  }

  void MakeResources() {
    const int resources = Between(1, 8);
    for (int i = 0; i < resources; ++i)
      instance_.resources.push_back({"seats-" + std::to_string(i), Between(0, 3)});
  }

  std::vector<int> SomeResources() {
    std::vector<int> some;
    for (int i = Between(0, 2); i > 0; --i) {
      const int resource = Between(0, static_cast<int>(instance_.resources.size()) - 1);
      if (some.empty() || some[0] != resource) some.push_back(resource);
    }
    return some;
  }

  Weeks MakeWeeks() {
    const int all = instance_.weeks;
    if (Chance(40)) return {0, all, 1, 0};
    if (Chance(50)) return {0, all, 2, Between(0, 1)};
    const int first = Between(0, all - 1);
    if (Chance(50)) return {first, std::min(all, first + 10), 1, 0};
    // Some reach beyond the horizon, some lie wholly past it.
    return {Between(0, all), all + Between(1, 3), Between(1, 3), Between(0, 3)};
  }

  Stretch MakeStretch(int days) {
    Stretch stretch;
    stretch.weekday = Between(1, days);
    stretch.start = Chance(60) ? OneOf(540, 780, 1050, 1140) : Between(100, 250) * 5;
    stretch.end = std::min(1440, stretch.start + (Chance(60) ? 180 : Between(6, 50) * 5));
    stretch.weeks = MakeWeeks();
    return stretch;
  }

  std::vector<Property> MakeProperties() {
    std::vector<Property> properties;
    if (Chance(70)) {
      properties.push_back({"provider", {Text()}, std::nullopt});
      if (Chance(30)) properties.back().texts.push_back(Text());
    }
    if (Chance(50)) properties.push_back({"sector", {Text()}, std::nullopt});
    if (Chance(60)) properties.push_back({"level", {}, Between(1, 4)});
    return properties;
  }

  void MakeOfferings(int kind) {
    const int offerings = Between(1, 4);
    // At most one with a choice of meetings, so that a requirement keeps few placements.
    const int chooses = Chance(40) ? Between(0, offerings - 1) : -1;
    for (int i = 0; i < offerings; ++i) {
      Offering offering;
      offering.id = "offering-" + std::to_string(instance_.offerings.size());
      offering.kind = kind;
      offering.site = Between(0, static_cast<int>(instance_.sites.size()) - 1);
      offering.online = Chance(15);
      const int meetings = i == chooses ? Between(2, 3) : OneOf(0, 1, 1, 1, 2, 2, 3);
      const int days = OneOf(2, 5, 7);
      for (int m = 0; m < meetings; ++m) {
        offering.meetings.push_back({MakeStretch(days), Chance(40) ? SomeResources() : std::vector<int>{}});
      }
      if (i == chooses) {
        offering.choose_most = Between(1, meetings);
        offering.choose_least = Between(0, offering.choose_most);
      }
      offering.resources = SomeResources();
      offering.properties = MakeProperties();
      offering.price_euro = Chance(50) ? Between(0, 10) * 100 : 0;
      offering.floor = Chance(15) ? Between(1, 3) : 0;
      for (int e = Chance(25) ? Between(1, 3) : 0; e > 0; --e) {
        offering.entry_weeks.push_back(Between(0, instance_.weeks - 1));
      }
      offering.closed = Chance(5);
      instance_.offerings.push_back(std::move(offering));
    }
  }

  void MakeLimits() {
    for (const Unit unit :
         {Unit::kHalfDays, Unit::kMinutes, Unit::kActivities, Unit::kEuros, Unit::kHalfDays}) {
      Limit limit;
      limit.id = "limit-" + std::to_string(instance_.limits.size());
      limit.unit = unit;
      for (int kind = 0; kind < Kinds(); ++kind) {
        if (Chance(30)) limit.kinds.push_back(kind);
      }
      instance_.limits.push_back(std::move(limit));
    }
  }

  void MakeRules() {
    for (int rules = Between(0, 3); rules > 0; --rules) {
      Rule rule;
      rule.type = static_cast<RuleType>(Between(0, 4));
      rule.kind_a = Between(0, Kinds() - 1);
      rule.kind_b = Between(0, Kinds() - 1);
      rule.attribute = Chance(60) ? "provider" : "sector";
      if (rule.type == RuleType::kPairs) {
        for (int i = Between(1, 3); i > 0; --i) rule.pairs.emplace_back(Text(), Text());
      }
      instance_.rules.push_back(std::move(rule));
    }
  }

  void MakeCohorts() {
    for (int cohorts = Between(0, 2); cohorts > 0; --cohorts) {
      Cohort cohort;
      cohort.id = "cohort-" + std::to_string(instance_.cohorts.size());
      for (int kind = 0; kind < Kinds(); ++kind) {
        if (Chance(60)) cohort.kinds.push_back(kind);
      }
      cohort.deviation = Between(0, 4) * kPoint;
      instance_.cohorts.push_back(std::move(cohort));
    }
  }

  void MakeWeights() {
    if (Chance(50)) return;
    Weights& weights = instance_.weights;
    weights = {Between(0, 100),         Between(0, 2000),       Between(0, 3000),       Between(0, 300),
               Between(0, 50) * kPoint, Between(0, 9) * kPoint, Between(0, 5) * kPoint, Between(1, 4)};
  }

  Condition MakeCondition() {
    Condition condition;
    condition.attribute = OneOf(0, 1) == 0 ? "provider" : "level";
    if (condition.attribute == "provider") {
      condition.one_of = {Text(), Text(), Text()};
      if (Chance(5)) condition.least = 1;
    } else {
      if (Chance(60)) condition.least = Between(1, 2);
      if (Chance(40)) condition.most = Between(2, 4);
    }
    if (Chance(70)) condition.cost = Between(0, 3000);
    return condition;
  }

  // A placement of the kind that keeps rule 2, or none; other rules may forbid it.
  std::optional<Placement> SomePlacement(int kind) {
    const int o = Between(0, static_cast<int>(instance_.offerings.size()) - 1);
    const Offering& offering = instance_.offerings[static_cast<std::size_t>(o)];
    if (offering.kind != kind) return std::nullopt;
    const auto count = static_cast<int>(offering.meetings.size());
    if (offering.choose_most == 0) return Placement{o, (1U << count) - 1};
    return Placement{o, 1U << Between(0, count - 1)};
  }

  Requirement MakeRequirement(int index, bool published) {
    Requirement requirement;
    requirement.id = "requirement-" + std::to_string(index);
    requirement.kind = Between(0, Kinds() - 1);
    requirement.legal = Chance(30);
    requirement.unplaced = Chance(90) ? Between(5, 60) * kPoint : Between(0, 3) * kPoint;
    if (Chance(10)) requirement.least_half_days = Between(1, 2);
    if (Chance(25)) requirement.most_half_days = Between(std::max(1, requirement.least_half_days), 3);
    if (Chance(10)) requirement.least_minutes = Between(10, 200);
    if (Chance(10)) requirement.most_minutes = Between(200, 600);
    if (Chance(50)) requirement.short_half_day = Between(0, 3000);
    for (int i = Chance(50) ? Between(1, 2) : 0; i > 0; --i)
      requirement.conditions.push_back(MakeCondition());
    if (Chance(8)) requirement.pinned = SomePlacement(requirement.kind);
    if (published) requirement.published = SomePlacement(requirement.kind);
    return requirement;
  }

  PersonLimit MakePersonLimit(int limit) {
    PersonLimit own;
    own.limit = limit;
    switch (instance_.limits[static_cast<std::size_t>(limit)].unit) {
      case Unit::kHalfDays:
        own.most = Between(1, 8);
        break;
      case Unit::kMinutes:
        own.most = Between(10, 100) * 15;
        break;
      case Unit::kActivities:
        own.most = Between(1, 4);
        break;
      case Unit::kEuros:
        own.most = Between(0, 30) * 100;
        break;
    }
    if (Chance(50)) own.preferred = Between(0, own.most);
    return own;
  }

  void MakePerson(int index) {
    Person person;
    person.id = "person-" + std::to_string(index);
    person.home = Between(0, static_cast<int>(instance_.sites.size()) - 1);
    if (Chance(30)) person.reach = Between(20, 90);
    if (Chance(40)) person.entry_week = Between(0, instance_.weeks - 1);
    for (int i = Chance(50) ? Between(1, 3) : 0; i > 0; --i) {
      person.blocks.push_back({MakeStretch(7), {"blok", "block"}});
    }
    for (int limit = 0; limit < static_cast<int>(instance_.limits.size()); ++limit) {
      if (Chance(30)) person.limits.push_back(MakePersonLimit(limit));
    }
    person.published = Chance(40);
    person.notice_passed = Chance(50);
    const int requirements = Between(1, 4);
    for (int i = 0; i < requirements; ++i) {
      person.requirements.push_back(MakeRequirement(i, person.published));
    }
    if (!instance_.cohorts.empty() && Chance(60)) {
      person.cohort = Between(0, static_cast<int>(instance_.cohorts.size()) - 1);
    }
    if (Chance(40)) person.per_day = Between(0, 3000);
    if (Chance(30)) person.weight_permille = Between(1, 999);
    instance_.people.push_back(std::move(person));
  }

  std::mt19937_64 random_;
  Instance instance_;
};

}  // namespace

Instance SmallInstance(std::uint64_t seed) { return Maker(seed).Make(); }

}  // namespace duaal::planner
