#include "trajectory-svc/planner/week_solver.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/generator.h"
#include "trajectory-svc/planner/random.h"
#include "trajectory-svc/planner/testing/small_instance.h"

namespace duaal::planner {
namespace {

constexpr int kInstances = 1500;

// All placements of an offering, whether or not they may serve anybody.
std::vector<Placement> PlacementsOf(const Instance& instance, int offering) {
  const Offering& what = instance.offerings[static_cast<std::size_t>(offering)];
  const std::uint32_t all = (std::uint32_t{1} << what.meetings.size()) - 1;
  if (what.choose_most == 0) return {{offering, all}};
  std::vector<Placement> placements;
  for (std::uint32_t meetings = 1; meetings <= all; ++meetings) placements.push_back({offering, meetings});
  return placements;
}

// A copy of the instance with this person alone, with the seats there are or with plenty.
Instance Alone(const Instance& instance, int person, bool plenty) {
  Instance alone = instance;
  alone.people = {instance.people[static_cast<std::size_t>(person)]};
  alone.people[0].cohort = -1;
  for (Resource& resource : alone.resources) resource.seats = plenty ? 100 : resource.seats;
  for (Offering& offering : alone.offerings) offering.floor = 0;
  return alone;
}

// The instance where going without costs more than everything else together, and so does a condition that is
// not met.
Instance WithDearOptions(Instance instance) {
  constexpr Cost kTimes = 30;
  for (Person& person : instance.people) {
    for (Requirement& requirement : person.requirements) {
      requirement.unplaced *= kTimes;
      for (Condition& condition : requirement.conditions) {
        if (condition.cost) *condition.cost *= kTimes;
      }
    }
  }
  return instance;
}

// The costs of every week that the rules allow, cheapest first, judged by the checker alone.
class BruteForce {
 public:
  BruteForce(const Instance& instance, int person, const std::vector<Cost>& prices, bool plenty)
      : alone_(Alone(instance, person, plenty)), prices_(prices) {
    for (const Requirement& requirement : alone_.people[0].requirements) {
      auto& choices = choices_.emplace_back();
      choices.emplace_back(std::nullopt);
      for (std::size_t o = 0; o < alone_.offerings.size(); ++o) {
        if (alone_.offerings[o].kind != requirement.kind) continue;
        for (const Placement& placement : PlacementsOf(alone_, static_cast<int>(o)))
          Consider(choices_.size() - 1, placement);
      }
    }
    week_.resize(choices_.size());
    Try(0);
    std::sort(costs_.begin(), costs_.end());
  }

  [[nodiscard]] const std::vector<Cost>& costs() const { return costs_; }

 private:
  bool Legal(const WeekPlan& week) const {
    Plan plan{{week}, std::vector<bool>(alone_.offerings.size(), true)};
    return CheckPlan(alone_, plan).ok();
  }
  void Consider(std::size_t requirement, const Placement& placement) {
    WeekPlan week(alone_.people[0].requirements.size());
    week[requirement] = placement;
    if (Legal(week)) choices_[requirement].emplace_back(placement);
  }
  void Try(std::size_t requirement) {
    if (requirement == choices_.size()) {
      costs_.push_back(CostOf());
      return;
    }
    for (const auto& choice : choices_[requirement]) {
      week_[requirement] = choice;
      if (!choice || Legal(week_)) Try(requirement + 1);
    }
    week_[requirement].reset();
  }
  Cost CostOf() const {
    Cost cost = ObjectiveOfPerson(alone_, 0, week_).total;
    for (const auto& placement : week_) {
      if (!placement) continue;
      std::vector<int> taken = alone_.offerings[static_cast<std::size_t>(placement->offering)].resources;
      const auto& meetings = alone_.offerings[static_cast<std::size_t>(placement->offering)].meetings;
      for (std::size_t i = 0; i < meetings.size(); ++i) {
        if ((placement->meetings >> i & 1U) == 0) continue;
        taken.insert(taken.end(), meetings[i].resources.begin(), meetings[i].resources.end());
      }
      std::sort(taken.begin(), taken.end());
      taken.erase(std::unique(taken.begin(), taken.end()), taken.end());
      for (const int k : taken) cost += prices_[static_cast<std::size_t>(k)];
    }
    return cost;
  }

  Instance alone_;
  const std::vector<Cost>& prices_;
  std::vector<std::vector<std::optional<Placement>>> choices_;
  WeekPlan week_;
  std::vector<Cost> costs_;
};

TEST(WeekSolver, FindsWhatTryingEverythingFinds) {
  for (std::uint64_t seed = 1; seed <= kInstances; ++seed) {
    const Instance instance = seed % 2 == 0 ? SmallInstance(seed) : WithDearOptions(SmallInstance(seed));
    const auto model = Model::Make(instance);
    ASSERT_TRUE(model.ok()) << seed << " " << model.status();
    Random random(seed);
    std::vector<Cost> prices((*model)->seats().size(), 0);
    for (int k = 0; k < (*model)->real_resources(); ++k) {
      prices[static_cast<std::size_t>(k)] = random.Below(3) == 0 ? random.Below(40) * 250 : 0;
    }
    WeekSolver solver(**model);
    for (int person = 0; person < (*model)->people(); ++person) {
      const bool plenty = random.Below(2) == 0;
      const BruteForce truth(instance, person, prices, plenty);
      WeekQuery query;
      query.person = person;
      query.prices = prices.data();
      if (!plenty) query.free = (*model)->seats().data();
      Week week;
      ASSERT_EQ(solver.Solve(query, &week), truth.costs().front()) << "seed " << seed << " person " << person;
      ASSERT_EQ(CostOfWeek(**model, query, week), truth.costs().front())
          << "seed " << seed << " person " << person;
      const auto best = solver.Best(query, 5);
      ASSERT_EQ(best.size(), std::min<std::size_t>(5, truth.costs().size()))
          << "seed " << seed << " person " << person;
      for (std::size_t i = 0; i < best.size(); ++i) {
        ASSERT_EQ(best[i].cost, truth.costs()[i]) << "seed " << seed << " person " << person << " week " << i;
      }
    }
  }
}

// The same instance with far more to choose from: every offering again and again, elsewhere and at other
// times.
Instance ManyOptions(std::uint64_t seed, Random* random) {
  Instance instance = SmallInstance(seed);
  const std::vector<Offering> offerings = instance.offerings;
  const auto sites = static_cast<int>(instance.sites.size());
  for (int copy = 1; copy <= 15; ++copy) {
    for (Offering offering : offerings) {
      offering.id += "-" + std::to_string(copy);
      offering.site = random->Below(sites);
      offering.price_euro = random->Below(10) * 100;
      offering.floor = 0;
      for (Meeting& meeting : offering.meetings) meeting.stretch.weekday = 1 + random->Below(5);
      instance.offerings.push_back(std::move(offering));
    }
  }
  return instance;
}

// When several weeks are asked for, every option is looked at; when one is, only those that look promising
// are until none of them will do.
TEST(WeekSolver, LeavesNothingOutThatCouldBeBetter) {
  std::size_t most = 0;
  int models = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Random random(seed);
    const Instance instance = ManyOptions(seed, &random);
    const auto model = Model::Make(instance);
    if (!model.ok()) continue;  // too varied
    ++models;
    most = std::max(most, (*model)->most_options());
    WeekSolver solver(**model);
    std::vector<Cost> prices((*model)->seats().size(), 0);
    for (int k = 0; k < (*model)->real_resources(); ++k) {
      prices[static_cast<std::size_t>(k)] = random.Below(2) * random.Below(6000);
    }
    for (int person = 0; person < (*model)->people(); ++person) {
      WeekQuery query;
      query.person = person;
      query.prices = prices.data();
      if (random.Below(2) == 0) query.free = (*model)->seats().data();
      const auto count = static_cast<int>((*model)->person(person).requirement_count);
      if (random.Below(2) == 0) query.demanded = static_cast<std::uint32_t>(random.Below(1 << count));
      Week week;
      const Cost cost = solver.Solve(query, &week);
      const auto best = solver.Best(query, 2);
      ASSERT_EQ(cost, best.empty() ? kImpossible : best.front().cost)
          << "seed " << seed << " person " << person;
      if (best.empty()) continue;
      ASSERT_EQ(CostOfWeek(**model, query, week), cost) << "seed " << seed << " person " << person;
      query.below = cost;
      ASSERT_EQ(solver.Solve(query, &week), kImpossible) << "seed " << seed << " person " << person;
    }
  }
  EXPECT_GT(models, 50);
  EXPECT_GT(most, 300U) << "too few options for any to be left out";
}

void TakeSeats(const Model& model, const Week& week, std::vector<std::int32_t>* free) {
  for (const ItemId id : week) {
    if (id == kNoItem) continue;
    for (const std::uint32_t resource : model.ResourcesOf(model.item(id))) --(*free)[resource];
  }
}

// First come, first served, until many go without something: then it is tried in turn who goes without what.
// When several weeks are asked for, all options are searched at once.
TEST(WeekSolver, PlansAroundWhatIsFull) {
  int without = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Instance instance = Generate({200, seed, 0}).instance;
    const auto model = Model::Make(instance);
    ASSERT_TRUE(model.ok()) << model.status();
    std::vector<std::int32_t> free = (*model)->seats();
    WeekSolver solver(**model);
    for (int person = 0; person < (*model)->people(); ++person) {
      WeekQuery query;
      query.person = person;
      query.free = free.data();
      Week week = EmptyWeek();
      const Cost cost = solver.Solve(query, &week);
      ASSERT_EQ(cost, solver.Best(query, 2).front().cost) << "seed " << seed << " person " << person;
      ASSERT_EQ(cost, CostOfWeek(**model, query, week)) << "seed " << seed << " person " << person;
      query.below = cost;
      Week none;
      ASSERT_EQ(solver.Solve(query, &none), kImpossible) << "seed " << seed << " person " << person;
      const auto placed = std::count_if(week.begin(), week.end(), [](ItemId id) { return id != kNoItem; });
      if (placed + 1 < (*model)->person(person).requirement_count) ++without;
      TakeSeats(**model, week, &free);
    }
  }
  EXPECT_GT(without, 50) << "too few people go without two things or more";
}

}  // namespace
}  // namespace duaal::planner
