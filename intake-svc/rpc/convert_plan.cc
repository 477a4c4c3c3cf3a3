#include "intake-svc/rpc/convert_plan.h"

#include "chassis/core/civil.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/timestamp.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/storage/plan_codec.h"

namespace duaal::intake::rpc {
namespace {

constexpr char kRead[] = "plans.read";

std::string IdText(const std::optional<Uuid>& id) { return id ? id->ToString() : std::string(); }

// A goal as a caller sends it: what only a closing may set is left out.
domain::PlanGoal ToGoal(const v1::PlanGoal& proto) {
  domain::PlanGoal goal = storage::FromProto(proto);
  goal.status = domain::GoalStatus::kSet;
  goal.closed_date.reset();
  goal.closing_note.clear();
  goal.follows_id.reset();
  return goal;
}

domain::PlanContent ToContent(const v1::PlanContent& proto) {
  domain::PlanContent content = storage::FromProto(proto);
  content.goals.clear();
  for (const v1::PlanGoal& goal : proto.goals()) content.goals.push_back(ToGoal(goal));
  return content;
}

v1::GoalChangeKind KindOf(const domain::GoalChange& change) {
  if (!change.before) return v1::GOAL_CHANGE_KIND_ADDED;
  return change.after ? v1::GOAL_CHANGE_KIND_CHANGED : v1::GOAL_CHANGE_KIND_REMOVED;
}

}  // namespace

v1::Plan ToProto(const domain::Plan& plan, const auth::Principal& reader) {
  v1::Plan proto;
  proto.set_id(plan.id.ToString());
  proto.set_participant_id(plan.participant_id.ToString());
  proto.set_programme_code(plan.programme_code);
  proto.set_form_code(plan.form_code);
  proto.set_version(plan.version);
  proto.set_state(static_cast<v1::PlanState>(plan.state));
  proto.set_change_reason(static_cast<v1::PlanChangeReason>(plan.change_reason));
  if (plan.plan_date) proto.set_plan_date(FormatDate(*plan.plan_date));
  proto.set_supersedes_id(IdText(plan.supersedes_id));
  proto.set_superseded_by_id(IdText(plan.superseded_by_id));
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(plan.create_time);
  proto.set_etag(duaal::rpc::ToEtag(plan.row_version));
  if (!reader.May(kRead)) return proto;
  *proto.mutable_content() = storage::ToProto(plan.content);
  proto.set_explanation(plan.explanation);
  return proto;
}

v1::SpecialInputs ToSpecialInputs(const domain::Plan& plan, const std::vector<domain::PlanInput>& inputs) {
  v1::SpecialInputs proto;
  proto.set_plan_id(plan.id.ToString());
  proto.set_participant_id(plan.participant_id.ToString());
  for (const domain::PlanInput& input : inputs) *proto.add_inputs() = storage::ToSpecialInput(input);
  return proto;
}

v1::PlanComparison ToProto(const domain::Plan& base, const domain::Plan& later,
                           const domain::PlanComparison& comparison) {
  v1::PlanComparison proto;
  proto.set_plan_id(later.id.ToString());
  proto.set_base_plan_id(base.id.ToString());
  proto.set_participant_id(later.participant_id.ToString());
  for (const domain::GoalChange& change : comparison.goals) {
    v1::GoalChange& one = *proto.add_goal_changes();
    one.set_kind(KindOf(change));
    if (change.before) *one.mutable_before() = storage::ToProto(*change.before);
    if (change.after) *one.mutable_after() = storage::ToProto(*change.after);
  }
  for (const std::string& code : comparison.changed_inputs) proto.add_changed_inputs(code);
  if (!comparison.route_changed) return proto;
  if (base.content.route) *proto.mutable_route_before() = storage::ToProto(*base.content.route);
  if (later.content.route) *proto.mutable_route_after() = storage::ToProto(*later.content.route);
  return proto;
}

app::CreatePlanCommand ToCommand(const v1::CreatePlanRequest& request) {
  const v1::Plan& proto = request.plan();
  app::CreatePlanCommand command;
  command.participant_id = ToId(proto.participant_id());
  command.programme_code = proto.programme_code();
  if (proto.has_content()) command.content = ToContent(proto.content());
  command.reason = static_cast<domain::PlanChangeReason>(proto.change_reason());
  command.explanation = proto.explanation();
  return command;
}

app::RevisePlanCommand ToCommand(const v1::RevisePlanRequest& request) {
  return {ToId(request.plan_id()), duaal::rpc::FromEtag(request.etag()), ToContent(request.content())};
}

app::DiscardPlanCommand ToCommand(const v1::DiscardPlanRequest& request) {
  return {ToId(request.plan_id()), duaal::rpc::FromEtag(request.etag())};
}

app::EstablishPlanCommand ToCommand(const v1::EstablishPlanRequest& request) {
  return {ToId(request.plan_id()), duaal::rpc::FromEtag(request.etag()), *ParseDate(request.plan_date())};
}

app::CloseGoalCommand ToCommand(const v1::CloseGoalRequest& request) {
  app::CloseGoalCommand command{ToId(request.plan_id()), duaal::rpc::FromEtag(request.etag()), {}};
  command.closing.goal_id = ToId(request.goal_id());
  command.closing.status = static_cast<domain::GoalStatus>(request.status());
  command.closing.closed_date = *ParseDate(request.closed_date());
  command.closing.note = request.note();
  if (request.has_next_goal()) command.closing.next_goal = ToGoal(request.next_goal());
  return command;
}

}  // namespace duaal::intake::rpc
