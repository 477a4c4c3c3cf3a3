#include <algorithm>

#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "trajectory-svc/app/test_planning.h"

// What is suggested, and why not: the planner over what the service knows.
namespace duaal::trajectory::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class SuggestionTest : public ::testing::Test, protected TestPlanning {
 protected:
  static std::vector<std::string> Components(const WeekChoice& choice) {
    std::vector<std::string> codes;
    for (const SuggestedActivity& activity : choice.activities) codes.push_back(activity.component_code);
    return codes;
  }
  static const SuggestedActivity* Find(const WeekChoice& choice, const std::string& component) {
    const auto found = std::find_if(choice.activities.begin(), choice.activities.end(),
                                    [&](const auto& one) { return one.component_code == component; });
    return found == choice.activities.end() ? nullptr : &*found;
  }
  static bool Has(const std::vector<MisfitObstacle>& obstacles, ObstacleKind kind) {
    return std::any_of(obstacles.begin(), obstacles.end(), [&](const auto& one) { return one.kind == kind; });
  }
  static const MisfitRemedy* RemedyOf(const Misfit& misfit, ObstacleKind kind) {
    const auto found = std::find_if(misfit.remedies.begin(), misfit.remedies.end(),
                                    [&](const auto& one) { return one.kind == kind; });
    return found == misfit.remedies.end() ? nullptr : &*found;
  }
};

TEST_F(SuggestionTest, AllElseIsPlannedAroundTheFixedClass) {  // H07, D15
  FixedClass();
  Offer("module", {At(1, "09:00", "12:00")});
  const Uuid module = Offer("module", {At(2, "09:00", "12:00")}).id;
  Offer("trade", {At(3, "10:00", "13:00")});
  const Uuid trade = Offer("trade", {At(5, "09:00", "12:00")}).id;
  Offer("work", {});
  ASSERT_OK_AND_ASSIGN(const Suggestion suggestion, Ask());
  ASSERT_THAT(suggestion.choices, SizeIs(3));
  EXPECT_THAT(suggestion.misfits, IsEmpty());
  const WeekChoice& best = suggestion.choices.front();
  EXPECT_THAT(Components(best), ElementsAre("module", "trade", "work"));
  EXPECT_EQ(Find(best, "module")->offering->id, module);
  EXPECT_EQ(Find(best, "trade")->offering->id, trade);
  EXPECT_EQ(Find(best, "trade")->entry_date, absl::CivilDay(2026, 11, 23));
  EXPECT_THAT(Find(best, "work")->timetable, SizeIs(5)) << "as much of the range as fits";
  EXPECT_TRUE(Find(best, "work")->agreed_per_person);
  for (const domain::Slot& slot : Find(best, "work")->timetable) {
    for (const domain::Slot& fixed : schedule.enrolled.front().timetable) {
      EXPECT_FALSE(domain::Clash(slot, fixed));
    }
  }
  for (std::size_t i = 1; i < suggestion.choices.size(); ++i) {
    EXPECT_LE(suggestion.choices[i - 1].cost, suggestion.choices[i].cost);
  }
}

TEST_F(SuggestionTest, AFullClassIsToldWithARemedy) {
  const Uuid full = Offer("module", {At(2, "09:00", "12:00")}, 0).id;
  components = {"module"};
  ASSERT_OK_AND_ASSIGN(const Suggestion suggestion, Ask());
  ASSERT_THAT(suggestion.choices, SizeIs(1));
  EXPECT_THAT(suggestion.choices[0].unplaced, ElementsAre("module"));
  ASSERT_THAT(suggestion.misfits, SizeIs(1));
  const Misfit& misfit = suggestion.misfits[0];
  ASSERT_THAT(misfit.conflict, SizeIs(1));
  EXPECT_EQ(misfit.conflict[0].kind, ObstacleKind::kSeats);
  EXPECT_EQ(misfit.conflict[0].offering_id, full);
  EXPECT_EQ(misfit.conflict[0].description, "De plaatsen van module 0 zijn bezet.");
  ASSERT_THAT(misfit.remedies, SizeIs(1));
  EXPECT_EQ(misfit.remedies[0].offering_id, full);
  EXPECT_LT(misfit.remedies[0].cost, suggestion.choices[0].cost);
}

TEST_F(SuggestionTest, ALimitNamesTheLeastThatItMustBecome) {
  FixedClass();
  Offer("module", {At(2, "09:00", "12:00")});
  components = {"module"};
  max_half_days = 3;
  ASSERT_OK_AND_ASSIGN(const Suggestion suggestion, Ask());
  ASSERT_THAT(suggestion.misfits, SizeIs(1));
  EXPECT_TRUE(Has(suggestion.misfits[0].conflict, ObstacleKind::kLimit));
  const MisfitRemedy* remedy = RemedyOf(suggestion.misfits[0], ObstacleKind::kLimit);
  ASSERT_NE(remedy, nullptr);
  EXPECT_EQ(remedy->from, 3);
  EXPECT_EQ(remedy->to, 4);
  EXPECT_THAT(remedy->description, HasSubstr("4 dagdelen"));
}

TEST_F(SuggestionTest, TheLanguageLevelThatIsMissingIsNamed) {  // H19
  schedule.language_level = "";
  Offer("work", {});
  components = {"work"};
  ASSERT_OK_AND_ASSIGN(const Suggestion suggestion, Suggest(Task(), 3, Language::kEnglish));
  ASSERT_THAT(suggestion.misfits, SizeIs(1));
  ASSERT_THAT(suggestion.misfits[0].conflict, SizeIs(1));
  EXPECT_EQ(suggestion.misfits[0].conflict[0].kind, ObstacleKind::kLanguageLevel);
  EXPECT_EQ(suggestion.misfits[0].conflict[0].description, "For werk is needed: language level A1.");
}

TEST_F(SuggestionTest, TimeThatIsNotFreeIsKeptFree) {
  FixedClass();
  Offer("module", {At(2, "09:00", "12:00")});
  components = {"module"};
  unavailable = {{2, {TimeOfDay(8 * 60), TimeOfDay(10 * 60)}, UnavailabilityReason::kChildcare}};
  ASSERT_OK_AND_ASSIGN(const Suggestion suggestion, Ask());
  ASSERT_THAT(suggestion.misfits, SizeIs(1));
  ASSERT_THAT(suggestion.misfits[0].conflict, SizeIs(1));
  EXPECT_EQ(suggestion.misfits[0].conflict[0].kind, ObstacleKind::kUnavailable);
  EXPECT_THAT(suggestion.misfits[0].conflict[0].description, HasSubstr("kinderopvang"));
  const Uuid later = Offer("module", {At(2, "10:00", "13:00")}).id;
  ASSERT_OK_AND_ASSIGN(const Suggestion other, Ask());
  EXPECT_THAT(other.misfits, IsEmpty());
  EXPECT_EQ(other.choices[0].activities[0].offering->id, later);
}

TEST_F(SuggestionTest, ASeriesThatHasBegunCanBeJoinedByAnException) {
  domain::Offering& begun = Offer("trade", {At(5, "09:00", "12:00")});
  begun.period = {absl::CivilDay(2026, 11, 2), absl::CivilDay(2027, 1, 11)};
  components = {"trade"};
  ASSERT_OK_AND_ASSIGN(const Suggestion suggestion, Ask());
  ASSERT_THAT(suggestion.misfits, SizeIs(1));
  EXPECT_TRUE(Has(suggestion.misfits[0].conflict, ObstacleKind::kEntry));
  EXPECT_NE(RemedyOf(suggestion.misfits[0], ObstacleKind::kEntry), nullptr);
}

TEST_F(SuggestionTest, OddAndEvenWeeksShareAnHour) {
  domain::Offering& odd = Offer("module", {At(2, "09:00", "12:00")});
  odd.pattern = domain::WeekPattern::kOdd;
  domain::Offering& even = Offer("trade", {At(2, "09:00", "12:00")});
  even.pattern = domain::WeekPattern::kEven;
  components = {"module", "trade"};
  ASSERT_OK_AND_ASSIGN(const Suggestion suggestion, Ask());
  EXPECT_THAT(suggestion.misfits, IsEmpty()) << "also over the 53 weeks of 2026";
  EXPECT_EQ(Find(suggestion.choices[0], "module")->entry_date, absl::CivilDay(2026, 11, 30));
  EXPECT_EQ(Find(suggestion.choices[0], "trade")->entry_date, absl::CivilDay(2026, 11, 23));
}

TEST_F(SuggestionTest, WhatComesAfterWaitsForWhatDoesNotFit) {
  programme.orders = {{"module", "trade"}};
  Offer("module", {At(2, "09:00", "12:00")}, 0).period.end = absl::CivilDay(2026, 12, 21);
  Offer("trade", {At(3, "13:00", "16:00")}).period.start = absl::CivilDay(2027, 1, 4);
  components = {"module", "trade"};
  ASSERT_OK_AND_ASSIGN(const Suggestion suggestion, Ask());
  EXPECT_THAT(suggestion.choices[0].activities, IsEmpty());
  ASSERT_THAT(suggestion.misfits, SizeIs(2));
  EXPECT_EQ(suggestion.misfits[0].conflict[0].kind, ObstacleKind::kSeats);
  EXPECT_EQ(suggestion.misfits[1].conflict[0].kind, ObstacleKind::kRule);
  offerings[0].seats_left = 1;
  ASSERT_OK_AND_ASSIGN(const Suggestion both, Ask());
  EXPECT_THAT(Components(both.choices[0]), ElementsAre("module", "trade"));
}

TEST_F(SuggestionTest, WhatIsOutOfOrderTakesNobodysPlace) {
  programme.orders = {{"module", "trade"}};
  Offer("module", {At(2, "09:00", "12:00")}, 0);
  Offer("trade", {At(3, "13:00", "16:00")});
  Offer("work", {At(3, "13:00", "16:00")}).period.start = absl::CivilDay(2027, 1, 4);
  components = {"module", "trade", "work"};
  ASSERT_OK_AND_ASSIGN(const Suggestion suggestion, Ask());
  EXPECT_THAT(Components(suggestion.choices[0]), ElementsAre("work"))
      << "trade would be cheaper, but comes after a module that is full";
  EXPECT_THAT(suggestion.choices[0].unplaced, ElementsAre("module", "trade"));
  ASSERT_THAT(suggestion.misfits, SizeIs(2));
  EXPECT_EQ(suggestion.misfits[0].component_code, "module");
  EXPECT_EQ(suggestion.misfits[1].component_code, "trade");
  EXPECT_EQ(suggestion.misfits[1].conflict[0].kind, ObstacleKind::kRule);
}

TEST_F(SuggestionTest, HoursAndHalfDaysBothHaveToFit) {  // D13
  programme.components = {{"language", "taalles", 3, 3, 540, 540, true, false}};
  Offer("language", {At(1, "09:00", "11:00"), At(2, "09:00", "11:00"), At(3, "09:00", "11:00")});
  ASSERT_OK_AND_ASSIGN(const Suggestion shorter, Ask());
  ASSERT_THAT(shorter.misfits, SizeIs(1));
  EXPECT_TRUE(Has(shorter.misfits[0].conflict, ObstacleKind::kSize));
  Offer("language", {At(1, "09:00", "12:00"), At(2, "09:00", "12:00"), At(3, "09:00", "12:00")});
  ASSERT_OK_AND_ASSIGN(const Suggestion whole, Ask());
  EXPECT_THAT(whole.misfits, IsEmpty());
}

TEST_F(SuggestionTest, NothingOnOfferIsToldAndNothingToPlanIsEmpty) {
  components = {"module"};
  ASSERT_OK_AND_ASSIGN(const Suggestion none, Ask());
  ASSERT_THAT(none.misfits, SizeIs(1));
  EXPECT_EQ(none.misfits[0].conflict[0].kind, ObstacleKind::kNoOffering);
  EXPECT_THAT(none.choices, SizeIs(1));
  programme.components.resize(1);
  components.clear();
  FixedClass();
  ASSERT_OK_AND_ASSIGN(const Suggestion nothing, Ask());
  EXPECT_THAT(nothing.choices, IsEmpty());
}

TEST_F(SuggestionTest, MoreComponentsThanTheWeekOfAPlanHoldsAreRefused) {
  programme.components.clear();
  for (int i = 0; i <= planner::kMostRequirements; ++i) {
    const std::string code = "c" + std::to_string(i);
    programme.components.push_back({code, code, 1, 1});
    Offer(code, {At(1 + i % 5, "09:00", "12:00")});
  }
  EXPECT_THAT(Ask(),
              ::duaal::testing::StatusIs(absl::StatusCode::kFailedPrecondition, "TOO_MANY_COMPONENTS"));
}

TEST_F(SuggestionTest, ManyDifferentTimesArePlannedOverAShorterHorizon) {
  for (int i = 0; i < 60; ++i) {
    domain::Offering& one =
        Offer("module", {{1 + i % 5, {TimeOfDay(480 + 5 * i), TimeOfDay(600 + 5 * i)}, ""}});
    one.period = {absl::CivilDay(2026, 11, 23) + 7 * (i % 25), absl::CivilDay(2026, 12, 28) + 7 * i};
  }
  components = {"module"};
  ASSERT_OK_AND_ASSIGN(const Suggestion suggestion, Ask(10));
  EXPECT_THAT(suggestion.choices, Not(IsEmpty()));
  EXPECT_THAT(suggestion.misfits, IsEmpty());
}

}  // namespace
}  // namespace duaal::trajectory::app
