#include "trajectory-svc/app/planner_instance.h"

#include <algorithm>
#include <random>

#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trajectory-svc/app/test_planning.h"
#include "trajectory-svc/planner/week_solver.h"

namespace duaal::trajectory::app {
namespace {

using planner::Offering;
using planner::Requirement;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PlannerInstanceTest : public ::testing::Test, protected TestPlanning {
 protected:
  // The requirement of a component; the test ends without it.
  static const Requirement& RequirementOf(const PlanningInstance& made, const std::string& component) {
    const auto at = std::find(made.components.begin(), made.components.end(), component);
    if (at == made.components.end()) std::abort();
    return made.instance.people.front().requirements.at(
        static_cast<std::size_t>(at - made.components.begin()));
  }
  // The offerings of a component that can be taken.
  static std::vector<Offering> Candidates(const PlanningInstance& made, const std::string& component) {
    std::vector<Offering> found;
    for (std::size_t i = 0; i < made.offerings.size(); ++i) {
      const Offering& offering = made.instance.offerings[i];
      if (made.offerings[i].open != nullptr &&
          made.instance.kinds[static_cast<std::size_t>(offering.kind)].id == component)
        found.push_back(offering);
    }
    return found;
  }
};

TEST_F(PlannerInstanceTest, AgreesWithItself) {
  FixedClass();
  Offer("module", {At(2, "13:00", "16:00", "Hengelo")});
  Offer("trade", {At(5, "09:00", "12:00", "Borne")});
  Offer("work", {});
  unavailable = {{1, {TimeOfDay(8 * 60), TimeOfDay(24 * 60)}, UnavailabilityReason::kChildcare}};
  max_half_days = 8;
  EXPECT_OK(planner::CheckInstance(Make().instance));
}

TEST_F(PlannerInstanceTest, WhatStandsIsPinnedAndOutsideTheSeats) {
  FixedClass();
  Offer("module", {At(2, "13:00", "16:00")});
  const PlanningInstance made = Make();
  EXPECT_EQ(made.standing, 1U);
  const Requirement& language = RequirementOf(made, "language");
  ASSERT_TRUE(language.pinned.has_value());
  const Offering& pinned = made.instance.offerings.at(static_cast<std::size_t>(language.pinned->offering));
  EXPECT_THAT(pinned.meetings, SizeIs(3));
  EXPECT_THAT(pinned.resources, IsEmpty());
  EXPECT_EQ(language.pinned->meetings, 7U);
  EXPECT_THAT(made.instance.resources, SizeIs(1)) << "the seat of the module";
}

TEST_F(PlannerInstanceTest, AFullClassHasAResourceWithoutSeats) {
  Offer("module", {At(2, "13:00", "16:00")}, 0);
  components = {"module"};
  const PlanningInstance made = Make();
  EXPECT_EQ(made.instance.resources.front().seats, 10);
  EXPECT_THAT(made.free, ElementsAre(0));
}

TEST_F(PlannerInstanceTest, OddWeeksBreakAtAYearOf53Weeks) {
  domain::Offering& odd = Offer("module", {At(2, "13:00", "16:00")});
  odd.pattern = domain::WeekPattern::kOdd;
  components = {"module"};
  week = *IsoWeek::Parse("2026-W50");
  const std::vector<Offering> candidates = Candidates(Make(), "module");
  ASSERT_THAT(candidates, SizeIs(1));
  ASSERT_THAT(candidates[0].meetings, SizeIs(2)) << "until W53, and again from W01 on";
  // 50 is number 1, so 51 and 53 are 2 and 4, and 1 is 5.
  EXPECT_EQ(candidates[0].meetings[0].stretch.weeks, (planner::Weeks{2, 5, 2, 2}));
  EXPECT_EQ(candidates[0].meetings[1].stretch.weeks.first, 5);
}

TEST_F(PlannerInstanceTest, ASeriesIsEnteredInItsFirstWeek) {
  domain::Offering& series = Offer("trade", {At(5, "09:00", "12:00")});
  series.period = {absl::CivilDay(2026, 12, 7), absl::CivilDay(2027, 2, 15)};  // ten weeks from W50 on
  domain::Offering& begun = Offer("trade", {At(5, "09:00", "12:00")});
  begun.period = {absl::CivilDay(2026, 11, 2), absl::CivilDay(2027, 1, 11)};
  Offer("trade", {At(5, "13:00", "16:00")});  // all year
  components = {"trade"};
  const std::vector<Offering> candidates = Candidates(Make(), "trade");
  ASSERT_THAT(candidates, SizeIs(3));
  EXPECT_THAT(candidates[0].entry_weeks, ElementsAre(3));
  EXPECT_THAT(candidates[1].entry_weeks, ElementsAre(0)) << "before the person can begin";
  EXPECT_THAT(candidates[2].entry_weeks, IsEmpty());
}

TEST_F(PlannerInstanceTest, HoursAndHalfDaysBindAtTheSameTime) {
  programme.components = {{"language", "taalles", 3, 4, 540, 600, true, false}};  // D13
  Offer("language", {At(1, "09:00", "12:00"), At(2, "09:00", "12:00"), At(3, "09:00", "12:00")});
  const PlanningInstance made = Make();
  const Requirement& language = RequirementOf(made, "language");
  EXPECT_EQ(language.least_half_days, 3);
  EXPECT_EQ(language.most_half_days, 4);
  EXPECT_EQ(language.least_minutes, 540);
  EXPECT_EQ(language.most_minutes, 600);
}

TEST_F(PlannerInstanceTest, WorkIsChosenWithinItsRange) {
  Offer("work", {}, 2);
  const Uuid best = Offer("work", {}, 4).id;
  Offer("work", {}, 0);
  components = {"work"};
  const PlanningInstance made = Make();
  const std::vector<Offering> candidates = Candidates(made, "work");
  ASSERT_THAT(candidates, SizeIs(1)) << "work places look alike to the planner";
  EXPECT_THAT(candidates[0].meetings, SizeIs(10));
  EXPECT_EQ(candidates[0].choose_least, 1);  // H12
  EXPECT_EQ(candidates[0].choose_most, 5);
  EXPECT_EQ(made.offerings[0].open->offering->id, best);
  EXPECT_THAT(made.offerings[0].others, ElementsAre(offerings[0].offering->id));
  EXPECT_THAT(made.free, ElementsAre(4));
}

TEST_F(PlannerInstanceTest, WorkInHoursIsCutToThem) {
  programme.components = {{"work", "werk", 0, 0, 240, 300, false, false}};
  Offer("work", {});
  const std::vector<Offering> candidates = Candidates(Make(), "work");
  ASSERT_THAT(candidates, SizeIs(1));
  EXPECT_EQ(candidates[0].choose_least, 2);
  EXPECT_EQ(candidates[0].choose_most, 2);
  EXPECT_EQ(candidates[0].meetings[0].stretch.end - candidates[0].meetings[0].stretch.start, 150);
}

TEST_F(PlannerInstanceTest, LimitsCountClassTimeApartAndTheRequestBesides) {
  programme.load_limits = {{domain::LoadScope::kClass, 1, 0, false}, {domain::LoadScope::kAll, 3, 0, false}};
  Offer("module", {At(2, "13:00", "16:00")});
  Offer("trade", {At(3, "13:00", "16:00")});
  Offer("work", {});
  max_half_days = 4;
  components = {"module", "trade", "work"};
  const PlanningInstance made = Make();
  ASSERT_THAT(made.instance.limits, SizeIs(3));
  EXPECT_THAT(made.instance.limits[0].kinds, ElementsAre(0, 1, 2)) << "work is no class time";
  EXPECT_THAT(made.instance.limits[1].kinds, IsEmpty());
  const auto& limits = made.instance.people.front().limits;
  EXPECT_EQ(limits[0].most, 1);
  EXPECT_EQ(limits[1].most, 3);
  EXPECT_EQ(limits[2].most, 4);
}

TEST_F(PlannerInstanceTest, ALimitThatNothingReachesIsLeftOut) {
  FixedClass();
  Offer("module", {At(2, "13:00", "16:00")});
  Offer("trade", {At(5, "13:00", "16:00")});
  Offer("work", {});
  EXPECT_THAT(Make().instance.limits, IsEmpty()) << "3 + 1 + 1 of class time, and at most 5 of work";
  Offer("trade", {At(5, "09:00", "12:00"), At(5, "13:00", "16:00")});
  EXPECT_THAT(Make().instance.limits, SizeIs(2));
}

TEST_F(PlannerInstanceTest, HalfDaysThatStandAreNotOfferedForWork) {
  FixedClass();
  Offer("work", {});
  components = {"work"};
  EXPECT_THAT(Candidates(Make(), "work")[0].meetings, SizeIs(7));
  programme.components[3].min_half_days = 8;
  programme.components[3].max_half_days = 8;
  EXPECT_THAT(Candidates(Make(), "work")[0].meetings, SizeIs(10)) << "so that it can be told why not";
}

TEST_F(PlannerInstanceTest, ALimitThatWarnsIsAPreference) {
  programme.load_limits = {{domain::LoadScope::kAll, 3, 0, true}};
  Offer("work", {});
  components = {"work"};
  const auto limits = Make().instance.people.front().limits;
  ASSERT_THAT(limits, SizeIs(1));
  EXPECT_EQ(limits[0].most, planner::kMostOfLimit);
  EXPECT_EQ(limits[0].preferred, 3);
}

TEST_F(PlannerInstanceTest, WhatStandsPassesNoLimit) {
  FixedClass();
  max_half_days = 1;
  Offer("module", {At(2, "13:00", "16:00")});
  components = {"module"};
  EXPECT_EQ(Make().instance.people.front().limits.at(0).most, 3);
}

TEST_F(PlannerInstanceTest, BlocksLeaveOutTheTimeThatStands) {
  FixedClass();
  Offer("module", {At(2, "13:00", "16:00")});
  unavailable = {{1, {TimeOfDay(8 * 60), TimeOfDay(13 * 60)}, UnavailabilityReason::kTreatment}};
  const auto blocks = Make().instance.people.front().blocks;
  ASSERT_THAT(blocks, SizeIs(2));
  EXPECT_EQ(blocks[0].stretch.end, 9 * 60);
  EXPECT_EQ(blocks[1].stretch.start, 12 * 60);
  EXPECT_EQ(blocks[1].name.nl, "behandeling");
}

TEST_F(PlannerInstanceTest, TurnsThatWereDecidedHold) {
  programme.alternations = {{"module", "trade"}};
  Enrol(Offer("module", {At(2, "09:00", "12:00")}));
  Offer("trade", {At(2, "09:00", "12:00")});
  components = {"trade"};
  EXPECT_THAT(Make().instance.rules, IsEmpty()) << "they may run side by side until somebody decides (H13)";
  schedule.alternations = {{week.FirstDay(), {{"module", 0, 2}, {"trade", 1, 2}}}};
  const PlanningInstance made = Make();
  ASSERT_THAT(made.instance.rules, SizeIs(1));
  EXPECT_EQ(made.instance.rules[0].type, planner::RuleType::kNotSameWeek);
  const std::vector<Offering> trade = Candidates(made, "trade");
  ASSERT_THAT(trade, SizeIs(1));
  EXPECT_EQ(trade[0].meetings[0].stretch.weeks.first, 2);
  EXPECT_EQ(trade[0].meetings[0].stretch.weeks.every, 2);
}

TEST_F(PlannerInstanceTest, WhatComesAfterBeginsAtTheEndOfWhatStands) {
  programme.orders = {{"module", "trade"}};
  domain::Offering& module = Offer("module", {At(2, "09:00", "12:00")});
  module.period.end = absl::CivilDay(2026, 12, 19);
  Enrol(module);
  Offer("trade", {At(3, "13:00", "16:00")});
  components = {"trade"};
  const PlanningInstance made = Make();
  EXPECT_THAT(made.instance.rules, IsEmpty());
  EXPECT_EQ(Candidates(made, "trade")[0].meetings[0].stretch.weeks.first, 5) << "Wednesday of W52";
  EXPECT_EQ(made.offerings.back().first_day, absl::CivilDay(2026, 12, 19));
}

TEST_F(PlannerInstanceTest, OrdersOfTwoToPlanAreARule) {
  programme.orders = {{"module", "trade"}};
  Offer("module", {At(2, "09:00", "12:00")});
  Offer("trade", {At(3, "13:00", "16:00")});
  components = {"trade", "module"};
  const PlanningInstance made = Make();
  ASSERT_THAT(made.instance.rules, SizeIs(1));
  EXPECT_EQ(made.instance.rules[0].type, planner::RuleType::kBefore);
  components = {"trade"};
  const PlanningInstance alone = Make();
  ASSERT_THAT(alone.barred, SizeIs(1)) << "the module was never had";
  EXPECT_EQ(alone.barred[0].first, "module");
}

TEST_F(PlannerInstanceTest, WithoutAnOfferingNothingIsAsked) {
  Offer("module", {At(2, "09:00", "12:00")}).period.end = absl::CivilDay(2026, 11, 23);
  Offer("module", {At(2, "09:00", "12:00")}).period.start = absl::CivilDay(2027, 6, 1);
  components = {"module"};
  const PlanningInstance made = Make();
  EXPECT_THAT(made.components, IsEmpty());
  ASSERT_THAT(made.barred, SizeIs(1));
  EXPECT_EQ(made.barred[0].first, "");
}

TEST_F(PlannerInstanceTest, AnExceptionOfOneWeekStandsInThatWeek) {
  schedule.plans = {
      {{absl::CivilDay(2026, 11, 23), domain::kForever}, false, {{"work", At(1, "13:00", "16:00"), {}, ""}}},
      {{absl::CivilDay(2026, 12, 7), absl::CivilDay(2026, 12, 14)},
       true,
       {{"work", At(2, "13:00", "16:00"), {}, ""}}}};
  const PlanningWeeks weeks(week, 4);
  const std::vector<Standing> standing = StandingOf(schedule, weeks);
  ASSERT_THAT(standing, SizeIs(2));
  EXPECT_EQ(weeks.Of(standing[0].stretch.weeks).size(), 2U);
  EXPECT_FALSE(standing[0].stretch.weeks.Has(3));
  EXPECT_TRUE(standing[1].stretch.weeks.Has(3));
  EXPECT_FALSE(standing[1].stretch.weeks.Has(2));
}

TEST_F(PlannerInstanceTest, AClashThatStandsIsCutNotLost) {
  Enrol(Offer("module", {At(2, "09:00", "12:00")}));
  domain::Offering& odd = Offer("trade", {At(2, "11:00", "13:00")});
  odd.pattern = domain::WeekPattern::kOdd;
  Enrol(odd);
  const std::vector<Standing> standing = StandingOf(schedule, PlanningWeeks(week, 4));
  ASSERT_THAT(standing, SizeIs(2));
  EXPECT_EQ(standing[1].stretch.start, 12 * 60);
  EXPECT_EQ(standing[1].stretch.end, 13 * 60);
}

TEST_F(PlannerInstanceTest, ASeatWithoutHalfDaysIsTheOnlyChoice) {
  Offer("work", {}, 4);
  Enrol(Offer("work", {}, 0));
  const PlanningTask task = Task();
  EXPECT_THAT(task.components, ElementsAre("language", "module", "trade", "work"));
  const PlanningInstance made = MakeInstance(task, WeeksOf(task), Reach::kAll);
  ASSERT_THAT(Candidates(made, "work"), SizeIs(1));
  EXPECT_TRUE(made.offerings[0].enrolled);
  EXPECT_THAT(made.free, IsEmpty()) << "no second seat";
}

TEST_F(PlannerInstanceTest, WhatIsFullOrClashesIsOutOfReach) {
  FixedClass();
  Offer("module", {At(2, "13:00", "16:00")}, 0);
  Offer("module", {At(3, "11:00", "14:00")});
  const Uuid free = Offer("module", {At(3, "13:00", "16:00")}).id;
  Offer("work", {}, 0);
  components = {"module"};
  const PlanningTask task = Task();
  const PlanningInstance all = MakeInstance(task, WeeksOf(task), Reach::kAll);
  EXPECT_THAT(Candidates(all, "module"), SizeIs(3));
  const PlanningInstance available = MakeInstance(task, WeeksOf(task), Reach::kAvailable);
  ASSERT_THAT(Candidates(available, "module"), SizeIs(1));
  EXPECT_EQ(available.offerings.back().open->offering->id, free);
  EXPECT_FALSE(available.lacks_available);
  components = {"module", "work"};
  const PlanningTask more = Task();
  EXPECT_TRUE(MakeInstance(more, WeeksOf(more), Reach::kAvailable).lacks_available);
}

// The best weeks and what is said of them do not depend on how much was looked at.
TEST_F(PlannerInstanceTest, TheBestWeekIsWithinReach) {
  std::minstd_rand random(7);
  const auto below = [&](unsigned end) { return static_cast<int>(random() % end); };
  int placed = 0;
  for (int round = 0; round < 200; ++round) {
    offerings.clear();
    schedule.enrolled.clear();
    FixedClass();
    for (const char* component : {"module", "trade", "work"}) {
      for (int i = below(4); i >= 0; --i) {
        const int hour = 10 + below(8);
        const std::string start = std::to_string(hour) + ":00";
        const std::string end = std::to_string(hour + 3) + ":00";
        Offer(component, {At(1 + below(5), start.c_str(), end.c_str())}, below(3));
      }
    }
    if (below(2) == 0) Offer("work", {}, below(3));
    const PlanningTask task = Task();
    planner::Cost costs[2] = {-1, -1};
    for (const Reach reach : {Reach::kAvailable, Reach::kAll}) {
      const PlanningInstance made = MakeInstance(task, WeeksOf(task), reach);
      if (made.lacks_available) continue;
      const auto model = planner::Model::Make(made.instance);
      ASSERT_OK(model);
      planner::WeekQuery query;
      query.free = made.free.data();
      query.demanded = made.standing;
      planner::Week best;
      costs[static_cast<int>(reach)] = planner::WeekSolver(**model).Solve(query, &best);
    }
    if (costs[0] < 0) continue;
    ++placed;
    EXPECT_EQ(costs[0], costs[1]) << round;
  }
  EXPECT_GT(placed, 20);
}

}  // namespace
}  // namespace duaal::trajectory::app
