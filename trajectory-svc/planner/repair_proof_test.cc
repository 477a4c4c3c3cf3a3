#include "trajectory-svc/planner/repair_proof.h"

#include <gtest/gtest.h>

#include "trajectory-svc/planner/generator.h"
#include "trajectory-svc/planner/repair.h"
#include "trajectory-svc/planner/testing/every_plan.h"
#include "trajectory-svc/planner/testing/small_change.h"

namespace duaal::planner {
namespace {

TEST(RepairProof, NoPlanIsBetterThanTheBoundAndOftenOneIsAsGood) {
  int tried = 0;
  int met = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    const Instance instance = SmallChange(seed);
    const EveryPlan truth(instance);
    if (!truth.best()) continue;
    const auto model = Model::Make(instance);
    ASSERT_TRUE(model.ok());
    int fewest = instance.people.size();
    for (const auto& [unplaced, changed] : truth.changed()) {
      fewest = std::min(fewest, changed);
      const auto bound = BoundRepair(**model, unplaced, {});
      ASSERT_TRUE(bound.ok()) << seed << " " << bound.status();
      ASSERT_LE(bound->changed, fewest) << "seed " << seed << " unplaced " << unplaced;
      ASSERT_LE(bound->unplaced, truth.changed().begin()->first) << "seed " << seed;
      ASSERT_LE(bound->total, *truth.best()) << "seed " << seed;
      ++tried;
      met += bound->changed == fewest ? 1 : 0;
    }
  }
  EXPECT_GT(tried, 100);
  EXPECT_GE(met * 100, tried * 90) << met << " of " << tried;
}

TEST(RepairProof, ABroadEventChangesHardlyMorePeopleThanItMust) {
  GeneratorOptions options;
  options.people = 200;
  Generated made = Generate(options);
  Publish(made.hidden, &made.instance);
  Random random(1);
  for (Offering& offering : made.instance.offerings) offering.closed = random.Below(100) < 5;
  const auto model = Model::Make(made.instance);
  ASSERT_TRUE(model.ok());
  const Repair repair = RepairPlan(**model, {});
  ASSERT_GT(repair.hit, 20);
  const auto bound = BoundRepair(**model, repair.unplaced, {});
  ASSERT_TRUE(bound.ok()) << bound.status();
  EXPECT_GE(repair.changed, bound->changed);
  EXPECT_GE(repair.unplaced, bound->unplaced);
  EXPECT_GE(repair.objective.total, bound->total);
  EXPECT_LE(repair.changed * 100, bound->changed * 105) << repair.changed << " " << bound->changed;
  EXPECT_LE(repair.objective.total * 100, bound->total * 103);
}

}  // namespace
}  // namespace duaal::planner
