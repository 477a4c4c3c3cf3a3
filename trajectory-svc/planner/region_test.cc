#include "trajectory-svc/planner/region.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/generator.h"
#include "trajectory-svc/planner/negotiation.h"
#include "trajectory-svc/planner/overbooking.h"
#include "trajectory-svc/planner/prices.h"
#include "trajectory-svc/planner/region_state.h"
#include "trajectory-svc/planner/testing/best_plan.h"
#include "trajectory-svc/planner/testing/small_instance.h"

namespace duaal::planner {
namespace {

RegionOptions Quick(int threads = 1) {
  RegionOptions options;
  options.threads = threads;
  options.price_rounds = 20;
  options.swaps = 20'000;
  options.moves = 1000;
  return options;
}

TEST(Region, LiesBetweenTheBoundAndTheBestPlanOfAll) {
  int tried = 0;
  int optimal = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Instance instance = WithoutGroups(SmallInstance(seed));
    const auto model = Model::Make(instance);
    ASSERT_TRUE(model.ok()) << seed;
    const RegionPlan plan = PlanRegion(**model, Quick());
    const auto verdict = Verify(instance, plan.plan, plan.certificate);
    ASSERT_TRUE(verdict.ok()) << "seed " << seed << ": " << verdict.status();
    ASSERT_GE(verdict->gap, 0) << seed;
    const BestPlan best(**model);
    if (!best.cost()) continue;
    ++tried;
    ASSERT_LE(plan.certificate.bound, *best.cost()) << seed;
    ASSERT_GE(plan.objective.total, *best.cost()) << seed;
    optimal += plan.objective.total == *best.cost() ? 1 : 0;
  }
  EXPECT_GE(tried, 150);
  EXPECT_GE(optimal * 100, tried * 95) << optimal << " of " << tried;
}

TEST(Region, KeepsFloorsAndCountsCohorts) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Instance instance = SmallInstance(seed);
    const auto model = Model::Make(instance);
    ASSERT_TRUE(model.ok()) << seed;
    const RegionPlan plan = PlanRegion(**model, Quick());
    const auto verdict = Verify(instance, plan.plan, plan.certificate);
    ASSERT_TRUE(verdict.ok()) << "seed " << seed << ": " << verdict.status();
    ASSERT_EQ(verdict->objective, plan.objective) << seed;
  }
}

TEST(Region, IsTheSameOnAnyNumberOfThreads) {
  const Generated made = Generate({.people = 450, .seed = 4, .slack_permille = 100});
  std::optional<RegionPlan> first;
  for (const int threads : {1, 2, 3}) {
    const auto model = Model::Make(made.instance, threads);
    ASSERT_TRUE(model.ok());
    RegionOptions options = Quick(threads);
    options.price_rounds = 4;
    options.swaps = 500'000;
    options.moves = 3000;
    const RegionPlan plan = PlanRegion(**model, options);
    if (!first) first = plan;
    EXPECT_EQ(plan.plan.people, first->plan.people) << threads;
    EXPECT_EQ(plan.certificate.prices, first->certificate.prices) << threads;
    EXPECT_EQ(plan.certificate.bound, first->certificate.bound) << threads;
  }
}

TEST(Region, OverbooksTheSameOnAnyNumberOfThreads) {
  const Generated made = Generate({.people = 300, .seed = 4, .slack_permille = 100});
  const auto model = Model::Make(made.instance);
  ASSERT_TRUE(model.ok());
  std::optional<Plan> first;
  for (const int threads : {1, 2, 3}) {
    WeekPool pool(**model);
    PriceOptions prices;
    prices.rounds = 4;
    prices.threads = threads;
    const Pricing pricing = RaiseBound(**model, prices, &pool);
    OverbookingOptions options;
    options.threads = threads;
    options.swaps = 300'000;
    options.whole = 0;
    options.people_of_part = 70;
    const RegionState found = Overbook(**model, pricing, options, &pool);
    if (!first) first = found.ToPlan();
    EXPECT_EQ(found.ToPlan().people, first->people) << threads;
    EXPECT_TRUE(CheckPlan(made.instance, found.ToPlan()).ok());
  }
}

TEST(Region, ProvesThatTheGapIsSmall) {
  const Generated made = Generate({.people = 50, .seed = 1, .slack_permille = 100});
  const auto model = Model::Make(made.instance, 2);
  ASSERT_TRUE(model.ok());
  RegionOptions options;
  options.threads = 2;
  const RegionPlan plan = PlanRegion(**model, options);
  const auto verdict = Verify(made.instance, plan.plan, plan.certificate);
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_LE(verdict->gap * 1000, verdict->bound * 5) << verdict->gap << " above " << verdict->bound;
}

TEST(WeekPool, KeepsTheCheapestOfWeeksWithTheSameSeats) {
  const Generated made = Generate({.people = 20, .seed = 1, .slack_permille = 100});
  const auto model = Model::Make(made.instance);
  ASSERT_TRUE(model.ok());
  WeekSolver solver(**model);
  const std::vector<Alternative> weeks = solver.Best({}, 10);
  WeekPool pool(**model);
  for (const Alternative& week : weeks) pool.Add(0, week.week, week.cost);
  const std::size_t kept = pool.WeeksOf(0).size();
  ASSERT_GE(kept, 2U);
  EXPECT_FALSE(pool.Add(0, weeks[0].week, weeks[0].cost + 5));
  EXPECT_TRUE(pool.Add(0, weeks[0].week, weeks[0].cost - 5));
  EXPECT_EQ(pool.WeeksOf(0).size(), kept);
  EXPECT_EQ(pool.WeekOf(0, pool.WeeksOf(0)[0]), weeks[0].week);
  const std::vector<Cost> no_prices((*model)->seats().size(), 0);
  pool.Sort(0, no_prices, 0);
  ASSERT_GE(pool.WeeksOf(0).size(), 1U);
  EXPECT_EQ(pool.WeeksOf(0)[0].cost, weeks[0].cost - 5);
  EXPECT_LT(pool.WeeksOf(0).size(), kept);
}

TEST(Region, PlacesMoreThanFirstComeFirstServed) {
  const Generated made = Generate({.people = 350, .seed = 5, .slack_permille = 100});
  const auto model = Model::Make(made.instance);
  ASSERT_TRUE(model.ok());
  RegionState first_come(**model);
  WeekSolver solver(**model);
  for (int person = 0; person < (*model)->people(); ++person) {
    WeekQuery query;
    query.person = person;
    query.free = first_come.free().data();
    Week week = EmptyWeek();
    ASSERT_LT(solver.Solve(query, &week), kImpossible);
    first_come.Place(person, week);
  }
  RegionOptions options = Quick(2);
  options.swaps = 2'000'000;
  options.moves = 10'000;
  const RegionPlan plan = PlanRegion(**model, options);
  EXPECT_TRUE(CheckPlan(made.instance, plan.plan).ok());
  EXPECT_EQ(plan.objective.other_count + plan.objective.legal_count, 0);
  EXPECT_GE(first_come.Unplaced(), 10);
}

RegionState PlacedInTurn(const Model& model) {
  RegionState state(model);
  WeekSolver solver(model);
  for (int person = 0; person < model.people(); ++person) {
    WeekQuery query;
    query.person = person;
    query.free = state.free().data();
    Week week = EmptyWeek();
    if (solver.Solve(query, &week) < kImpossible) state.Place(person, week);
  }
  return state;
}

TEST(Negotiation, FindsAPlaceForEverybodyWhereSeatsAreTight) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Instance instance = Generate({150, seed, 30}).instance;
    const auto model = Model::Make(instance);
    ASSERT_TRUE(model.ok());
    const RegionState before = PlacedInTurn(**model);
    ASSERT_GT(before.Unplaced(), 0) << seed;
    const Pricing pricing = PriceEverybody(**model, std::vector<Cost>((*model)->seats().size()), 1, nullptr);
    RegionState one = before;
    EXPECT_TRUE(Negotiate(pricing, {seed, 1, nullptr}, &one)) << seed;
    EXPECT_EQ(one.Unplaced(), 0) << seed;
    EXPECT_TRUE(CheckPlan(instance, one.ToPlan()).ok()) << seed;
    RegionState three = before;
    EXPECT_TRUE(Negotiate(pricing, {seed, 3, nullptr}, &three)) << seed;
    EXPECT_EQ(one.ToPlan().people, three.ToPlan().people) << seed;
  }
}

TEST(Negotiation, ChangesNothingWhenItIsStoppedOrNothingCanBeGained) {
  Instance instance = Generate({150, 1, 30}).instance;
  const auto model = Model::Make(instance);
  ASSERT_TRUE(model.ok());
  const Pricing pricing = PriceEverybody(**model, std::vector<Cost>((*model)->seats().size()), 1, nullptr);
  const RegionState before = PlacedInTurn(**model);
  RegionState state = before;
  EXPECT_FALSE(Negotiate(pricing, {1, 1, [] { return false; }}, &state));
  EXPECT_EQ(state.ToPlan().people, before.ToPlan().people);
  for (Resource& resource : instance.resources) resource.seats = 0;
  const auto shut = Model::Make(instance);
  ASSERT_TRUE(shut.ok());
  RegionState empty = PlacedInTurn(**shut);
  const int unplaced = empty.Unplaced();
  EXPECT_FALSE(Negotiate(pricing, {1, 1, nullptr}, &empty));
  EXPECT_EQ(empty.Unplaced(), unplaced);
}

// Prices that were driven far up in the first rounds do not come down in time, and the bound stays low.
TEST(Prices, NeedNoMoreRoundsWhereSeatsAreTight) {
  for (std::uint64_t seed = 11; seed <= 14; ++seed) {
    const Instance instance = Generate({100, seed, 30}).instance;
    const auto model = Model::Make(instance);
    ASSERT_TRUE(model.ok()) << seed;
    PriceOptions options;
    WeekPool pool(**model);
    const Cost bound = RaiseBound(**model, options, &pool).bound;
    options.rounds *= 4;
    WeekPool larger(**model);
    const Cost patient = RaiseBound(**model, options, &larger).bound;
    EXPECT_GE(bound * 1000, patient * 999) << seed << ": " << bound << " of " << patient;
  }
}

TEST(Region, GoesOnFromYesterdaysPrices) {
  const Generated made = Generate({.people = 200, .seed = 6, .slack_permille = 100});
  const auto model = Model::Make(made.instance);
  ASSERT_TRUE(model.ok());
  PriceOptions options;
  WeekPool pool(**model);
  const Pricing yesterday = RaiseBound(**model, options, &pool);
  options.rounds = 5;
  options.start = &yesterday.prices;
  WeekPool fresh(**model);
  const Pricing today = RaiseBound(**model, options, &fresh);
  EXPECT_GE(today.bound, yesterday.bound);
}

TEST(Region, AnswersWithTheBestSoFarWhenStopped) {
  const Generated made = Generate({.people = 200, .seed = 7, .slack_permille = 100});
  const auto model = Model::Make(made.instance);
  ASSERT_TRUE(model.ok());
  RegionOptions options = Quick();
  options.moves = 100'000'000;
  int seen = 0;
  options.progress = [&](const RegionProgress& progress) {
    EXPECT_LE(progress.bound, progress.phase == 1 ? progress.total : kImpossible);
    return !(progress.phase == 1 && ++seen >= 2);
  };
  const RegionPlan plan = PlanRegion(**model, options);
  EXPECT_TRUE(CheckPlan(made.instance, plan.plan).ok());
  EXPECT_LT(plan.moves, options.moves);
}

}  // namespace
}  // namespace duaal::planner
