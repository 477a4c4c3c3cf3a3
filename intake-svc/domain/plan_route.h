#ifndef INTAKE_SVC_DOMAIN_PLAN_ROUTE_H_
#define INTAKE_SVC_DOMAIN_PLAN_ROUTE_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/literacy.h"
#include "intake-svc/domain/participant.h"

namespace duaal::intake::domain {

// The numbers are those of the protos and of the database.
enum class PlanChangeReason {
  kNone = 0,
  kObjection = 1,
  kCorrection = 2,
  kRoute = 3,
  kEvaluation = 4,
  kMove = 5,
  kOther = 6,
};
enum class RouteChangeGround { kNone = 0, kEducation = 1, kSpecialCase = 2 };

// The learning route as decided, with what it rests on (RvS 2024:5413).
struct RouteDecision {
  LearningRoute route = LearningRoute::kUnknown;
  std::string language_level;
  int route_hours = 0;
  int participation_declaration_hours = 0;
  int labour_market_hours = 0;
  int progress_talks = 0;
  std::string reasoning;
  std::vector<Uuid> assessment_ids;
  int lesson_hours_followed = 0;
  RouteChangeGround change_ground = RouteChangeGround::kNone;
  friend bool operator==(const RouteDecision&, const RouteDecision&) = default;
};

// The last established plan with a route, in whatever programme.
struct PreviousRoute {
  LearningRoute route = LearningRoute::kUnknown;
  absl::CivilDay plan_date;
};

// What a plan is held against when it is established.
struct PlanCircumstances {
  LegalRegime legal_regime = LegalRegime::kUnknown;
  TargetGroup target_group = TargetGroup::kUnknown;
  std::optional<absl::CivilDay> settlement_date{};
  std::optional<absl::CivilDay> duty_start{};       // where it is known
  std::optional<absl::CivilDay> term_start{};       // of the term that counts
  std::optional<PreviousRoute> previous{};          // where the plan decides a route itself
  std::optional<absl::CivilDay> superseded_date{};  // the date of the version that it supersedes
  bool superseded_route = false;                    // which decides a route
  std::set<Uuid> superseded_assessments{};          // those of the evidence that were corrected since
};

// Adds what is wrong with the date, by field `plan_date`: IN_THE_FUTURE, BEFORE_DUTY, BEFORE_PREVIOUS_PLAN,
// BEFORE_SETTLEMENT, and in the Act of 2021 BEFORE_ACT.
void CheckPlanDate(absl::CivilDay plan_date, const PlanCircumstances& circumstances, absl::CivilDay today,
                   Violations& violations);

// Adds what is wrong with the route, by field below `content.route_decision.`, as the law says it on the date
// of the plan. ROUTE_REQUIRED: the version before decides one; ROUTE_OUTSIDE_ACT: only the Act of 2021 knows
// them; and REASONING_MISSING, EVIDENCE_MISSING, EVIDENCE_SUPERSEDED, LEVEL_OF_ROUTE, LEVEL_OF_FIRST_PLAN,
// LESSON_HOURS_TOO_FEW, HOURS_MISSING, HOURS_NOT_OF_GROUP, HOURS_TOO_FEW, HOURS_NOT_OF_ROUTE, TALKS_MISSING,
// ROUTE_CHANGE_TOO_LATE, GROUND_NOT_IN_FORCE, ROUTE_TAKEN_OVER.
void CheckRoute(const std::optional<RouteDecision>& decision, PlanChangeReason reason,
                absl::CivilDay plan_date, const PlanCircumstances& circumstances, Violations& violations);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_PLAN_ROUTE_H_
