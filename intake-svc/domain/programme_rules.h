#ifndef INTAKE_SVC_DOMAIN_PROGRAMME_RULES_H_
#define INTAKE_SVC_DOMAIN_PROGRAMME_RULES_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "intake-svc/domain/intake_step.h"
#include "intake-svc/domain/participant.h"

namespace duaal::intake::domain {

// How a person came into a programme (H04). The numbers are those of the protos and of the database.
enum class InflowChannel {
  kUnknown = 0,
  kPreselection = 1,
  kCaseManager = 2,
  kProviderNetwork = 3,
  kReceptionCentre = 4,
  kRegister = 5,
};

// A band of whole months since arrival: `[from_months, until_months)`; 0 as end means no end.
struct ArrivalCohort {
  std::string code;
  int from_months = 0;
  int until_months = 0;
};

// Why a referral ended. The numbers are those of the protos and of the database.
enum class CloseReason { kNone = 0, kRefused = 1, kNoDuty = 2, kFinalPhase = 3, kMoved = 4, kOther = 5 };

// A wish for the composition of a group (H03).
struct CompositionRule {
  std::string dimension;  // origin, gender, arrival_cohort, target_group, literacy, expected_route
  std::string value;      // empty: count distinct values
  int minimum = 0;
};

// What intake needs of a programme's definition. Empty sets admit all.
struct ProgrammeRules {
  std::string code;
  std::set<std::string> core_municipalities;
  std::set<std::string> admitted_municipalities;  // of the labour-market region (H02)
  std::vector<ArrivalCohort> arrival_cohorts;
  std::set<BenefitCategory> benefit_categories;
  std::set<TargetGroup> target_groups;
  std::set<InflowChannel> inflow_channels;
  std::set<std::string> required_barriers;  // of which a person must have one (D02)
  bool refuse_if_in_trajectory = false;     // (A01)
  bool refuse_if_active = false;            // (A01)
  std::optional<absl::CivilDay> settled_from;
  std::optional<absl::CivilDay> settled_until;
  std::vector<CompositionRule> composition_rules;
  std::vector<IntakeStep> intake_steps;
  bool declaration_required = false;
  bool voluntary = false;
  bool free_of_charge = false;
  std::string refusal_task_role;                    // empty: a refusal opens no task (D06)
  std::set<std::string> refusal_outcomes;           // with which such a task ends
  std::map<std::string, CloseReason> exit_reasons;  // and what each counts as (N02)

  // The step, or nullptr.
  [[nodiscard]] const IntakeStep* FindStep(std::string_view step_code) const;
};

// What a programme's rules say of a person.
struct Admission {
  bool from_region = false;       // lives outside the core municipalities (H02)
  std::string arrival_cohort;     // empty when the arrival is not known or no band fits (H01)
  bool benefit_entitled = false;  // (H01)
};

// What is on record of a person besides the person's own data.
struct Standing {
  std::set<std::string> barriers{};  // the kinds of the open barriers in the programme
  bool in_trajectory = false;        // started a trajectory, in whichever programme
};

// Holds a person, and the way in, against the rules of a programme.
//
// FAILED_PRECONDITION (NOT_ADMITTED): each rule that keeps the person out is a violation:
// MUNICIPALITY_OUTSIDE_REGION, BENEFIT_CATEGORY, TARGET_GROUP, SETTLED_OUTSIDE_WINDOW, BARRIER_MISSING,
// ALREADY_IN_TRAJECTORY, ALREADY_ACTIVE, INFLOW_CHANNEL.
[[nodiscard]] StatusOr<Admission> Admit(const ProgrammeRules& rules, const Participant& person,
                                        InflowChannel channel, absl::CivilDay today,
                                        const Standing& standing = {});

// Whole months from `from` to `until`; 0 when `until` is earlier.
[[nodiscard]] int WholeMonths(absl::CivilDay from, absl::CivilDay until);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_PROGRAMME_RULES_H_
