#include "trajectory-svc/planner/generator.h"

#include <cstddef>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/format/json.h"

namespace duaal::planner {
namespace {

TEST(Generator, HidesAPlanThatKeepsEveryRule) {
  for (const int people : {1, 7, 50, 700, 1400}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const Generated made = Generate({people, seed, 30});
      ASSERT_EQ(static_cast<int>(made.instance.people.size()), people);
      ASSERT_TRUE(CheckInstance(made.instance).ok()) << CheckInstance(made.instance);
      const Status status = CheckPlan(made.instance, made.hidden);
      ASSERT_TRUE(status.ok()) << people << " people, seed " << seed << ": "
                               << DetailsOf(status).violations.front().field << " "
                               << DetailsOf(status).violations.front().reason;
      const Objective objective = ObjectiveOf(made.instance, made.hidden);
      EXPECT_EQ(objective.legal_count + objective.other_count, 0);
    }
  }
}

TEST(Generator, TheSameSeedMakesTheSameRegion) {
  const Generated one = Generate({300, 4, 100});
  const Generated two = Generate({300, 4, 100});
  EXPECT_EQ(WriteInstance(one.instance), WriteInstance(two.instance));
  EXPECT_EQ(WritePlan(one.instance, one.hidden), WritePlan(two.instance, two.hidden));
  EXPECT_NE(WriteInstance(one.instance), WriteInstance(Generate({300, 5, 100}).instance));
}

TEST(Generator, ARegionHasTheFiguresOfAUsualOne) {
  const Generated made = Generate({700, 1, 100});
  EXPECT_EQ(made.instance.sites.size(), 5U);
  EXPECT_NEAR(static_cast<double>(made.instance.resources.size()), 1450, 60);
  std::size_t requirements = 0;
  for (const Person& person : made.instance.people) requirements += person.requirements.size();
  EXPECT_NEAR(static_cast<double>(requirements) / 700, 4.4, 0.1);
  int far = 0;
  for (const int minutes : made.instance.travel) far += minutes > 60 ? 1 : 0;
  EXPECT_GT(far, 0);
  EXPECT_LT(far, 20);
}

TEST(Generator, SlackAddsSeatsAndNothingElse) {
  const Generated tight = Generate({700, 1, 0});
  const Generated loose = Generate({700, 1, 250});
  EXPECT_EQ(tight.hidden.people, loose.hidden.people);
  int used = 0;
  int spare = 0;
  for (std::size_t i = 0; i < tight.instance.resources.size(); ++i) {
    const int more = loose.instance.resources[i].seats - tight.instance.resources[i].seats;
    EXPECT_GE(more, 0);
    EXPECT_LE(more, tight.instance.resources[i].seats);
    used += tight.instance.resources[i].seats;
    spare += more;
  }
  EXPECT_NEAR(spare, used / 4, used / 40);
}

TEST(Generator, EveryTenthPersonReachesTheNextRegion) {
  const Generated made = Generate({1400, 2, 100});
  EXPECT_EQ(made.instance.sites.size(), 10U);
  int reaching = 0;
  for (std::size_t i = 0; i < 700; ++i) {
    const Person& person = made.instance.people[i];
    bool reaches = false;
    for (int site = 5; site < 10; ++site) {
      reaches = reaches || made.instance.TravelMinutes(person.home, site) <= person.reach;
    }
    reaching += reaches ? 1 : 0;
  }
  EXPECT_EQ(reaching, 70);
}

}  // namespace
}  // namespace duaal::planner
