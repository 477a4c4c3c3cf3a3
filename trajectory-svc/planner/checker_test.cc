#include "trajectory-svc/planner/checker.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace duaal::planner {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

Meeting At(int weekday, int start, int end, Weeks weeks = {0, 10, 1, 0}) {
  return {{weekday, start, end, weeks}, {}};
}

// One person in town 0 with a lesson on Monday morning there and work on Tuesday morning in town 1, 30
// minutes away. The plan costs nothing but what a test adds.
class Checker : public testing::Test {
 protected:
  Checker() {
    in_.id = "test";
    in_.weeks = 10;
    in_.sites = {{"a", {}}, {"b", {}}};
    in_.travel = {0, 30, 30, 0};
    in_.kinds = {{"lesson", {}}, {"work", {}}};
    in_.resources = {{"seats", 1}, {"tables", 1}};
    in_.weights = {0, 0, 0, 0, 0, 0, 0, 3};
    Add(0, 0, {At(1, 540, 720)});
    Add(1, 1, {At(2, 540, 720)});
    Person person;
    person.id = "p";
    person.requirements.resize(2);
    person.requirements[0].id = "r0";
    person.requirements[1].id = "r1";
    person.requirements[1].kind = 1;
    in_.people = {person};
    plan_.people = {{Placement{0, 1}, Placement{1, 1}}};
  }

  Offering& Add(int kind, int site, std::vector<Meeting> meetings) {
    Offering offering;
    offering.id = "o" + std::to_string(in_.offerings.size());
    offering.kind = kind;
    offering.site = site;
    offering.meetings = std::move(meetings);
    in_.offerings.push_back(offering);
    plan_.open.push_back(true);
    return in_.offerings.back();
  }

  Person& person() { return in_.people[0]; }
  Requirement& lesson() { return in_.people[0].requirements[0]; }
  Offering& school() { return in_.offerings[0]; }
  Offering& job() { return in_.offerings[1]; }
  Stretch& lesson_time() { return school().meetings[0].stretch; }
  Stretch& job_time() { return job().meetings[0].stretch; }
  WeekPlan& week() { return plan_.people[0]; }

  // The breaks as `path RULE_n`.
  std::vector<std::string> Breaks() {
    const Status status = CheckInstance(in_);
    EXPECT_TRUE(status.ok()) << status;
    std::vector<std::string> breaks;
    const Status checked = CheckPlan(in_, plan_);
    for (const FieldViolation& one : DetailsOf(checked).violations)
      breaks.push_back(one.field + " " + one.reason);
    EXPECT_EQ(breaks.empty(), checked.ok());
    EXPECT_EQ(HasReason(checked, "RULES_BROKEN"), !checked.ok()) << checked;
    return breaks;
  }

  Objective Cost() { return ObjectiveOf(in_, plan_); }

  Instance in_;
  Plan plan_;
};

const char kLesson[] = "people[0].requirements[0] RULE_";

TEST_F(Checker, PassesAPlanThatKeepsTheRules) {
  EXPECT_THAT(Breaks(), IsEmpty());
  EXPECT_EQ(Cost(), Objective{});
}

TEST_F(Checker, Rule1WantsTheKindAndAnOpenOffering) {
  lesson().kind = 1;
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "1"));
  lesson().kind = 0;
  school().closed = true;
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "1"));
}

TEST_F(Checker, Rule2CountsTheMeetings) {
  school().meetings.push_back(At(3, 540, 720));
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "2"));
  school().choose_least = school().choose_most = 1;
  EXPECT_THAT(Breaks(), IsEmpty());
  week()[0] = Placement{0, 3};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "2"));
  school().choose_least = 0;
  week()[0] = Placement{0, 0};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "2"));
}

TEST_F(Checker, Rule3WantsMeetingsApartAndInTheHorizon) {
  school().meetings.push_back(At(1, 600, 660, {0, 10, 2, 1}));
  week()[0] = Placement{0, 3};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "3"));
  lesson_time().weeks = {0, 10, 2, 0};
  EXPECT_THAT(Breaks(), IsEmpty());
  school().meetings[1].stretch.weeks = {10, 20, 1, 0};
  // It can be entered no more, either.
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "3", std::string(kLesson) + "7"));
}

TEST_F(Checker, Rule4BoundsTheBusiestWeek) {
  lesson().least_half_days = 2;
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "4"));
  lesson().least_half_days = 1;
  lesson().most_minutes = 179;
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "4"));
  lesson().most_minutes = 180;
  lesson().least_minutes = 180;
  EXPECT_THAT(Breaks(), IsEmpty());
  school().meetings.push_back(At(1, 780, 900, {0, 10, 2, 1}));
  week()[0] = Placement{0, 3};
  lesson().most_minutes = 0;
  lesson().most_half_days = 1;
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "4"));
  lesson_time().weeks = {0, 10, 2, 0};
  EXPECT_THAT(Breaks(), IsEmpty());
}

TEST_F(Checker, Rule5TestsConditions) {
  Condition condition;
  condition.attribute = "level";
  condition.one_of = {"A1", "A2"};
  lesson().conditions = {condition};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "5"));
  school().properties = {{"level", {"B1", "A2"}, 2}};
  EXPECT_THAT(Breaks(), IsEmpty());
  lesson().conditions[0].least = 3;
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "5"));
  lesson().conditions[0].least = 2;
  lesson().conditions[0].most = 2;
  EXPECT_THAT(Breaks(), IsEmpty());
  school().properties[0].number.reset();
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "5"));
}

TEST_F(Checker, Rule6StaysWithinReach) {
  person().reach = 29;
  EXPECT_THAT(Breaks(), ElementsAre("people[0].requirements[1] RULE_6"));
  job().online = true;
  EXPECT_THAT(Breaks(), IsEmpty());
}

TEST_F(Checker, Rule7WantsAnEntryWeek) {
  lesson_time().weeks = {0, 5, 1, 0};
  person().entry_week = 4;
  EXPECT_THAT(Breaks(), IsEmpty());
  school().entry_weeks = {0, 3};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "7"));
  school().entry_weeks = {8, 4};
  EXPECT_THAT(Breaks(), IsEmpty());
  person().entry_week = 5;
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "7"));
}

TEST_F(Checker, Rule8KeepsBlocksFree) {
  person().blocks = {{{1, 719, 800, {0, 10, 1, 0}}, {}}};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "8"));
  person().blocks[0].stretch.start = 720;
  EXPECT_THAT(Breaks(), IsEmpty());
}

TEST_F(Checker, Rule9KeepsWhatIsPinned) {
  lesson().pinned = Placement{0, 1};
  EXPECT_THAT(Breaks(), IsEmpty());
  lesson().pinned = Placement{0, 0};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "9"));
}

const char kJob[] = "people[0].requirements[1] RULE_";

TEST_F(Checker, Rule10KeepsPlacementsApart) {
  job_time() = {1, 719, 800, {0, 10, 2, 1}};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kJob) + "10"));
  lesson_time().weeks = {0, 10, 2, 0};
  EXPECT_THAT(Breaks(), IsEmpty());
}

TEST_F(Checker, Rule11LeavesTimeToTravel) {
  job_time() = {1, 749, 800, {0, 10, 1, 0}};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kJob) + "11"));
  job_time().start = 750;
  EXPECT_THAT(Breaks(), IsEmpty());
  job_time() = {1, 400, 511, {0, 10, 1, 0}};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kJob) + "11"));
  school().online = true;
  EXPECT_THAT(Breaks(), IsEmpty());
}

TEST_F(Checker, Rule12KeepsLimits) {
  in_.limits = {{"limit", {}, Unit::kHalfDays, {}}};
  school().price_euro = 60;
  job().price_euro = 40;
  const std::vector<std::pair<Unit, int>> loads = {
      {Unit::kHalfDays, 2}, {Unit::kMinutes, 360}, {Unit::kActivities, 2}, {Unit::kEuros, 100}};
  for (const auto& [unit, load] : loads) {
    in_.limits[0].unit = unit;
    in_.limits[0].kinds = {};
    person().limits = {{0, load, std::nullopt}};
    EXPECT_THAT(Breaks(), IsEmpty());
    person().limits[0].most = load - 1;
    EXPECT_THAT(Breaks(), ElementsAre("people[0].limits[0] RULE_12"));
    in_.limits[0].kinds = {0};
    EXPECT_THAT(Breaks(), IsEmpty());
  }
}

TEST_F(Checker, Rule12CountsASharedHalfDayOnceAndWeeksApart) {
  in_.limits = {{"limit", {}, Unit::kHalfDays, {}}};
  person().limits = {{0, 1, std::nullopt}};
  job().site = 0;
  job_time() = {1, 725, 740, {0, 10, 1, 0}};
  EXPECT_THAT(Breaks(), IsEmpty());
  job_time() = {2, 540, 720, {0, 10, 2, 0}};
  EXPECT_THAT(Breaks(), ElementsAre("people[0].limits[0] RULE_12"));
  lesson_time().weeks = {0, 10, 2, 1};
  EXPECT_THAT(Breaks(), IsEmpty());
}

TEST_F(Checker, Rule13ComparesTexts) {
  in_.rules = {{RuleType::kSame, 0, 1, "provider", {}, {}}};
  EXPECT_THAT(Breaks(), IsEmpty());
  school().properties = {{"provider", {"x"}, std::nullopt}};
  EXPECT_THAT(Breaks(), IsEmpty());
  job().properties = {{"provider", {"y", "z"}, std::nullopt}};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kJob) + "13"));
  in_.rules[0].type = RuleType::kDiffer;
  EXPECT_THAT(Breaks(), IsEmpty());
  job().properties[0].texts.push_back("x");
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kJob) + "13"));
  in_.rules[0] = {RuleType::kPairs, 0, 1, "provider", {{"x", "y"}}, {}};
  EXPECT_THAT(Breaks(), IsEmpty());
  in_.rules[0].pairs = {{"x", "w"}};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kJob) + "13"));
  in_.rules[0].pairs = {{"w", "v"}};
  EXPECT_THAT(Breaks(), IsEmpty());
}

TEST_F(Checker, Rule13ComparesWeeks) {
  in_.rules = {{RuleType::kNotSameWeek, 0, 1, "", {}, {}}};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kJob) + "13"));
  lesson_time().weeks = {0, 5, 1, 0};
  job_time().weeks = {5, 10, 1, 0};
  EXPECT_THAT(Breaks(), IsEmpty());
  in_.rules[0].type = RuleType::kBefore;
  EXPECT_THAT(Breaks(), IsEmpty());
  job_time().weeks.first = 4;
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kJob) + "13"));
  std::swap(in_.rules[0].kind_a, in_.rules[0].kind_b);
  lesson_time().weeks = {0, 1, 1, 0};
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kJob) + "13"));
}

TEST_F(Checker, Rule13AllowsEitherOrderWithinAKind) {
  in_.rules = {{RuleType::kBefore, 0, 0, "", {}, {}}};
  person().requirements[1].kind = 0;
  job().kind = 0;
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kJob) + "13"));
  lesson_time().weeks = {5, 10, 1, 0};
  job_time().weeks = {0, 5, 1, 0};
  EXPECT_THAT(Breaks(), IsEmpty());
}

TEST_F(Checker, Rule14CountsSeats) {
  school().resources = {0};
  school().meetings[0].resources = {0, 1};  // a seat of 0 once all the same
  EXPECT_THAT(Breaks(), IsEmpty());
  job().resources = {1};
  EXPECT_THAT(Breaks(), ElementsAre("resources[1] RULE_14"));
}

TEST_F(Checker, Rule15CountsPeople) {
  school().floor = 2;
  EXPECT_THAT(Breaks(), ElementsAre("offerings[0] RULE_15"));
  school().floor = 1;
  EXPECT_THAT(Breaks(), IsEmpty());
  plan_.open[0] = false;
  EXPECT_THAT(Breaks(), ElementsAre(std::string(kLesson) + "1", "offerings[0] RULE_15"));
  week()[0].reset();
  EXPECT_THAT(Breaks(), IsEmpty());
}

TEST_F(Checker, RefusesAPlanOfAnotherSize) {
  const Plan good = plan_;
  const std::vector<std::pair<std::string, std::function<void(Plan&)>>> faults = {
      {"people", [](Plan& plan) { plan.people.clear(); }},
      {"open", [](Plan& plan) { plan.open.clear(); }},
      {"people[0]", [](Plan& plan) { plan.people[0].clear(); }},
      {"people[0].requirements[0]", [](Plan& plan) { plan.people[0][0]->offering = 2; }},
      {"people[0].requirements[0]", [](Plan& plan) { plan.people[0][0]->offering = -1; }},
      {"people[0].requirements[1]", [](Plan& plan) { plan.people[0][1]->meetings = 3; }}};
  for (const auto& [path, spoil] : faults) {
    Plan plan = good;
    spoil(plan);
    const Status status = CheckPlan(in_, plan);
    EXPECT_TRUE(HasReason(status, "INVALID_PLAN"));
    EXPECT_THAT(DetailsOf(status).violations, ElementsAre(Field(&FieldViolation::field, path)));
  }
}

TEST_F(Checker, TellsAHundredBreaksAtMost) {
  lesson().least_half_days = 2;
  in_.people.resize(101, person());
  plan_.people.resize(101, week());
  EXPECT_THAT(DetailsOf(CheckPlan(in_, plan_)).violations, SizeIs(kMostBreaks));
}

TEST_F(Checker, PricesTravelEveningsAndEntry) {
  in_.weights.travel_minute = 2;
  EXPECT_EQ(Cost().soft, 2 * 30);
  job().online = true;
  EXPECT_EQ(Cost().soft, 0);
  in_.weights.evening = 7;
  lesson_time().start = 1050;
  lesson_time().end = 1100;
  EXPECT_EQ(Cost().soft, 7);
  lesson_time().start = 1049;
  EXPECT_EQ(Cost().soft, 0);
  in_.weights.week_later = 11;
  person().entry_week = 1;
  lesson_time().weeks.first = 3;
  EXPECT_EQ(Cost().soft, 2 * 11);
  school().entry_weeks = {6, 5};
  EXPECT_EQ(Cost().soft, 4 * 11);
}

TEST_F(Checker, PricesConditionsAndShortWeeks) {
  Condition condition;
  condition.attribute = "sector";
  condition.one_of = {"care"};
  condition.cost = 13;
  lesson().conditions = {condition};
  EXPECT_THAT(Breaks(), IsEmpty());
  EXPECT_EQ(Cost().soft, 13);
  school().properties = {{"sector", {"care"}, std::nullopt}};
  EXPECT_EQ(Cost().soft, 0);
  lesson().short_half_day = 17;
  EXPECT_EQ(Cost().soft, 0);
  lesson().most_half_days = 3;
  EXPECT_EQ(Cost().soft, 2 * 17);
}

TEST_F(Checker, PricesDaysAndLoads) {
  person().per_day = 19;
  EXPECT_EQ(Cost().soft, 2 * 19);
  job_time().weekday = 1;
  EXPECT_EQ(Cost().soft, 19);
  person().per_day = 0;
  in_.weights.above_preferred = 23;
  in_.limits = {{"minutes", {}, Unit::kMinutes, {0}}};
  person().limits = {{0, 1000, 178}};
  EXPECT_EQ(Cost().soft, 2 * 23);
}

TEST_F(Checker, PricesWhatIsNotPlacedByLevel) {
  week() = {std::nullopt, std::nullopt};
  lesson().legal = true;
  lesson().unplaced = 29;
  person().requirements[1].unplaced = 31;
  const Objective cost = Cost();
  EXPECT_THAT(cost, AllOf(Field(&Objective::unplaced_legal, 29), Field(&Objective::unplaced_other, 31),
                          Field(&Objective::legal_count, 1), Field(&Objective::other_count, 1),
                          Field(&Objective::total, 60)));
}

TEST_F(Checker, PricesChanges) {
  in_.weights.person_changed = 1000;
  in_.weights.activity_changed = 100;
  in_.weights.slot_changed = 10;
  lesson().published = Placement{0, 0};
  EXPECT_EQ(Cost(), Objective{}) << "nobody has seen it";
  person().published = true;
  Objective cost = Cost();
  EXPECT_EQ(cost.changes, 1000 + 10 + 100);
  EXPECT_EQ(cost.people_changed, 1);
  EXPECT_EQ(cost.activities_changed, 1);
  person().notice_passed = true;
  EXPECT_EQ(Cost().changes, 3 * 1110);
  lesson().published = week()[0];
  person().requirements[1].published = week()[1];
  EXPECT_EQ(Cost(), Objective{});
}

TEST_F(Checker, WeighsEachCostByItselfRoundedDown) {
  person().weight_permille = 500;
  in_.weights.person_changed = 3;
  in_.weights.activity_changed = 3;
  person().published = true;
  EXPECT_EQ(Cost().changes, 1 + 1 + 1);
  person().per_day = 3;
  in_.weights.travel_minute = 1;
  EXPECT_EQ(Cost().soft, 15 + 2 * 1);
  week()[0].reset();
  lesson().unplaced = 5;
  EXPECT_EQ(Cost().unplaced_other, 2);
}

TEST_F(Checker, PricesSplitCohorts) {
  Add(0, 0, {At(1, 540, 720)});
  in_.cohorts = {{"class", {}, {0}, 37}};
  person().cohort = 0;
  in_.people.resize(4, person());
  plan_.people.resize(4, week());
  EXPECT_EQ(Cost().split, 0);
  plan_.people[1][0] = Placement{2, 1};
  EXPECT_EQ(Cost().split, 37);
  plan_.people[2][0] = Placement{2, 1};
  EXPECT_EQ(Cost().split, 2 * 37);
  plan_.people[0][0].reset();
  EXPECT_EQ(Cost().split, 37);
  in_.people[3].cohort = -1;
  EXPECT_EQ(Cost().split, 0);
  in_.cohorts[0].kinds = {1};
  in_.people[3].cohort = 0;
  EXPECT_EQ(Cost().split, 0);
}

TEST_F(Checker, PricesOnePersonWithoutTheSplit) {
  in_.weights.travel_minute = 2;
  week()[0].reset();
  lesson().unplaced = 41;
  EXPECT_EQ(ObjectiveOfPerson(in_, 0, week()), Cost());
  EXPECT_EQ(Cost().total, 41 + 60);
}

}  // namespace
}  // namespace duaal::planner
