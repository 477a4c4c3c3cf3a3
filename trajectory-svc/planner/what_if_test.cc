#include "trajectory-svc/planner/what_if.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/random.h"
#include "trajectory-svc/planner/region.h"
#include "trajectory-svc/planner/testing/small_instance.h"

namespace duaal::planner {
namespace {

constexpr std::uint64_t kInstances = 500;

Plan PlanFor(const Instance& instance) {
  const auto model = Model::Make(instance);
  EXPECT_TRUE(model.ok()) << model.status();
  RegionOptions options;
  options.price_rounds = 4;
  options.swaps = 5'000;
  options.moves = 100;
  return PlanRegion(**model, options).plan;
}

bool SamePlan(const Plan& a, const Plan& b) { return a.people == b.people && a.open == b.open; }

Change SomeChange(const Instance& instance, Random* random) {
  const auto any = [&](std::size_t count) { return random->Below(static_cast<int>(count)); };
  switch (random->Below(5)) {
    case 0: {
      AddCopy copy;
      copy.offering = any(instance.offerings.size());
      copy.id = "copy";
      copy.seats = 1 + random->Below(3);
      if (random->Below(2) == 0) copy.times = {{1 + random->Below(5), 540, 660, {0, instance.weeks, 1, 0}}};
      return copy;
    }
    case 1:
      return CloseSite{any(instance.sites.size())};
    case 2:
      return TakeAway{any(instance.offerings.size())};
    case 3:
      return SetLimit{any(instance.limits.size()), random->Below(8), {}};
    default:
      return AddSeats{any(instance.resources.size()), 1 + random->Below(3)};
  }
}

// Whether the week is one that the person can keep, whatever others do.
bool CanKeep(const WhatIfAnswer& answer, int person, const WeekPlan& week) {
  Instance alone = answer.instance;
  alone.people = {alone.people[static_cast<std::size_t>(person)]};
  for (Resource& resource : alone.resources) resource.seats = 100;
  for (Offering& offering : alone.offerings) offering.floor = 0;
  return CheckPlan(alone, {{week}, std::vector<bool>(alone.offerings.size(), true)}).ok();
}

bool Gives(const Change& change) {
  return std::holds_alternative<AddCopy>(change) || std::holds_alternative<AddSeats>(change);
}

void CheckAnswer(const Instance& instance, const Plan& plan, const Change& change,
                 const WhatIfAnswer& answer) {
  EXPECT_TRUE(CheckPlan(answer.instance, answer.plan).ok()) << CheckPlan(answer.instance, answer.plan);
  EXPECT_EQ(answer.before, ObjectiveOf(instance, plan));
  EXPECT_EQ(answer.after, ObjectiveOf(answer.instance, answer.plan));
  Cost sum = answer.after.split - answer.before.split;
  int placed = 0;
  std::set<int> named;
  for (const PersonEffect& effect : answer.people) {
    sum += effect.after - effect.before;
    placed += static_cast<int>(effect.placed.size()) - static_cast<int>(effect.unplaced.size());
    named.insert(effect.person);
  }
  EXPECT_EQ(sum, answer.after.total - answer.before.total) << "the effects do not add up";
  EXPECT_EQ(placed, answer.before.legal_count + answer.before.other_count - answer.after.legal_count -
                        answer.after.other_count);
  const bool floors = std::any_of(instance.offerings.begin(), instance.offerings.end(),
                                  [](const Offering& offering) { return offering.floor > 0; });
  for (int p = 0; p < static_cast<int>(instance.people.size()); ++p) {
    const auto place = static_cast<std::size_t>(p);
    const bool same = plan.people[place] == answer.plan.people[place];
    if (!same) {
      EXPECT_TRUE(named.contains(p));
    }
    if (!floors && !Gives(change) && !std::holds_alternative<SetLimit>(change)) {
      EXPECT_EQ(same, CanKeep(answer, p, plan.people[place])) << "person " << p;
    }
  }
  if (Gives(change)) {
    EXPECT_LE(answer.after.total, answer.before.total);
  }
}

TEST(WhatIf, AddsUpAndKeepsTheRules) {
  int asked = 0;
  int better = 0;
  int worse = 0;
  for (std::uint64_t seed = 1; seed <= kInstances; ++seed) {
    SCOPED_TRACE(seed);
    const Instance instance = SmallInstance(seed);
    const Plan plan = PlanFor(instance);
    if (!CheckPlan(instance, plan).ok()) continue;  // nothing to ask about
    ++asked;
    Random random(seed);
    for (int draw = 0; draw < 4; ++draw) {
      const Change change = SomeChange(instance, &random);
      SCOPED_TRACE(change.index());
      const Plan kept = plan;
      const auto answer = WhatIf(instance, plan, change);
      ASSERT_TRUE(answer.ok()) << answer.status();
      EXPECT_TRUE(SamePlan(plan, kept));
      CheckAnswer(instance, plan, change, *answer);
      better += answer->after.total < answer->before.total ? 1 : 0;
      worse += answer->after.total > answer->before.total ? 1 : 0;
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(asked, 490);
  EXPECT_GT(better, 20);
  EXPECT_GT(worse, 20);
}

// Two people, one seat on Monday morning; whoever has none is unplaced.
class TwoPeople : public ::testing::Test {
 protected:
  TwoPeople() {
    instance_.id = "two";
    instance_.weeks = 4;
    instance_.sites = {{"town", {}}};
    instance_.travel = {0};
    instance_.kinds = {{"language", {"taalles", "language class"}}};
    instance_.resources = {{"seats", 1}, {"chairs", 5}};
    Offering offering;
    offering.id = "class";
    offering.meetings = {{{1, 540, 720, {0, 4, 1, 0}}, {1}}};
    offering.resources = {0};
    offering.price_euro = 600;
    instance_.offerings = {offering};
    instance_.limits = {{"loan", {}, Unit::kEuros, {}}};
    for (const char* id : {"first", "second"}) {
      Person person;
      person.id = id;
      person.limits = {{0, 1000, {}}};
      person.requirements.push_back({"r", 0, true, 10 * kPoint, 0, 0, 0, 0, 0, {}, {}, {}});
      instance_.people.push_back(person);
    }
    plan_ = {{{Placement{0, 1}}, {std::nullopt}}, {true}};
  }

  Instance instance_;
  Plan plan_;
};

TEST_F(TwoPeople, ASeatMoreGoesToWhoIsUnplaced) {
  const auto answer = WhatIf(instance_, plan_, AddSeats{0, 1});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->people.size(), 1U);
  EXPECT_EQ(answer->people[0].person, 1);
  EXPECT_TRUE(answer->people[0].gains());
  EXPECT_EQ(answer->people[0].placed, std::vector<int>{0});
  EXPECT_EQ(answer->before.legal_count, 1);
  EXPECT_EQ(answer->after.legal_count, 0);
  EXPECT_EQ(instance_.resources[0].seats, 1);
}

TEST_F(TwoPeople, ACopyHasItsOwnTimesAndSeats) {
  const auto answer = WhatIf(instance_, plan_, AddCopy{0, "class-2", {}, {{2, 780, 900, {0, 4, 1, 0}}}, 1});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->plan.people[1][0], (Placement{1, 1}));
  EXPECT_EQ(answer->plan.people[0][0], (Placement{0, 1}));
  EXPECT_EQ(answer->instance.offerings[1].meetings[0].stretch.weekday, 2);
  EXPECT_EQ(instance_.offerings.size(), 1U);
}

TEST_F(TwoPeople, ClosingASiteUnplaces) {
  const auto answer = WhatIf(instance_, plan_, CloseSite{0});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->people.size(), 1U);
  EXPECT_TRUE(answer->people[0].loses());
  EXPECT_EQ(answer->people[0].unplaced, std::vector<int>{0});
  EXPECT_FALSE(instance_.offerings[0].closed);
}

TEST_F(TwoPeople, ALimitForOnePersonAlone) {
  const auto low = WhatIf(instance_, plan_, SetLimit{0, 500, {1}});
  ASSERT_TRUE(low.ok()) << low.status();
  EXPECT_TRUE(low->people.empty());
  const auto both = WhatIf(instance_, plan_, SetLimit{0, 500, {}});
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(both->after.legal_count, 2);
}

TEST_F(TwoPeople, EveryFaultIsNamed) {
  EXPECT_EQ(WhatIf(instance_, plan_, TakeAway{7}).status().code(), absl::StatusCode::kInvalidArgument);
  const Status status = WhatIf(instance_, plan_, SetLimit{3, -1, {9}}).status();
  for (const char* field : {"limit", "most", "people"}) {
    EXPECT_NE(status.ToString().find(field), std::string::npos) << status;
  }
  plan_.people[1] = plan_.people[0];
  EXPECT_EQ(WhatIf(instance_, plan_, TakeAway{0}).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(TwoPeople, TheDearestSeatsHaveNames) {
  const std::vector<Cost> prices = {700, 900};
  const auto seats = DearestSeats(instance_, prices, 5);
  ASSERT_EQ(seats.size(), 2U);
  EXPECT_EQ(seats[0].resource, 1);
  EXPECT_EQ(seats[0].price, 900);
  EXPECT_EQ(seats[0].offerings, std::vector<int>{0});
  EXPECT_EQ(DearestSeats(instance_, prices, 1).size(), 1U);
  EXPECT_TRUE(DearestSeats(instance_, std::vector<Cost>{0, 0}, 5).empty());
}

TEST_F(TwoPeople, WhatIsSpentIsNotThereAnyMore) {
  Offering group = instance_.offerings[0];
  group.id = "group";
  const std::vector<int> people = {0, 1};
  EXPECT_EQ(AffordableBy(instance_, group, people).able, people);
  const Affordable with_plan = AffordableBy(instance_, group, people, &plan_);
  EXPECT_EQ(with_plan.able, std::vector<int>{1});
  EXPECT_EQ(with_plan.unable, std::vector<int>{0});
  EXPECT_EQ(AffordableBy(instance_, instance_.offerings[0], people, &plan_).able, people);
}

}  // namespace
}  // namespace duaal::planner
