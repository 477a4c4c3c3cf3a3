#include "trajectory-svc/planner/proof.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <tuple>

#include "trajectory-svc/planner/generator.h"
#include "trajectory-svc/planner/prices.h"
#include "trajectory-svc/planner/proof_cuts.h"
#include "trajectory-svc/planner/proof_lp.h"
#include "trajectory-svc/planner/random.h"
#include "trajectory-svc/planner/region.h"
#include "trajectory-svc/planner/testing/best_plan.h"
#include "trajectory-svc/planner/testing/small_instance.h"

namespace duaal::planner {
namespace {

Cost CostOf(const Model& model, const std::vector<Week>& weeks) {
  Cost cost = 0;
  for (int person = 0; person < model.people(); ++person) {
    WeekQuery query;
    query.person = person;
    cost += CostOfWeek(model, query, weeks[static_cast<std::size_t>(person)]);
  }
  return cost;
}

bool SeatsSuffice(const Model& model, const std::vector<Week>& weeks) {
  std::vector<std::int32_t> free = model.seats();
  for (const Week& week : weeks) {
    for (const ItemId id : week) {
      if (id == kNoItem) continue;
      for (const std::uint32_t k : model.ResourcesOf(model.item(id))) --free[k];
    }
  }
  return std::all_of(free.begin(), free.end(), [](std::int32_t seats) { return seats >= 0; });
}

// A plan that keeps all seats, and what it costs: nobody has anything.
Cost EmptyPlan(const Model& model) {
  return CostOf(model, std::vector<Week>(static_cast<std::size_t>(model.people()), EmptyWeek()));
}

TEST(Proof, FindsTheBestPlanOfAllWhateverIsKnownAndWhateverThePrices) {
  int tried = 0;
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    Random random(seed);
    Instance instance = WithoutGroups(SmallInstance(seed));
    // Half of them with costs of any amount, so that two plans may differ by the least there is.
    for (Person& person : instance.people) {
      if (seed % 2 == 0) person.weight_permille = 901 + random.Below(200);
    }
    const auto model = Model::Make(instance);
    ASSERT_TRUE(model.ok()) << seed;
    const BestPlan best(**model);
    if (!best.cost()) continue;
    ++tried;
    std::vector<Cost> prices((*model)->seats().size(), 0);
    for (int k = 0; k < (*model)->real_resources(); ++k)
      prices[static_cast<std::size_t>(k)] = random.Below(3) * random.Below(60) * 250;
    for (const Cost known : {*best.cost(), *best.cost() + 250, EmptyPlan(**model)}) {
      const Proof proof = ProveBest(**model, {&prices, known, 1, 10'000, {}});
      ASSERT_TRUE(proof.best) << seed;
      ASSERT_EQ(proof.bound, *best.cost()) << seed << " known " << known;
      ASSERT_EQ(proof.weeks.empty(), known == *best.cost()) << seed;
      if (proof.weeks.empty()) continue;
      ASSERT_EQ(CostOf(**model, proof.weeks), *best.cost()) << seed;
      ASSERT_TRUE(SeatsSuffice(**model, proof.weeks)) << seed;
    }
  }
  EXPECT_GE(tried, 700);
}

TEST(Proof, WithFewStepsItsBoundStillHolds) {
  const Generated made = Generate({.people = 40, .seed = 2, .slack_permille = 50});
  const auto model = Model::Make(made.instance);
  ASSERT_TRUE(model.ok());
  WeekPool pool(**model);
  const Pricing pricing = RaiseBound(**model, {}, &pool);
  const Cost known = EmptyPlan(**model);
  const Proof whole = ProveBest(**model, {&pricing.prices, known, 1, 1'000'000, {}});
  ASSERT_TRUE(whole.best);
  EXPECT_GT(whole.bound, pricing.bound);
  EXPECT_EQ(CostOf(**model, whole.weeks), whole.bound);
  EXPECT_TRUE(SeatsSuffice(**model, whole.weeks));
  Cost last = pricing.bound;
  for (const std::int64_t steps : {0, 10, 200, 2000}) {
    const Proof part = ProveBest(**model, {&pricing.prices, known, 1, steps, {}});
    EXPECT_GE(part.bound, last) << steps;
    EXPECT_LE(part.bound, whole.bound) << steps;
    last = part.bound;
  }
  const Proof stopped =
      ProveBest(**model, {&pricing.prices, known, 1, 1'000'000, [](Cost) { return false; }});
  EXPECT_FALSE(stopped.best);
  EXPECT_EQ(stopped.bound, pricing.bound);
}

TEST(Proof, PlansOfSmallRegionsAreProvenBestOrHaveARealBound) {
  int proven = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Generated made = Generate({.people = 30, .seed = seed, .slack_permille = 100});
    const auto model = Model::Make(made.instance, 2);
    ASSERT_TRUE(model.ok());
    std::optional<RegionPlan> first;
    for (const int threads : {1, 2}) {
      RegionOptions options;
      options.threads = threads;
      const RegionPlan plan = PlanRegion(**model, options);
      const auto verdict = Verify(made.instance, plan.plan, plan.certificate);
      ASSERT_TRUE(verdict.ok()) << verdict.status();
      EXPECT_EQ(verdict->objective, plan.objective);
      EXPECT_LE(plan.certificate.bound, plan.bound);
      EXPECT_LE(plan.bound, plan.objective.total);
      if (!first) first = plan;
      EXPECT_EQ(plan.plan.people, first->plan.people);
      EXPECT_EQ(plan.bound, first->bound);
    }
    proven += first->best() ? 1 : 0;
    RegionOptions options;
    options.proof_steps = 0;
    EXPECT_EQ(PlanRegion(**model, options).bound, first->certificate.bound);
  }
  EXPECT_EQ(proven, 3);
}

// Three people of whom any two want the same seat: with shares of weeks everybody has half of two.
ProofLp Triangle() {
  std::vector<ProofColumn> columns;
  for (int person = 0; person < 3; ++person) {
    columns.push_back({person, 1000, {}});
    const int a = 3 + person;
    const int b = 3 + (person + 1) % 3;
    columns.push_back({person, 0, {{std::min(a, b), 1}, {std::max(a, b), 1}}});
  }
  return ProofLp(3, columns, {1, 1, 1});
}

TEST(Proof, ACutTakesSharesOfWeeksAwayAndNoWholeOnes) {
  ProofLp lp = Triangle();
  std::int64_t steps = 100;
  ASSERT_EQ(lp.Solve(kImpossible, &steps), ProofLp::Outcome::kBelow);
  EXPECT_EQ(lp.SafeBound(), 1500);
  EXPECT_EQ(AddHalfCuts(&lp, 10), 1);
  ASSERT_EQ(lp.Solve(kImpossible, &steps), ProofLp::Outcome::kBelow);
  EXPECT_EQ(lp.SafeBound(), 2000) << "one of the three, at most";
  lp.DropSlackRows();
  EXPECT_EQ(lp.rows(), 7) << "the cut holds something back";
  EXPECT_EQ(lp.SafeBound(), 2000);
}

// Ten people with eight weeks each, over twelve scarce seats.
std::vector<ProofColumn> RandomColumns(Random* random) {
  std::vector<ProofColumn> columns;
  for (int week = 0; week < 8; ++week) {
    for (int person = 0; person < 10; ++person) {
      ProofColumn column{person, week == 0 ? 20'000 : 50 * random->Below(200), {}, 10 * week + person};
      for (int row = 10; week > 0 && row < 22; ++row) {
        if (random->Below(4) == 0) column.rows.emplace_back(row, 1 + random->Below(2));
      }
      columns.push_back(column);
    }
  }
  return columns;
}

Cost Solved(ProofLp* lp) {
  std::int64_t steps = 10'000;
  EXPECT_EQ(lp->Solve(kImpossible, &steps), ProofLp::Outcome::kBelow);
  return lp->SafeBound();
}

TEST(Proof, ASolutionMayBeginWhereOneOfFewerColumnsEnded) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Random random(seed);
    std::vector<ProofColumn> columns = RandomColumns(&random);
    const std::vector<int> capacities(12, 2);
    ProofLp part(10, {columns.begin(), columns.begin() + 50}, capacities);
    Solved(&part);
    ProofLp whole(10, columns, capacities);
    ASSERT_TRUE(whole.StartFrom(part.WeeksInBasis(), part.FullRows())) << seed;
    ProofLp other(10, columns, capacities);
    ASSERT_NEAR(static_cast<double>(Solved(&whole)), static_cast<double>(Solved(&other)), 1) << seed;
  }
  ProofLp lp = Triangle();
  EXPECT_FALSE(lp.StartFrom({0, 1}, {0, 1, 2})) << "too few columns";
  EXPECT_EQ(Solved(&lp), 1500);
}

TEST(Proof, ASolutionMayBeginWhereOneWithCutsEnded) {
  int cuts = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Random random(seed);
    std::vector<ProofColumn> columns = RandomColumns(&random);
    const std::vector<int> capacities(12, 3);
    ProofLp part(10, {columns.begin(), columns.begin() + 50}, capacities);
    Solved(&part);
    for (int round = 0; round < 3 && AddHalfCuts(&part, 5) > 0; ++round) Solved(&part);
    cuts += part.rows() - part.own_rows();
    ProofLp whole(10, columns, capacities);
    ProofLp other(10, columns, capacities);
    for (int row = part.own_rows(); row < part.rows(); ++row) {
      AddHalfCut(part.sources(row), &whole);
      AddHalfCut(part.sources(row), &other);
    }
    ASSERT_TRUE(whole.StartFrom(part.WeeksInBasis(), part.FullRows())) << seed;
    ASSERT_NEAR(static_cast<double>(Solved(&whole)), static_cast<double>(Solved(&other)), 1) << seed;
  }
  EXPECT_GT(cuts, 200);
}

TEST(Proof, PathsAddUpTheRowsOfEveryColumn) {
  std::vector<std::int64_t> of_row(22);
  std::iota(of_row.begin(), of_row.end(), 1000);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    std::vector<ProofColumn> columns = RandomColumns(&random);
    for (const bool in_order : {false, true}) {
      std::vector<std::int64_t> sums(columns.size(), 0);
      ProofPaths(columns).ForSums(of_row.data(), [&](std::size_t c, std::int64_t sum) { sums[c] += sum; });
      for (std::size_t c = 0; c < columns.size(); ++c) {
        std::int64_t sum = 1000 + columns[c].person;
        for (const auto& [row, times] : columns[c].rows) sum += (1000 + row) * times;
        ASSERT_EQ(sums[c], sum) << seed << (in_order ? " in order" : "");
      }
      std::sort(columns.begin(), columns.end(), [](const ProofColumn& a, const ProofColumn& b) {
        return std::tie(a.person, a.rows) < std::tie(b.person, b.rows);
      });
    }
  }
}

TEST(Proof, NeitherRowsThatGoNorColumnsThatAreForgottenMoveTheBound) {
  int dropped = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Random random(seed);
    const std::vector<ProofColumn> columns = RandomColumns(&random);
    const std::vector<int> capacities(12, 3);
    ProofLp lp(10, columns, capacities);
    Solved(&lp);
    for (int round = 0; round < 3 && AddHalfCuts(&lp, 5) > 0; ++round) Solved(&lp);
    const int rows = lp.rows();
    lp.DropSlackRows();
    dropped += rows - lp.rows();
    ProofLp other(10, columns, capacities);
    for (int row = lp.own_rows(); row < lp.rows(); ++row) AddHalfCut(lp.sources(row), &other);
    for (int c = 10; c < 80; c += 3) {
      lp.Bar(c);
      other.Bar(c);
    }
    const auto bound = static_cast<double>(Solved(&lp));
    ASSERT_NEAR(bound, static_cast<double>(Solved(&other)), 1) << seed;
    lp.BarDearerThan(10'000'000);  // nothing
    lp.Compact();
    ASSERT_LT(lp.columns().size(), columns.size());
    ASSERT_NEAR(static_cast<double>(lp.SafeBound()), bound, 1) << seed;
    for (int c = 0; c < static_cast<int>(lp.columns().size()); ++c) {
      const ProofColumn& column = lp.columns()[static_cast<std::size_t>(c)];
      ASSERT_EQ(column.cost, columns[static_cast<std::size_t>(column.week)].cost);
      if (column.week < 10 || column.week % 7 != 3) continue;
      lp.Bar(c);
      other.Bar(column.week);
    }
    ASSERT_NEAR(static_cast<double>(Solved(&lp)), static_cast<double>(Solved(&other)), 1) << seed;
  }
  EXPECT_GT(dropped, 0);
}

TEST(Proof, WhatNobodyMayHaveRaisesTheBound) {
  ProofLp lp = Triangle();
  std::int64_t steps = 100;
  ASSERT_EQ(lp.Solve(kImpossible, &steps), ProofLp::Outcome::kBelow);
  lp.Bar(1);
  lp.Bar(3);
  ASSERT_EQ(lp.Solve(kImpossible, &steps), ProofLp::Outcome::kBelow);
  EXPECT_EQ(lp.SafeBound(), 2000);
  EXPECT_EQ(lp.Solve(2000, &steps), ProofLp::Outcome::kAbove);
  lp.Bar(5);
  ASSERT_EQ(lp.Solve(kImpossible, &steps), ProofLp::Outcome::kBelow);
  EXPECT_EQ(lp.SafeBound(), 3000);
  lp.Bar(0);
  EXPECT_EQ(lp.Solve(kImpossible, &steps), ProofLp::Outcome::kAbove) << "somebody has no week left";
}

}  // namespace
}  // namespace duaal::planner
