#include "intake-svc/domain/plan_route.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake-svc/domain/plan_law.h"

namespace duaal::intake::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::CivilDay kDay(2026, 11, 10);
const Uuid kTest = Uuid::NewV7();

PlanCircumstances Asylum() {
  PlanCircumstances circumstances;
  circumstances.legal_regime = LegalRegime::kWi2021;
  circumstances.target_group = TargetGroup::kAsylumStatusHolder;
  return circumstances;
}

// A decision that stands, of an asylum status holder.
RouteDecision Sound(LearningRoute route = LearningRoute::kB1) {
  RouteDecision decision;
  decision.route = route;
  decision.language_level = route == LearningRoute::kB1 ? "B1" : "";
  decision.route_hours = 600;
  decision.participation_declaration_hours = 12;
  decision.labour_market_hours = route == LearningRoute::kEducation ? 0 : 40;
  decision.progress_talks = 6;
  decision.reasoning = "De leerbaarheidstoets geeft B1 haalbaar.";
  decision.assessment_ids = {kTest};
  return decision;
}

std::vector<std::string> Faults(const std::optional<RouteDecision>& decision,
                                const PlanCircumstances& circumstances,
                                PlanChangeReason reason = PlanChangeReason::kRoute,
                                absl::CivilDay day = kDay) {
  Violations violations;
  CheckRoute(decision, reason, day, circumstances, violations);
  std::vector<std::string> faults;
  const std::string path = "content.route_decision";
  for (const FieldViolation& one : violations.list()) {
    faults.push_back(one.field.substr(std::min(one.field.size(), path.size() + 1)) + " " + one.reason);
  }
  return faults;
}

PlanCircumstances Before(LearningRoute route, absl::CivilDay term_start = kDay - 100) {
  PlanCircumstances circumstances = Asylum();
  circumstances.previous = PreviousRoute{route, term_start - 1};
  circumstances.term_start = term_start;
  circumstances.superseded_route = true;
  return circumstances;
}

TEST(PlanLawTest, TheVersionOfTheDayHolds) {
  EXPECT_EQ(PlanLawOn(absl::CivilDay(2022, 12, 31)).third_party_weeks, 0);
  EXPECT_EQ(PlanLawOn(absl::CivilDay(2023, 1, 1)).third_party_weeks, 2);
  EXPECT_EQ(PlanLawOn(absl::CivilDay(2020, 1, 1)).source, PlanLaws().front().source);
  for (std::size_t i = 1; i < PlanLaws().size(); ++i) EXPECT_LT(PlanLaws()[i - 1].from, PlanLaws()[i].from);
}

TEST(CheckRouteTest, ASoundDecisionStandsInEveryRoute) {
  for (const LearningRoute route :
       {LearningRoute::kB1, LearningRoute::kEducation, LearningRoute::kSelfReliance}) {
    EXPECT_THAT(Faults(Sound(route), Asylum()), IsEmpty()) << static_cast<int>(route);
  }
}

TEST(CheckRouteTest, NeedsReasonsAndEvidence) {
  RouteDecision decision = Sound();
  decision.reasoning.clear();
  decision.assessment_ids.clear();
  EXPECT_THAT(Faults(decision, Asylum()),
              ElementsAre("reasoning REASONING_MISSING", "assessment_ids EVIDENCE_MISSING"));
  PlanCircumstances corrected = Asylum();
  corrected.superseded_assessments = {kTest};
  EXPECT_THAT(Faults(Sound(), corrected), ElementsAre("assessment_ids EVIDENCE_SUPERSEDED"));
}

TEST(CheckRouteTest, EachRouteHasItsLevels) {
  const auto at = [](LearningRoute route, const std::string& level) {
    RouteDecision decision = Sound(route);
    decision.language_level = level;
    return Faults(decision, Asylum());
  };
  const auto refused = ElementsAre("language_level LEVEL_OF_ROUTE");
  EXPECT_THAT(at(LearningRoute::kEducation, "A2"), refused);
  EXPECT_THAT(at(LearningRoute::kEducation, "B1"), IsEmpty());
  EXPECT_THAT(at(LearningRoute::kSelfReliance, "B1"), refused);
  EXPECT_THAT(at(LearningRoute::kSelfReliance, "A2"), IsEmpty());
  EXPECT_THAT(at(LearningRoute::kB1, ""), refused);
  EXPECT_THAT(at(LearningRoute::kB1, "A2"), ElementsAre("language_level LEVEL_OF_FIRST_PLAN"));
}

TEST(CheckRouteTest, A2ComesAfterSixHundredHours) {
  RouteDecision decision = Sound();
  decision.language_level = "A2";
  decision.lesson_hours_followed = 599;
  EXPECT_THAT(Faults(decision, Before(LearningRoute::kB1)),
              ElementsAre("lesson_hours_followed LESSON_HOURS_TOO_FEW"));
  decision.lesson_hours_followed = 600;
  EXPECT_THAT(Faults(decision, Before(LearningRoute::kB1)), IsEmpty());
}

TEST(CheckRouteTest, HoursGoByGroupAndRoute) {
  RouteDecision none = Sound();
  none.route_hours = none.participation_declaration_hours = none.labour_market_hours = none.progress_talks =
      0;
  EXPECT_THAT(Faults(none, Asylum()),
              ElementsAre("route_hours HOURS_MISSING", "participation_declaration_hours HOURS_TOO_FEW",
                          "labour_market_hours HOURS_TOO_FEW", "progress_talks TALKS_MISSING"));
  PlanCircumstances family = Asylum();
  family.target_group = TargetGroup::kFamilyMigrant;
  EXPECT_THAT(Faults(Sound(), family), ElementsAre("route_hours HOURS_NOT_OF_GROUP"));
  RouteDecision education = Sound(LearningRoute::kEducation);
  education.labour_market_hours = 40;
  EXPECT_THAT(Faults(education, Asylum()), ElementsAre("labour_market_hours HOURS_NOT_OF_ROUTE"));
}

// Art. 5.4 of the decree: a year and a half from the start of the term.
TEST(CheckRouteTest, ARouteIsChangedInTime) {
  const absl::CivilDay start(2025, 3, 11);
  const absl::CivilDay too_late(2026, 9, 11);
  const PlanCircumstances in_b1 = Before(LearningRoute::kB1, start);
  RouteDecision z = Sound(LearningRoute::kSelfReliance);
  EXPECT_THAT(Faults(z, in_b1, PlanChangeReason::kRoute, too_late - 1), IsEmpty());
  EXPECT_THAT(Faults(z, in_b1, PlanChangeReason::kRoute, too_late),
              ElementsAre("route ROUTE_CHANGE_TOO_LATE"));
  EXPECT_THAT(Faults(Sound(), in_b1, PlanChangeReason::kEvaluation, too_late), IsEmpty()) << "the same route";
  EXPECT_THAT(Faults(Sound(), Before(LearningRoute::kEducation, start), PlanChangeReason::kRoute, too_late),
              IsEmpty())
      << "from the onderwijsroute to the B1-route at any time";
  for (const auto ground : {RouteChangeGround::kEducation, RouteChangeGround::kSpecialCase}) {
    z.change_ground = ground;
    EXPECT_THAT(Faults(z, in_b1, PlanChangeReason::kRoute, too_late), IsEmpty()) << static_cast<int>(ground);
  }
}

TEST(CheckRouteTest, AnExceptionHoldsSinceItIsLaw) {
  RouteDecision z = Sound(LearningRoute::kSelfReliance);
  z.change_ground = RouteChangeGround::kEducation;
  const PlanCircumstances in_b1 = Before(LearningRoute::kB1, absl::CivilDay(2022, 2, 1));
  EXPECT_THAT(Faults(z, in_b1, PlanChangeReason::kRoute, absl::CivilDay(2022, 12, 31)),
              ElementsAre("change_ground GROUND_NOT_IN_FORCE"));
  EXPECT_THAT(Faults(z, in_b1, PlanChangeReason::kRoute, absl::CivilDay(2023, 1, 1)), IsEmpty());
}

TEST(CheckRouteTest, AMoveTakesTheRouteOver) {
  EXPECT_THAT(
      Faults(Sound(LearningRoute::kSelfReliance), Before(LearningRoute::kB1), PlanChangeReason::kMove),
      ElementsAre("route ROUTE_TAKEN_OVER"));
  EXPECT_THAT(Faults(Sound(), Before(LearningRoute::kB1), PlanChangeReason::kMove), IsEmpty());
}

TEST(CheckRouteTest, ARouteStaysDecidedAndBelongsToTheActOf2021) {
  EXPECT_THAT(Faults(std::nullopt, Before(LearningRoute::kB1)), ElementsAre(" ROUTE_REQUIRED"));
  EXPECT_THAT(Faults(std::nullopt, Asylum()), IsEmpty()) << "a light plan decides none";
  PlanCircumstances older = Asylum();
  older.legal_regime = LegalRegime::kWi2013;
  EXPECT_THAT(Faults(Sound(), older), ElementsAre(" ROUTE_OUTSIDE_ACT"));
}

}  // namespace
}  // namespace duaal::intake::domain
