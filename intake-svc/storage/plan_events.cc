#include "intake-svc/storage/plan_events.h"

#include "chassis/core/civil.h"
#include "duaal/intake/v1/plan_events.pb.h"

namespace duaal::intake::storage {
namespace {

template <typename Event>
Event Begin(const domain::Plan& plan) {
  Event event;
  event.set_plan_id(plan.id.ToString());
  event.set_participant_id(plan.participant_id.ToString());
  event.set_programme_code(plan.programme_code);
  return event;
}

}  // namespace

outbox::Event PlanEstablished(const domain::Plan& plan, const std::string& municipality_code,
                              absl::Time now) {
  auto event = Begin<v1::PlanEstablished>(plan);
  event.set_form_code(plan.form_code);
  event.set_version(plan.version);
  event.set_plan_date(FormatDate(*plan.plan_date));
  if (plan.content.route) event.set_route(static_cast<v1::LearningRoute>(plan.content.route->route));
  if (plan.supersedes_id) event.set_supersedes_id(plan.supersedes_id->ToString());
  event.set_change_reason(static_cast<v1::PlanChangeReason>(plan.change_reason));
  for (const domain::PlanGoal& goal : plan.content.goals) event.add_goal_ids(goal.id.ToString());
  return outbox::MakeEvent(event, event.plan_id(), now, event.participant_id(), municipality_code);
}

outbox::Event GoalClosed(const domain::Plan& plan, const domain::PlanGoal& goal, const Uuid& next_goal_id,
                         const std::string& municipality_code, absl::Time now) {
  auto event = Begin<v1::GoalClosed>(plan);
  event.set_goal_id(goal.id.ToString());
  event.set_status(static_cast<v1::GoalStatus>(goal.status));
  event.set_closed_date(FormatDate(*goal.closed_date));
  if (!next_goal_id.IsNil()) event.set_next_goal_id(next_goal_id.ToString());
  return outbox::MakeEvent(event, event.plan_id(), now, event.participant_id(), municipality_code);
}

outbox::Event PlanDue(const DueClock& clock, bool overdue, absl::Time now) {
  v1::PlanDue event;
  event.set_participant_id(clock.participant_id.ToString());
  event.set_municipality_code(clock.municipality_code);
  event.set_ground(static_cast<v1::PlanClockGround>(clock.ground));
  event.set_due_date(FormatDate(clock.due_date));
  event.set_overdue(overdue);
  return outbox::MakeEvent(event, event.participant_id(), now, event.participant_id(),
                           clock.municipality_code);
}

}  // namespace duaal::intake::storage
