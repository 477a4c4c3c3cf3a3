#include "intake-svc/app/change_plan.h"

#include <optional>
#include <utility>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "intake-svc/app/create_plan.h"
#include "intake-svc/app/record_plan_clock.h"
#include "intake-svc/storage/events.h"
#include "intake-svc/storage/plan_events.h"

namespace duaal::intake::app {
namespace {

using domain::Participant;
using domain::Plan;
using domain::PlanForm;

struct Held {
  Plan plan;
  Participant person;
};

// The plan as the caller read it, held together with its person, so that a move, and another plan of the
// person, wait for this one or go before it.
StatusOr<Held> Hold(const Deps& deps, sql::Tx& tx, const Caller& caller, const Uuid& plan_id,
                    std::int64_t expected_version) {
  Held held;
  ASSIGN_OR_RETURN(held.plan, deps.plans.GetForUpdate(tx, plan_id, ViewerOf(caller)));
  ASSIGN_OR_RETURN(held.person,
                   deps.participants.GetForUpdate(tx, held.plan.participant_id, ViewerOf(caller)));
  RETURN_IF_ERROR(access::CheckMandate(caller.principal, held.person.municipality_code, caller.today));
  if (held.plan.row_version != expected_version) return EtagMismatch();
  return held;
}

// Load, change, answer: `change(tx, before, form, person)` stores and returns the plan after it.
template <typename Change>
StatusOr<Plan> ChangePlan(const Deps& deps, const Caller& caller, const Uuid& plan_id,
                          std::int64_t expected_version, const Change& change) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<Plan> {
    ASSIGN_OR_RETURN(const Held held, Hold(deps, tx, caller, plan_id, expected_version));
    ASSIGN_OR_RETURN(const PlanForm form,
                     OfStored(deps.reference.FindPlanForm(tx, held.plan.programme_code)));
    ASSIGN_OR_RETURN(const Plan after, change(tx, held.plan, form, held.person));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.plans.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

// What the draft is held against. Routes of plans elsewhere count only for a plan that decides one itself.
StatusOr<domain::PlanCircumstances> CircumstancesOf(const Deps& deps, sql::Tx& tx, const Plan& draft,
                                                    const std::optional<Plan>& before,
                                                    const Participant& person, const domain::Duty& duty) {
  domain::PlanCircumstances circumstances;
  circumstances.legal_regime = person.legal_regime;
  circumstances.target_group = person.target_group;
  circumstances.settlement_date = person.settlement_date;
  ASSIGN_OR_RETURN(const auto clock, deps.plan_clocks.Find(tx, person.id));
  if (clock) circumstances.duty_start = clock->duty_start;
  if (const auto leading = domain::Leading(duty)) circumstances.term_start = leading->term.start;
  if (before) {
    circumstances.superseded_date = before->plan_date;
    circumstances.superseded_route = before->content.route.has_value();
  }
  if (!draft.content.route) return circumstances;
  ASSIGN_OR_RETURN(circumstances.previous, deps.plans.FindLastRoute(tx, person.id));
  ASSIGN_OR_RETURN(const auto evidence,
                   deps.assessments.FindSuperseded(tx, person.id, draft.content.route->assessment_ids));
  for (const auto& [id, superseded] : evidence) {
    if (superseded) circumstances.superseded_assessments.insert(id);
  }
  return circumstances;
}

// The first plan with a route starts the term (art. 11 of the Act); one that DUO's or our record knows
// already stays.
Status RecordFirstPlan(const Deps& deps, sql::Tx& tx, const Caller& caller, const Plan& plan,
                       const Participant& person, const domain::Duty& duty) {
  if (!plan.content.route || !duty.plan_dates.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const domain::Duty after, domain::RecordPlanDate(duty, *plan.plan_date, caller.today));
  RETURN_IF_ERROR(deps.duties.Add(tx, duty, after, caller.now));
  return outbox::Append(tx, {storage::DutyRecorded(after, person.municipality_code, caller.now)});
}

}  // namespace

StatusOr<Plan> RevisePlan(const Deps& deps, const Caller& caller, const RevisePlanCommand& command) {
  const auto change = [&](sql::Tx& tx, const Plan& before, const PlanForm& form,
                          const Participant& person) -> StatusOr<Plan> {
    RETURN_IF_ERROR(CheckMayWriteSpecialInputs(caller, command.content));
    RETURN_IF_ERROR(CheckContent(deps, tx, person.id, command.content, form, &before, "content."));
    ASSIGN_OR_RETURN(Plan after, domain::Revise(before, command.content));
    NameGoals(after.content, &before);
    ASSIGN_OR_RETURN(const auto special, deps.plans.GetSpecialInputs(tx, before.id, ViewerOf(caller)));
    after.content.special_inputs = domain::MergeInputs(special, command.content.special_inputs);
    RETURN_IF_ERROR(deps.plans.UpdateDraft(tx, after));
    return after;
  };
  return ChangePlan(deps, caller, command.plan_id, command.expected_version, change);
}

StatusOr<DiscardedPlan> DiscardPlan(const Deps& deps, const Caller& caller,
                                    const DiscardPlanCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<DiscardedPlan> {
    ASSIGN_OR_RETURN(const Held held, Hold(deps, tx, caller, command.plan_id, command.expected_version));
    RETURN_IF_ERROR(domain::CheckIsDraft(held.plan));
    RETURN_IF_ERROR(deps.plans.DeleteDraft(tx, held.plan));
    const DiscardedPlan discarded{held.plan.id, held.person.id};
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {discarded.id.Bytes(), "", discarded.participant_id.ToString()}));
    return discarded;
  };
  // Nothing is left to read; the answer is what was noted.
  const auto replay = [](sql::Session&, const idempotency::Outcome& outcome) -> StatusOr<DiscardedPlan> {
    return DiscardedPlan{Uuid::FromBytes(outcome.resource_id), Uuid::Parse(outcome.note).value_or(Uuid())};
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

StatusOr<Plan> EstablishPlan(const Deps& deps, const Caller& caller, const EstablishPlanCommand& command) {
  const auto change = [&](sql::Tx& tx, Plan draft, const PlanForm& form,
                          const Participant& person) -> StatusOr<Plan> {
    ASSIGN_OR_RETURN(draft.content.special_inputs,
                     deps.plans.GetSpecialInputs(tx, draft.id, ViewerOf(caller)));
    ASSIGN_OR_RETURN(const std::optional<Plan> before,
                     deps.plans.FindEstablished(tx, person.id, draft.programme_code));
    ASSIGN_OR_RETURN(const domain::Duty duty, deps.duties.Load(tx, person));
    ASSIGN_OR_RETURN(const auto circumstances, CircumstancesOf(deps, tx, draft, before, person, duty));
    ASSIGN_OR_RETURN(const Plan after,
                     domain::Establish(draft, form, command.plan_date, circumstances, caller.today));
    if (before) RETURN_IF_ERROR(deps.plans.Supersede(tx, before->id, after.id));
    RETURN_IF_ERROR(deps.plans.UpdateDraft(tx, after));
    RETURN_IF_ERROR(RecordFirstPlan(deps, tx, caller, after, person, duty));
    RETURN_IF_ERROR(RefreshPlanClock(deps, tx, person, false, caller.now));
    RETURN_IF_ERROR(
        outbox::Append(tx, {storage::PlanEstablished(after, person.municipality_code, caller.now)}));
    return after;
  };
  return ChangePlan(deps, caller, command.plan_id, command.expected_version, change);
}

StatusOr<Plan> CloseGoal(const Deps& deps, const Caller& caller, const CloseGoalCommand& command) {
  domain::GoalClosing closing = command.closing;
  if (closing.next_goal) closing.next_goal->id = Uuid::NewV7();
  const auto change = [&](sql::Tx& tx, const Plan& before, const PlanForm& form,
                          const Participant& person) -> StatusOr<Plan> {
    ASSIGN_OR_RETURN(const Plan after, domain::CloseGoal(before, form, closing, caller.today));
    std::optional<domain::PlanGoal> next;
    if (closing.next_goal) next = after.content.goals.back();
    const domain::PlanGoal& closed = *after.FindGoal(closing.goal_id);
    RETURN_IF_ERROR(deps.plans.AddClosing(tx, after, closed, next, caller.now));
    RETURN_IF_ERROR(outbox::Append(tx, {storage::GoalClosed(after, closed, next ? next->id : Uuid(),
                                                            person.municipality_code, caller.now)}));
    return after;
  };
  return ChangePlan(deps, caller, command.plan_id, command.expected_version, change);
}

}  // namespace duaal::intake::app
