#include "trajectory-svc/planner/verifier.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <utility>

#include "gtest/gtest.h"
#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/testing/small_instance.h"

namespace duaal::planner {
namespace {

constexpr int kInstances = 2000;

std::vector<Cost> SomePrices(const Instance& instance, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Cost> prices;
  for (std::size_t i = 0; i < instance.resources.size(); ++i) {
    // Round prices make ties; some seats are free.
    prices.push_back(static_cast<Cost>(random() % 8) * (random() % 2 == 0 ? 1000 : 777));
  }
  return prices;
}

Cost PriceOf(const Instance& instance, const Placement& placement, const std::vector<Cost>& prices) {
  const Offering& offering = instance.offerings[static_cast<std::size_t>(placement.offering)];
  std::set<int> resources(offering.resources.begin(), offering.resources.end());
  for (std::size_t m = 0; m < offering.meetings.size(); ++m) {
    if ((placement.meetings >> m & 1U) != 0) {
      resources.insert(offering.meetings[m].resources.begin(), offering.meetings[m].resources.end());
    }
  }
  Cost sum = 0;
  for (const int resource : resources) sum += prices[static_cast<std::size_t>(resource)];
  return sum;
}

// Tries every week of one person, with the checker as the only judge.
class EveryWeek {
 public:
  EveryWeek(const Instance& instance, std::size_t person, const std::vector<Cost>& prices)
      : alone_(instance), prices_(prices) {
    alone_.people = {instance.people[person]};
    for (Resource& resource : alone_.resources) resource.seats = 1000;
    for (Offering& offering : alone_.offerings) offering.floor = 0;
    plan_.people = {WeekPlan(alone_.people[0].requirements.size())};
    plan_.open.assign(alone_.offerings.size(), true);
    for (std::size_t r = 0; r < plan_.people[0].size(); ++r) FindPlacements(r);
  }

  Cost Cheapest() {
    Try(0, 0);
    return best_;
  }
  [[nodiscard]] std::int64_t weeks() const { return weeks_; }

 private:
  void FindPlacements(std::size_t r) {
    placements_.push_back({std::nullopt});
    for (std::size_t o = 0; o < alone_.offerings.size(); ++o) {
      for (std::uint32_t meetings = 0; meetings < 1U << alone_.offerings[o].meetings.size(); ++meetings) {
        plan_.people[0][r] = Placement{static_cast<int>(o), meetings};
        if (CheckPlan(alone_, plan_).ok()) placements_.back().push_back(plan_.people[0][r]);
      }
    }
    plan_.people[0][r] = std::nullopt;
  }

  void Try(std::size_t r, Cost seats) {
    if (r == placements_.size()) {
      ++weeks_;
      if (!CheckPlan(alone_, plan_).ok()) return;
      best_ = std::min(best_, seats + ObjectiveOfPerson(alone_, 0, plan_.people[0]).total);
      return;
    }
    for (const std::optional<Placement>& placement : placements_[r]) {
      plan_.people[0][r] = placement;
      Try(r + 1, seats + (placement ? PriceOf(alone_, *placement, prices_) : 0));
    }
    plan_.people[0][r] = std::nullopt;
  }

  Instance alone_;
  const std::vector<Cost>& prices_;
  Plan plan_;
  std::vector<std::vector<std::optional<Placement>>> placements_;
  Cost best_ = INT64_MAX;
  std::int64_t weeks_ = 0;
};

Plan NobodyPlaced(const Instance& instance) {
  Plan plan;
  for (const Person& person : instance.people) plan.people.emplace_back(person.requirements.size());
  plan.open.assign(instance.offerings.size(), true);
  return plan;
}

TEST(Verifier, FindsTheCheapestWeekOfEverybody) {
  std::int64_t weeks = 0;
  for (std::uint64_t seed = 0; seed < kInstances; ++seed) {
    const Instance instance = SmallInstance(seed);
    const std::vector<Cost> prices = SomePrices(instance, seed);
    Cost expected = 0;
    for (std::size_t p = 0; p < instance.people.size(); ++p) {
      EveryWeek every(instance, p, prices);
      expected += every.Cheapest();
      weeks += every.weeks();
    }
    for (std::size_t i = 0; i < prices.size(); ++i) expected -= prices[i] * instance.resources[i].seats;
    const StatusOr<Cost> bound = BoundOf(instance, prices);
    ASSERT_TRUE(bound.ok()) << bound.status();
    ASSERT_EQ(*bound, expected) << "seed " << seed;
  }
  // The instances must leave something to choose.
  EXPECT_GT(weeks, kInstances * 40);
}

TEST(Verifier, SaysTheSameForAnyNumberOfThreads) {
  Instance many = SmallInstance(11);
  const std::vector<Person> people = many.people;
  for (int i = 0; i < 100; ++i) many.people.insert(many.people.end(), people.begin(), people.end());
  const std::vector<Cost> prices = SomePrices(many, 11);
  const Cost alone = *BoundOf(many, prices, 1);
  EXPECT_EQ(*BoundOf(many, prices, 3), alone);
  EXPECT_EQ(*BoundOf(many, prices, 100), alone);
}

TEST(Verifier, BoundsEveryPlan) {
  for (std::uint64_t seed = 0; seed < kInstances; ++seed) {
    const Instance instance = SmallInstance(seed);
    const Cost bound = *BoundOf(instance, SomePrices(instance, seed));
    EXPECT_LE(bound, ObjectiveOf(instance, NobodyPlaced(instance)).total) << "seed " << seed;
  }
}

TEST(Verifier, MoreSeatsNeverRaiseTheBound) {
  int lower = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Instance instance = SmallInstance(seed);
    const std::vector<Cost> prices = SomePrices(instance, seed);
    const Cost before = *BoundOf(instance, prices);
    for (std::size_t i = 0; i < prices.size(); ++i) {
      ++instance.resources[i].seats;
      const Cost after = *BoundOf(instance, prices);
      ASSERT_EQ(after, before - prices[i]);
      if (after < before) ++lower;
      --instance.resources[i].seats;
    }
  }
  EXPECT_GT(lower, 0);
}

TEST(Verifier, RefusesPricesThatDoNotFit) {
  const Instance instance = SmallInstance(1);
  std::vector<Cost> prices = SomePrices(instance, 1);
  prices.push_back(0);
  EXPECT_TRUE(HasReason(BoundOf(instance, prices).status(), "WRONG_SIZE"));
  prices.pop_back();
  prices[0] = -1;
  EXPECT_TRUE(HasReason(BoundOf(instance, prices).status(), "NEGATIVE_PRICE"));
  // Worth that runs over would come out negative and prove any bound.
  prices[0] = INT64_MAX;
  EXPECT_TRUE(HasReason(BoundOf(instance, prices).status(), "PRICE_TOO_HIGH"));
}

TEST(Verifier, RefusesWorthThatDoesNotFit) {
  Instance instance;
  instance.resources.resize(20);
  for (Resource& resource : instance.resources) resource.seats = 1'000'000;
  const std::vector<Cost> prices(20, 1'000'000'000'000);
  EXPECT_TRUE(HasReason(BoundOf(instance, prices).status(), "PRICE_TOO_HIGH"));
}

class Certified : public testing::Test {
 protected:
  Certified() : instance_(SmallInstance(5)), plan_(NobodyPlaced(instance_)) {
    certificate_.instance_id = instance_.id;
    certificate_.prices = SomePrices(instance_, 5);
    certificate_.bound = *BoundOf(instance_, certificate_.prices);
  }

  Instance instance_;
  Plan plan_;
  Certificate certificate_;
};

TEST_F(Certified, TellsTheGap) {
  const StatusOr<Verdict> verdict = Verify(instance_, plan_, certificate_);
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_EQ(verdict->objective, ObjectiveOf(instance_, plan_));
  EXPECT_EQ(verdict->bound, certificate_.bound);
  EXPECT_EQ(verdict->gap, verdict->objective.total - certificate_.bound);
}

TEST_F(Certified, MayClaimLessThanItProves) {
  const Cost proven = certificate_.bound;
  --certificate_.bound;
  EXPECT_EQ(Verify(instance_, plan_, certificate_)->bound, proven);
}

TEST_F(Certified, IsRefusedWhenTheBoundIsRaised) {
  ++certificate_.bound;
  EXPECT_TRUE(HasReason(Verify(instance_, plan_, certificate_).status(), "BOUND_NOT_PROVEN"));
}

TEST_F(Certified, IsRefusedWhenAPriceProvesLess) {
  int less = 0;
  for (std::size_t i = 0; i < certificate_.prices.size(); ++i) {
    for (const Cost change : {Cost{1'000'000}, -certificate_.prices[i]}) {
      Certificate tampered = certificate_;
      tampered.prices[i] += change;
      const bool proves = *BoundOf(instance_, tampered.prices) >= certificate_.bound;
      EXPECT_EQ(Verify(instance_, plan_, tampered).ok(), proves);
      if (!proves) ++less;
    }
  }
  EXPECT_GT(less, 0);
}

TEST_F(Certified, IsRefusedForAnotherInstance) {
  instance_.id = "other";
  EXPECT_TRUE(HasReason(Verify(instance_, plan_, certificate_).status(), "OTHER_INSTANCE"));
}

TEST_F(Certified, DoesNotExcuseAPlanThatBreaksRules) {
  plan_.people.pop_back();
  EXPECT_TRUE(HasReason(Verify(instance_, plan_, certificate_).status(), "INVALID_PLAN"));
}

}  // namespace
}  // namespace duaal::planner
