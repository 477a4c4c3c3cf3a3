#include "intake-svc/domain/plan_route.h"

#include <algorithm>

#include "intake-svc/domain/duty.h"
#include "intake-svc/domain/plan_law.h"

namespace duaal::intake::domain {
namespace {

constexpr char kPath[] = "content.route_decision.";

// Where faults of the route go.
class RouteFaults {
 public:
  explicit RouteFaults(Violations& violations) : violations_(violations) {}
  void Add(const std::string& field, const std::string& reason, const std::string& description) {
    violations_.Add(kPath + field, reason, description);
  }

 private:
  Violations& violations_;
};

// A decision that cannot be accounted for does not stand (RvS 2024:5413; art. 3:46 Awb).
void CheckReasons(const RouteDecision& decision, const PlanCircumstances& circumstances,
                  RouteFaults& faults) {
  if (decision.reasoning.empty()) {
    faults.Add("reasoning", "REASONING_MISSING", "Say why this route fits the person (RvS 2024:5413).");
  }
  if (decision.assessment_ids.empty()) {
    faults.Add(
        "assessment_ids", "EVIDENCE_MISSING",
        "Name the assessments that the route rests on, such as the learnability test (RvS 2024:5413).");
  }
  const bool corrected =
      std::any_of(decision.assessment_ids.begin(), decision.assessment_ids.end(),
                  [&](const Uuid& id) { return circumstances.superseded_assessments.contains(id); });
  if (corrected) {
    faults.Add("assessment_ids", "EVIDENCE_SUPERSEDED",
               "An assessment was corrected since; weigh the correction and name that one.");
  }
}

void CheckLevel(const RouteDecision& decision, const PlanCircumstances& circumstances, const PlanLaw& law,
                RouteFaults& faults) {
  const std::string& level = decision.language_level;
  if (decision.route == LearningRoute::kEducation && !level.empty() && level != "B1") {
    faults.Add("language_level", "LEVEL_OF_ROUTE",
               "The onderwijsroute is at B1 or higher (art. 8 of the Act).");
  } else if (decision.route == LearningRoute::kSelfReliance && !level.empty() && level != "A2") {
    faults.Add(
        "language_level", "LEVEL_OF_ROUTE",
        "The Z-route knows exams at A2 only (art. 3.14(7) of the decree); another level is another route.");
  } else if (decision.route == LearningRoute::kB1 && level != "A2" && level != "B1") {
    faults.Add("language_level", "LEVEL_OF_ROUTE",
               "The B1-route is at B1, or at A2 later on (art. 7 of the Act).");
  }
  if (decision.route != LearningRoute::kB1 || level != "A2") return;
  if (!circumstances.previous) {
    faults.Add("language_level", "LEVEL_OF_FIRST_PLAN",
               "A first plan in the B1-route is at B1; the level is lowered later (art. 17(3) of the Act).");
  } else if (decision.lesson_hours_followed < law.a2_lesson_hours) {
    faults.Add("lesson_hours_followed", "LESSON_HOURS_TOO_FEW",
               "The level is lowered after " + std::to_string(law.a2_lesson_hours) +
                   " hours of lessons with sufficient effort (art. 5.5 of the decree).");
  }
}

void CheckHours(const RouteDecision& decision, const PlanCircumstances& circumstances, const PlanLaw& law,
                RouteFaults& faults) {
  const bool asylum = circumstances.target_group == TargetGroup::kAsylumStatusHolder;
  if (asylum && decision.route_hours == 0) {
    faults.Add("route_hours", "HOURS_MISSING",
               "The plan of an asylum status holder says how intensive the route is (art. 15 of the Act).");
  } else if (!asylum && decision.route_hours != 0) {
    faults.Add(
        "route_hours", "HOURS_NOT_OF_GROUP",
        "Only the plan of an asylum status holder says how intensive the route is (art. 15 of the Act).");
  }
  if (decision.participation_declaration_hours < law.participation_declaration_hours) {
    faults.Add("participation_declaration_hours", "HOURS_TOO_FEW",
               "The participation declaration trajectory takes at least " +
                   std::to_string(law.participation_declaration_hours) + " hours (art. 3.1 of the decree).");
  }
  const bool education = decision.route == LearningRoute::kEducation;
  if (education && decision.labour_market_hours != 0) {
    faults.Add("labour_market_hours", "HOURS_NOT_OF_ROUTE",
               "The onderwijsroute has no module labour market and participation (art. 8 of the Act).");
  } else if (!education && decision.labour_market_hours < law.labour_market_hours) {
    faults.Add("labour_market_hours", "HOURS_TOO_FEW",
               "The module labour market and participation takes at least " +
                   std::to_string(law.labour_market_hours) + " hours of practice (art. 3.2 of the decree).");
  }
  if (decision.progress_talks == 0) {
    faults.Add("progress_talks", "TALKS_MISSING",
               "The plan fixes the number of progress talks (art. 5.3 of the decree).");
  }
}

void CheckChange(const RouteDecision& decision, PlanChangeReason reason, absl::CivilDay plan_date,
                 const PlanCircumstances& circumstances, const PlanLaw& law, RouteFaults& faults) {
  const RouteChangeGround ground = decision.change_ground;
  if (ground == RouteChangeGround::kEducation && !law.education_exception) {
    faults.Add(
        "change_ground", "GROUND_NOT_IN_FORCE",
        "On the date of the plan the decree does not know this exception; a special case is art. 5.4(2).");
  }
  if (!circumstances.previous || circumstances.previous->route == decision.route) return;
  if (reason == PlanChangeReason::kMove) {
    faults.Add(
        "route", "ROUTE_TAKEN_OVER",
        "After a move the route is taken over (art. 15 of the Act); change it in a version of its own.");
    return;
  }
  const bool to_b1 =
      circumstances.previous->route == LearningRoute::kEducation && decision.route == LearningRoute::kB1;
  if (to_b1 || ground != RouteChangeGround::kNone || !circumstances.term_start) return;
  if (plan_date >= MonthsLater(*circumstances.term_start, law.route_change_months)) {
    faults.Add("route", "ROUTE_CHANGE_TOO_LATE",
               "A route is changed within a year and a half from the start of the term, but for the "
               "onderwijsroute to "
               "the B1-route and the exceptions of art. 5.4 of the decree; name the ground if there is one.");
  }
}

}  // namespace

void CheckPlanDate(absl::CivilDay plan_date, const PlanCircumstances& circumstances, absl::CivilDay today,
                   Violations& violations) {
  const auto before = [&](const std::optional<absl::CivilDay>& day, const char* reason,
                          const char* description) {
    if (day && plan_date < *day) violations.Add("plan_date", reason, description);
  };
  if (plan_date > today) {
    violations.Add("plan_date", "IN_THE_FUTURE",
                   "A plan bears the day on which it is issued; take today or earlier.");
  }
  if (circumstances.legal_regime == LegalRegime::kWi2021) {
    before(PlanLaws().front().from, "BEFORE_ACT", "The Act knows plans since 2022-01-01; check the year.");
  }
  before(circumstances.duty_start, "BEFORE_DUTY", "The plan cannot be older than the duty; check both days.");
  before(circumstances.settlement_date, "BEFORE_SETTLEMENT",
         "The plan cannot be older than the settlement in the municipality; check both days.");
  std::optional<absl::CivilDay> previous = circumstances.superseded_date;
  if (circumstances.previous) {
    previous =
        std::max(previous.value_or(circumstances.previous->plan_date), circumstances.previous->plan_date);
  }
  before(previous, "BEFORE_PREVIOUS_PLAN", "The plan before bears a later date; check both days.");
}

void CheckRoute(const std::optional<RouteDecision>& decision, PlanChangeReason reason,
                absl::CivilDay plan_date, const PlanCircumstances& circumstances, Violations& violations) {
  RouteFaults faults(violations);
  if (!decision) {
    if (circumstances.superseded_route) {
      violations.Add("content.route_decision", "ROUTE_REQUIRED",
                     "The plan before decides a learning route, and so does this one; keep it or change it.");
    }
    return;
  }
  if (circumstances.legal_regime != LegalRegime::kWi2021) {
    violations.Add(
        "content.route_decision", "ROUTE_OUTSIDE_ACT",
        "Only the Act of 2021 knows learning routes; leave the decision out, or correct the person's Act.");
    return;
  }
  const PlanLaw& law = PlanLawOn(plan_date);
  CheckReasons(*decision, circumstances, faults);
  CheckLevel(*decision, circumstances, law, faults);
  CheckHours(*decision, circumstances, law, faults);
  CheckChange(*decision, reason, plan_date, circumstances, law, faults);
}

}  // namespace duaal::intake::domain
