#include "intake-svc/storage/plan_codec.h"

#include <string>

#include "chassis/core/civil.h"

namespace duaal::intake::storage {
namespace {

std::vector<Uuid> ToIds(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::vector<Uuid> ids;
  for (const std::string& text : texts) {
    if (const auto id = Uuid::Parse(text)) ids.push_back(*id);
  }
  return ids;
}

// The two kinds of input have the same fields.
template <typename Proto>
Proto ToInput(const domain::PlanInput& input) {
  Proto proto;
  proto.set_input_code(input.code);
  proto.set_text(input.text);
  proto.set_not_relevant_reason(input.not_relevant_reason);
  for (const Uuid& id : input.assessment_ids) proto.add_assessment_ids(id.ToString());
  return proto;
}

template <typename Proto>
domain::PlanInput FromInput(const Proto& proto) {
  return {proto.input_code(), proto.text(), proto.not_relevant_reason(), ToIds(proto.assessment_ids())};
}

domain::RouteDecision FromProto(const v1::RouteDecision& proto) {
  domain::RouteDecision route;
  route.route = static_cast<domain::LearningRoute>(proto.route());
  route.language_level = proto.language_level();
  route.route_hours = proto.route_hours();
  route.participation_declaration_hours = proto.participation_declaration_hours();
  route.labour_market_hours = proto.labour_market_hours();
  route.progress_talks = proto.progress_talks();
  route.reasoning = proto.reasoning();
  route.assessment_ids = ToIds(proto.assessment_ids());
  route.lesson_hours_followed = proto.lesson_hours_followed();
  route.change_ground = static_cast<domain::RouteChangeGround>(proto.change_ground());
  return route;
}

}  // namespace

v1::PlanGoal ToProto(const domain::PlanGoal& goal) {
  v1::PlanGoal proto;
  proto.set_goal_id(goal.id.ToString());
  proto.set_field_code(goal.field_code);
  proto.set_horizon(goal.horizon);
  proto.set_description(goal.description);
  if (goal.target_date) proto.set_target_date(FormatDate(*goal.target_date));
  proto.set_status(static_cast<v1::GoalStatus>(goal.status));
  if (goal.closed_date) proto.set_closed_date(FormatDate(*goal.closed_date));
  proto.set_closing_note(goal.closing_note);
  if (goal.follows_id) proto.set_follows_goal_id(goal.follows_id->ToString());
  return proto;
}

v1::RouteDecision ToProto(const domain::RouteDecision& route) {
  v1::RouteDecision proto;
  proto.set_route(static_cast<v1::LearningRoute>(route.route));
  proto.set_language_level(route.language_level);
  proto.set_route_hours(route.route_hours);
  proto.set_participation_declaration_hours(route.participation_declaration_hours);
  proto.set_labour_market_hours(route.labour_market_hours);
  proto.set_progress_talks(route.progress_talks);
  proto.set_reasoning(route.reasoning);
  for (const Uuid& id : route.assessment_ids) proto.add_assessment_ids(id.ToString());
  proto.set_lesson_hours_followed(route.lesson_hours_followed);
  proto.set_change_ground(static_cast<v1::RouteChangeGround>(route.change_ground));
  return proto;
}

v1::PlanContent ToProto(const domain::PlanContent& content) {
  v1::PlanContent proto;
  for (const domain::PlanGoal& goal : content.goals) *proto.add_goals() = ToProto(goal);
  for (const domain::PlanInput& input : content.inputs) *proto.add_inputs() = ToInput<v1::PlanInput>(input);
  if (content.route) *proto.mutable_route_decision() = ToProto(*content.route);
  return proto;
}

v1::SpecialInput ToSpecialInput(const domain::PlanInput& input) { return ToInput<v1::SpecialInput>(input); }

domain::PlanGoal FromProto(const v1::PlanGoal& proto) {
  domain::PlanGoal goal;
  if (const auto id = Uuid::Parse(proto.goal_id())) goal.id = *id;
  goal.field_code = proto.field_code();
  goal.horizon = proto.horizon();
  goal.description = proto.description();
  goal.target_date = ParseDate(proto.target_date());
  if (proto.status() != v1::GOAL_STATUS_UNSPECIFIED) {
    goal.status = static_cast<domain::GoalStatus>(proto.status());
  }
  goal.closed_date = ParseDate(proto.closed_date());
  goal.closing_note = proto.closing_note();
  goal.follows_id = Uuid::Parse(proto.follows_goal_id());
  return goal;
}

domain::PlanInput FromProto(const v1::SpecialInput& input) { return FromInput(input); }

domain::PlanContent FromProto(const v1::PlanContent& proto) {
  domain::PlanContent content;
  for (const v1::PlanGoal& goal : proto.goals()) content.goals.push_back(FromProto(goal));
  for (const v1::PlanInput& input : proto.inputs()) content.inputs.push_back(FromInput(input));
  for (const v1::SpecialInput& input : proto.special_inputs()) {
    content.special_inputs.push_back(FromInput(input));
  }
  if (proto.has_route_decision()) content.route = FromProto(proto.route_decision());
  return content;
}

domain::PlanForm ToPlanForm(const programme::v1::ProgrammeDefinition& definition) {
  const auto& from = definition.plan_form();
  domain::PlanForm form;
  form.code = from.code();
  form.inputs = {from.inputs().begin(), from.inputs().end()};
  form.special_inputs = {from.special_inputs().begin(), from.special_inputs().end()};
  form.horizons = {from.horizons().begin(), from.horizons().end()};
  for (const auto& catalogue : definition.catalogues()) {
    if (catalogue.code() != from.goal_catalogue()) continue;
    for (const auto& entry : catalogue.entries()) form.fields.push_back(entry.code());
  }
  form.goal_in_every_field = from.goal_in_every_field();
  form.next_goal_when_reached = from.next_goal_when_reached();
  return form;
}

}  // namespace duaal::intake::storage
