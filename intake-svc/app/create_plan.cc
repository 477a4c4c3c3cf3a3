#include "intake-svc/app/create_plan.h"

#include <map>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/etag.h"

namespace duaal::intake::app {
namespace {

using domain::Plan;
using domain::PlanContent;
using domain::PlanInput;

constexpr char kWriteSpecial[] = "plans.write-special";

// Adds the fields at which an assessment is named that is not of the person.
void CheckIds(const std::vector<Uuid>& ids, const std::map<Uuid, bool>& known, const std::string& at,
              Violations& violations) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (known.contains(ids[i])) continue;
    violations.Add(at + "assessment_ids[" + std::to_string(i) + "]", "UNKNOWN_ASSESSMENT",
                   "The person has no such assessment; look it up in the list.");
  }
}

void CheckInputIds(const std::vector<PlanInput>& inputs, const std::map<Uuid, bool>& known,
                   const std::string& at, Violations& violations) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    CheckIds(inputs[i].assessment_ids, known, at + "[" + std::to_string(i) + "].", violations);
  }
}

Status CheckEvidence(const Deps& deps, sql::Session& session, const Uuid& participant_id,
                     const PlanContent& content, const std::string& path) {
  std::vector<Uuid> ids;
  const auto add = [&](const std::vector<Uuid>& more) { ids.insert(ids.end(), more.begin(), more.end()); };
  for (const PlanInput& input : content.inputs) add(input.assessment_ids);
  for (const PlanInput& input : content.special_inputs) add(input.assessment_ids);
  if (content.route) add(content.route->assessment_ids);
  ASSIGN_OR_RETURN(const auto known, deps.assessments.FindSuperseded(session, participant_id, ids));
  Violations violations;
  CheckInputIds(content.inputs, known, path + "inputs", violations);
  CheckInputIds(content.special_inputs, known, path + "special_inputs", violations);
  if (content.route) CheckIds(content.route->assessment_ids, known, path + "route_decision.", violations);
  return violations.ToStatus();
}

// The draft as it is stored, but for the special inputs of the version before.
StatusOr<Plan> MakeDraft(const Deps& deps, sql::Tx& tx, const Caller& caller,
                         const CreatePlanCommand& command, const domain::PlanForm& form, const Plan* before) {
  Violations violations;
  StatusOr<Plan> draft = domain::Draft(before, command.content, command.reason, command.explanation);
  if (!draft.ok() && !violations.Absorb(draft.status())) return draft.status();
  if (command.content) {
    const Status content =
        CheckContent(deps, tx, command.participant_id, *command.content, form, before, "plan.content.");
    if (!content.ok() && !violations.Absorb(content)) return content;
  }
  RETURN_IF_ERROR(violations.ToStatus());
  draft->participant_id = command.participant_id;
  draft->programme_code = command.programme_code;
  draft->form_code = form.code;
  NameGoals(draft->content, before);
  draft->create_time = caller.now;
  draft->row_version = 1;
  return draft;
}

}  // namespace

Status CheckMayWriteSpecialInputs(const Caller& caller, const PlanContent& content) {
  if (content.special_inputs.empty() || caller.principal.May(kWriteSpecial)) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "PERMISSION_MISSING",
               "Special inputs need a role that may write them; leave them out or ask for one.");
}

Status CheckContent(const Deps& deps, sql::Session& session, const Uuid& participant_id,
                    const PlanContent& content, const domain::PlanForm& form, const Plan* known,
                    const std::string& path) {
  Violations violations;
  for (const Status& status : {domain::CheckDraft(content, form, known, path),
                               CheckEvidence(deps, session, participant_id, content, path)}) {
    if (!status.ok() && !violations.Absorb(status)) return status;
  }
  return violations.ToStatus();
}

void NameGoals(PlanContent& content, const Plan* known) {
  for (domain::PlanGoal& goal : content.goals) {
    if (goal.id.IsNil()) {
      goal.id = Uuid::NewV7();
    } else if (const domain::PlanGoal* before = known == nullptr ? nullptr : known->FindGoal(goal.id)) {
      goal.follows_id = before->follows_id;
    }
  }
}

StatusOr<Plan> CreatePlan(const Deps& deps, const Caller& caller, const CreatePlanCommand& command) {
  const Uuid id = Uuid::NewV7();
  const auto body = [&](sql::Tx& tx) -> StatusOr<Plan> {
    if (command.content) RETURN_IF_ERROR(CheckMayWriteSpecialInputs(caller, *command.content));
    const auto person = deps.participants.GetForUpdate(tx, command.participant_id, ViewerOf(caller));
    const auto form = deps.reference.FindPlanForm(tx, command.programme_code);
    RETURN_IF_ERROR(CheckReferences(person, form, "plan."));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person->municipality_code, caller.today));
    ASSIGN_OR_RETURN(const std::optional<Plan> before,
                     deps.plans.FindEstablished(tx, person->id, command.programme_code));
    ASSIGN_OR_RETURN(Plan plan, MakeDraft(deps, tx, caller, command, **form, before ? &*before : nullptr));
    plan.id = id;
    if (before) {
      ASSIGN_OR_RETURN(const auto special, deps.plans.GetSpecialInputs(tx, before->id, ViewerOf(caller)));
      plan.content.special_inputs = domain::MergeInputs(special, plan.content.special_inputs);
    }
    RETURN_IF_ERROR(deps.plans.Insert(tx, plan));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {plan.id.Bytes(), rpc::ToEtag(1), ""}));
    return plan;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.plans.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
