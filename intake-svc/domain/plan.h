#ifndef INTAKE_SVC_DOMAIN_PLAN_H_
#define INTAKE_SVC_DOMAIN_PLAN_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/plan_route.h"

namespace duaal::intake::domain {

// The numbers are those of the protos and of the database.
enum class PlanState { kDraft = 1, kEstablished = 2, kSuperseded = 3 };
enum class GoalStatus { kUnknown = 0, kSet = 1, kReached = 2, kDropped = 3 };

// A goal; its id is the same in every version.
struct PlanGoal {
  Uuid id;  // nil until the draft is stored
  std::string field_code;
  std::string horizon;
  std::string description;
  std::optional<absl::CivilDay> target_date{};
  GoalStatus status = GoalStatus::kSet;
  std::optional<absl::CivilDay> closed_date{};
  std::string closing_note{};
  std::optional<Uuid> follows_id{};
  friend bool operator==(const PlanGoal&, const PlanGoal&) = default;
};

// Something that the plan was made from: what was found, or why it does not matter.
struct PlanInput {
  std::string code;
  std::string text;
  std::string not_relevant_reason{};
  std::vector<Uuid> assessment_ids{};
  friend bool operator==(const PlanInput&, const PlanInput&) = default;
};

// What a plan says.
struct PlanContent {
  std::vector<PlanGoal> goals;
  std::vector<PlanInput> inputs;
  std::vector<PlanInput> special_inputs;  // only while it is being written; stored sealed, read apart
  std::optional<RouteDecision> route;
};

// One version of a person's plan in a programme.
struct Plan {
  Uuid id;
  Uuid participant_id;
  std::string programme_code;
  std::string form_code;
  int version = 1;
  PlanState state = PlanState::kDraft;
  PlanContent content;
  PlanChangeReason change_reason = PlanChangeReason::kNone;
  std::string explanation;
  std::optional<absl::CivilDay> plan_date;
  std::optional<Uuid> supersedes_id;
  std::optional<Uuid> superseded_by_id;
  absl::Time create_time;
  std::int64_t row_version = 0;

  // The goal, or nullptr.
  [[nodiscard]] const PlanGoal* FindGoal(const Uuid& goal_id) const;
};

// What a programme says of its plans; all empty in a programme without a form.
struct PlanForm {
  std::string code;
  std::vector<std::string> inputs;
  std::set<std::string> special_inputs;
  std::vector<std::string> horizons;
  std::vector<std::string> fields;
  bool goal_in_every_field = false;
  bool next_goal_when_reached = false;
};

// Holds what a draft says against the form; a draft may be incomplete. `before` is the version that it is to
// supersede, or nullptr. `path` stands before the fields in the answer, e.g. `plan.content.`.
//
// INVALID_ARGUMENT, every fault: UNKNOWN_FIELD, UNKNOWN_HORIZON, UNKNOWN_GOAL, DUPLICATE_GOAL, UNKNOWN_INPUT,
// DUPLICATE_INPUT, SPECIAL_INPUT, NOT_SPECIAL, TEXT_OR_REASON.
[[nodiscard]] Status CheckDraft(const PlanContent& content, const PlanForm& form, const Plan* before,
                                const std::string& path);

// The special inputs after those of `written` took the place of the same ones of `before`.
[[nodiscard]] std::vector<PlanInput> MergeInputs(const std::vector<PlanInput>& before,
                                                 const std::vector<PlanInput>& written);

// The draft that is to supersede `before`, or the first when that is nullptr. `content` is nothing where the
// new version starts with what `before` says: its open goals, inputs and route. Without id and times.
//
// INVALID_ARGUMENT, by field below `plan.`: REQUIRED for a first plan without content, and for a later one
// without a reason, or with the reason `other` and no explanation; NO_VERSION_BEFORE for a first one with a
// reason.
[[nodiscard]] StatusOr<Plan> Draft(const Plan* before, std::optional<PlanContent> content,
                                   PlanChangeReason reason, const std::string& explanation);

// FAILED_PRECONDITION (NOT_A_DRAFT): it is established, or superseded.
[[nodiscard]] Status CheckIsDraft(const Plan& plan);

// The draft with other content.
//
// FAILED_PRECONDITION: NOT_A_DRAFT.
[[nodiscard]] StatusOr<Plan> Revise(const Plan& before, const PlanContent& content);

// What the form asks and a plan lacks, each as a fault below `content.`: GOAL_MISSING per term and field,
// TIME_PLAN_MISSING, INPUT_MISSING.
void CheckComplete(const PlanContent& content, const PlanForm& form, Violations& violations);

// The established plan. `content` is the draft's, with its special inputs.
//
// FAILED_PRECONDITION: NOT_A_DRAFT; PLAN_NOT_READY with every fault of `CheckComplete`, `CheckPlanDate` and
// `CheckRoute`.
[[nodiscard]] StatusOr<Plan> Establish(const Plan& draft, const PlanForm& form, absl::CivilDay plan_date,
                                       const PlanCircumstances& circumstances, absl::CivilDay today);

// A goal that is reached or dropped.
struct GoalClosing {
  Uuid goal_id;
  GoalStatus status = GoalStatus::kUnknown;
  absl::CivilDay closed_date;
  std::string note;
  std::optional<PlanGoal> next_goal;
};
// The plan after it; the next goal, without id, stands at the end.
//
// FAILED_PRECONDITION: PLAN_NOT_IN_FORCE, GOAL_CLOSED. INVALID_ARGUMENT, every fault: UNKNOWN_GOAL,
// NOT_A_CLOSING, IN_THE_FUTURE, BEFORE_PLAN, NEXT_GOAL_REQUIRED, NOTE_REQUIRED, and for the next goal those
// of `CheckDraft` and TIME_PLAN_MISSING.
[[nodiscard]] StatusOr<Plan> CloseGoal(const Plan& before, const PlanForm& form, const GoalClosing& closing,
                                       absl::CivilDay today);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_PLAN_H_
