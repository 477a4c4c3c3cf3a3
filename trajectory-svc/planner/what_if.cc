#include "trajectory-svc/planner/what_if.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <set>
#include <utility>

#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/region_state.h"
#include "trajectory-svc/planner/week_solver.h"

namespace duaal::planner {
namespace {

// Seats that people leave make room for others, who leave seats; so often this is followed up.
constexpr int kMostRounds = 5;

std::size_t Size(int index) { return static_cast<std::size_t>(index); }

// Applies a change to a copy of the instance and of the plan's list of open offerings.
class Changer {
 public:
  Changer(Instance* instance, Plan* plan) : instance_(*instance), plan_(*plan) {}

  [[nodiscard]] Status Apply(const Change& change) {
    std::visit([&](const auto& one) { Make(one); }, change);
    return violations_.empty() ? absl::OkStatus() : violations_.ToStatus();
  }
  // Resources of which there is more than there was.
  [[nodiscard]] const std::vector<int>& more() const { return more_; }

 private:
  bool Known(const char* field, int index, std::size_t count) {
    const bool known = index >= 0 && Size(index) < count;
    if (!known) violations_.Add(field, "UNKNOWN_REFERENCE", "Name one that the instance has.");
    return known;
  }
  bool Within(const char* field, int value, int least, int most) {
    const bool within = value >= least && value <= most;
    if (!within) {
      violations_.Add(field, "OUT_OF_RANGE",
                      "Use " + std::to_string(least) + " to " + std::to_string(most) + ".");
    }
    return within;
  }

  void Make(const AddCopy& copy) {
    const bool known = Known("offering", copy.offering, instance_.offerings.size());
    if (!Within("seats", copy.seats, 1, std::numeric_limits<std::int16_t>::max()) || !known) return;
    Offering offering = instance_.offerings[Size(copy.offering)];
    offering.id = copy.id;
    offering.name = copy.name;
    offering.closed = false;
    offering.floor = 0;
    if (!copy.times.empty()) {
      offering.meetings.clear();
      for (const Stretch& time : copy.times) offering.meetings.push_back({time, {}});
      offering.choose_most = std::min<int>(offering.choose_most, static_cast<int>(copy.times.size()));
      offering.choose_least = std::min(offering.choose_least, offering.choose_most);
    }
    for (Meeting& meeting : offering.meetings) meeting.resources.clear();
    more_.push_back(static_cast<int>(instance_.resources.size()));
    offering.resources = more_;
    instance_.resources.push_back({copy.id, copy.seats});
    instance_.offerings.push_back(std::move(offering));
    plan_.open.push_back(true);
  }
  void Make(const CloseSite& close) {
    if (!Known("site", close.site, instance_.sites.size())) return;
    for (Offering& offering : instance_.offerings) {
      if (offering.site == close.site && !offering.online) offering.closed = true;
    }
  }
  void Make(const TakeAway& away) {
    if (Known("offering", away.offering, instance_.offerings.size()))
      instance_.offerings[Size(away.offering)].closed = true;
  }
  void Make(const SetLimit& set) {
    bool good = Known("limit", set.limit, instance_.limits.size());
    good = Within("most", set.most, 0, kMostOfLimit) && good;
    for (const int person : set.people) good = Known("people", person, instance_.people.size()) && good;
    if (!good) return;
    const std::set<int> chosen(set.people.begin(), set.people.end());
    for (std::size_t p = 0; p < instance_.people.size(); ++p) {
      if (!chosen.empty() && !chosen.contains(static_cast<int>(p))) continue;
      for (PersonLimit& limit : instance_.people[p].limits) {
        if (limit.limit == set.limit) limit.most = set.most;
      }
    }
  }
  void Make(const AddSeats& add) {
    if (!Known("resource", add.resource, instance_.resources.size())) return;
    Resource& resource = instance_.resources[Size(add.resource)];
    if (!Within("more", add.more, 1, std::numeric_limits<std::int16_t>::max() - resource.seats)) return;
    resource.seats += add.more;
    more_.push_back(add.resource);
  }

  Instance& instance_;
  Plan& plan_;
  Violations violations_;
  std::vector<int> more_;
};

// Lets people settle after a change.
class Settler {
 public:
  Settler(const Model& model, const Plan& before)
      : model_(model), before_(before), state_(model), solver_(model) {
    state_.FromPlan(before);
  }

  // Those who cannot keep their week, dearest loss first. Offerings that fall below their floor close.
  void MoveWhoMust() {
    std::vector<std::int32_t> hit = WhoMustMove();
    while (!hit.empty()) {
      std::stable_sort(hit.begin(), hit.end(),
                       [&](std::int32_t a, std::int32_t b) { return Loss(a) > Loss(b); });
      for (const std::int32_t person : hit) state_.Clear(person);
      for (const std::int32_t person : hit) Solve(person, kImpossible);
      hit = CloseBelowFloor();
    }
  }

  // Those who have use for new seats or a wider limit.
  void Offer(const std::vector<int>& more, const std::vector<std::int32_t>& wider) {
    std::set<std::uint32_t> seats(more.begin(), more.end());
    std::set<std::int32_t> people(wider.begin(), wider.end());
    for (int round = 0; round < kMostRounds && (!seats.empty() || !people.empty()); ++round) {
      std::vector<std::int32_t> order;
      for (std::int32_t person = 0; person < model_.people(); ++person) {
        if (people.contains(person) || Uses(person, seats)) order.push_back(person);
      }
      std::stable_sort(order.begin(), order.end(),
                       [&](std::int32_t a, std::int32_t b) { return Unplaced(a) > Unplaced(b); });
      people.clear();
      std::set<std::uint32_t> left;
      for (const std::int32_t person : order) Improve(person, &left);
      seats = std::move(left);
    }
  }

  [[nodiscard]] Plan ToPlan() const { return state_.ToPlan(); }

 private:
  [[nodiscard]] std::vector<std::int32_t> WhoMustMove() const {
    std::vector<std::int32_t> hit;
    for (std::int32_t person = 0; person < model_.people(); ++person) {
      std::vector<ItemId> items;
      bool lost = false;
      for (std::size_t r = 0; r < model_.person(person).requirement_count; ++r) {
        const ItemId id = state_.week(person)[r];
        lost |= id == kNoItem && before_.people[Size(person)][r].has_value();
        if (id != kNoItem) items.push_back(id);
      }
      if (lost || !model_.CountsFit(person, items)) hit.push_back(person);
    }
    return hit;
  }

  // What is unplaced, weighed.
  [[nodiscard]] Cost Unplaced(std::int32_t person) const {
    Cost cost = 0;
    const auto requirements = model_.RequirementsOf(model_.person(person));
    for (std::size_t r = 0; r < requirements.size(); ++r) {
      if (state_.week(person)[r] == kNoItem) cost += requirements[r].unplaced;
    }
    return cost;
  }
  // What the person stands to lose: everything that was placed.
  [[nodiscard]] Cost Loss(std::int32_t person) const {
    Cost cost = 0;
    const auto requirements = model_.RequirementsOf(model_.person(person));
    for (std::size_t r = 0; r < requirements.size(); ++r) {
      if (before_.people[Size(person)][r]) cost += requirements[r].unplaced;
    }
    return cost;
  }

  bool Solve(std::int32_t person, Cost below) {
    WeekQuery query;
    query.person = person;
    query.free = state_.free().data();
    query.references = &state_.references();
    query.below = below;
    Week week = EmptyWeek();
    if (solver_.Solve(query, &week) >= below) return false;
    state_.Place(person, week);
    return true;
  }

  [[nodiscard]] bool Uses(std::int32_t person, const std::set<std::uint32_t>& seats) const {
    for (const RequirementModel& requirement : model_.RequirementsOf(model_.person(person))) {
      for (const Option& option : model_.OptionsOf(requirement)) {
        for (const std::uint32_t k : model_.ResourcesOf(model_.item(option.item))) {
          if (seats.contains(k)) return true;
        }
      }
    }
    return false;
  }

  void Improve(std::int32_t person, std::set<std::uint32_t>* left) {
    const Week before = state_.week(person);
    const Cost cost = state_.cost(person);
    state_.Clear(person);
    if (!Solve(person, cost)) {
      state_.Place(person, before);
      return;
    }
    if (BreaksFloor(before) || BreaksFloor(state_.week(person))) {
      state_.Place(person, before);
      return;
    }
    for (const ItemId id : before) {
      if (id == kNoItem) continue;
      for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) left->insert(k);
    }
  }

  [[nodiscard]] bool BelowFloor(int offering) const {
    const int floor = model_.instance().offerings[Size(offering)].floor;
    if (floor == 0 || model_.FloorResource(offering) < 0) return false;
    const auto members = static_cast<int>(state_.MembersOf(offering).size());
    return members > 0 && members < floor;
  }
  [[nodiscard]] bool BreaksFloor(const Week& week) const {
    return std::any_of(week.begin(), week.end(), [&](ItemId id) {
      return id != kNoItem && BelowFloor(static_cast<int>(model_.item(id).offering));
    });
  }

  // The people who lose their placement with it.
  std::vector<std::int32_t> CloseBelowFloor() {
    std::set<std::int32_t> members;
    for (int offering = 0; offering < static_cast<int>(model_.instance().offerings.size()); ++offering) {
      if (!BelowFloor(offering)) continue;
      const std::vector<std::int32_t> of_offering = state_.MembersOf(offering);
      members.insert(of_offering.begin(), of_offering.end());
      state_.Close(offering);
    }
    return {members.begin(), members.end()};
  }

  const Model& model_;
  const Plan& before_;
  RegionState state_;
  WeekSolver solver_;
};

// People with a limit that is higher than it was.
std::vector<std::int32_t> Wider(const Instance& before, const Instance& after) {
  std::vector<std::int32_t> wider;
  for (std::size_t p = 0; p < before.people.size(); ++p) {
    const auto& old = before.people[p].limits;
    for (std::size_t i = 0; i < old.size(); ++i) {
      if (after.people[p].limits[i].most > old[i].most) wider.push_back(static_cast<std::int32_t>(p));
    }
  }
  return wider;
}

std::vector<PersonEffect> EffectsOf(const Instance& before, const Plan& old, const WhatIfAnswer& answer) {
  std::vector<PersonEffect> effects;
  for (std::size_t p = 0; p < before.people.size(); ++p) {
    PersonEffect effect;
    effect.person = static_cast<int>(p);
    effect.before = ObjectiveOfPerson(before, effect.person, old.people[p]).total;
    effect.after = ObjectiveOfPerson(answer.instance, effect.person, answer.plan.people[p]).total;
    if (effect.before == effect.after && old.people[p] == answer.plan.people[p]) continue;
    for (std::size_t r = 0; r < old.people[p].size(); ++r) {
      const bool had = old.people[p][r].has_value();
      const bool has = answer.plan.people[p][r].has_value();
      if (had != has) (has ? effect.placed : effect.unplaced).push_back(static_cast<int>(r));
    }
    effects.push_back(std::move(effect));
  }
  std::stable_sort(effects.begin(), effects.end(), [](const PersonEffect& a, const PersonEffect& b) {
    return a.after - a.before > b.after - b.before;
  });
  return effects;
}

}  // namespace

StatusOr<WhatIfAnswer> WhatIf(const Instance& instance, const Plan& plan, const Change& change, int threads) {
  RETURN_IF_ERROR(CheckInstance(instance));
  RETURN_IF_ERROR(CheckPlan(instance, plan));
  WhatIfAnswer answer;
  answer.instance = instance;
  Plan begin = plan;
  Changer changer(&answer.instance, &begin);
  RETURN_IF_ERROR(changer.Apply(change));
  ASSIGN_OR_RETURN(const std::unique_ptr<const Model> model, Model::Make(answer.instance, threads));
  Settler settler(*model, begin);
  settler.MoveWhoMust();
  settler.Offer(changer.more(), Wider(instance, answer.instance));
  answer.plan = settler.ToPlan();
  answer.before = ObjectiveOf(instance, plan);
  answer.after = ObjectiveOf(answer.instance, answer.plan);
  answer.people = EffectsOf(instance, plan, answer);
  return answer;
}

std::vector<SeatPrice> DearestSeats(const Instance& instance, std::span<const Cost> prices, int count) {
  std::vector<SeatPrice> seats(instance.resources.size());
  for (std::size_t k = 0; k < seats.size(); ++k) {
    seats[k].resource = static_cast<int>(k);
    seats[k].price = k < prices.size() ? prices[k] : 0;
  }
  for (std::size_t o = 0; o < instance.offerings.size(); ++o) {
    const auto add = [&](const std::vector<int>& resources) {
      for (const int k : resources) {
        auto& offerings = seats[Size(k)].offerings;
        if (offerings.empty() || offerings.back() != static_cast<int>(o))
          offerings.push_back(static_cast<int>(o));
      }
    };
    add(instance.offerings[o].resources);
    for (const Meeting& meeting : instance.offerings[o].meetings) add(meeting.resources);
  }
  std::erase_if(seats, [](const SeatPrice& seat) { return seat.price <= 0; });
  std::stable_sort(seats.begin(), seats.end(),
                   [](const SeatPrice& a, const SeatPrice& b) { return a.price > b.price; });
  if (seats.size() > Size(std::max(0, count))) seats.resize(Size(std::max(0, count)));
  return seats;
}

Affordable AffordableBy(const Instance& instance, const Offering& offering, std::span<const int> people,
                        const Plan* plan) {
  const auto counts = [](const Limit& limit, int kind) {
    return limit.kinds.empty() ||
           std::find(limit.kinds.begin(), limit.kinds.end(), kind) != limit.kinds.end();
  };
  Affordable affordable;
  for (const int person : people) {
    bool able = true;
    for (const PersonLimit& own : instance.people[Size(person)].limits) {
      const Limit& limit = instance.limits[Size(own.limit)];
      if (limit.unit != Unit::kEuros || !counts(limit, offering.kind)) continue;
      std::int64_t spent = 0;
      for (const auto& placement : plan == nullptr ? WeekPlan() : plan->people[Size(person)]) {
        if (!placement) continue;
        const Offering& other = instance.offerings[Size(placement->offering)];
        if (other.id != offering.id && counts(limit, other.kind)) spent += other.price_euro;
      }
      able = able && spent + offering.price_euro <= own.most;
    }
    (able ? affordable.able : affordable.unable).push_back(person);
  }
  return affordable;
}

}  // namespace duaal::planner
