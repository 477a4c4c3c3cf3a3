#ifndef INTAKE_SVC_STORAGE_PLAN_EVENTS_H_
#define INTAKE_SVC_STORAGE_PLAN_EVENTS_H_

#include <string>

#include "absl/time/time.h"
#include "chassis/outbox/outbox.h"
#include "intake-svc/domain/plan.h"
#include "intake-svc/storage/plan_clock_repository.h"

namespace duaal::intake::storage {

// The facts of plans that intake-svc publishes, as outbox events. What a plan says is not told;
// `municipality_code` is the person's.
[[nodiscard]] outbox::Event PlanEstablished(const domain::Plan& plan, const std::string& municipality_code,
                                            absl::Time now);
// `next_goal_id` is nil when no goal comes next.
[[nodiscard]] outbox::Event GoalClosed(const domain::Plan& plan, const domain::PlanGoal& goal,
                                       const Uuid& next_goal_id, const std::string& municipality_code,
                                       absl::Time now);

// `overdue` tells whether the last day has passed.
[[nodiscard]] outbox::Event PlanDue(const DueClock& clock, bool overdue, absl::Time now);

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_PLAN_EVENTS_H_
