#include "intake-svc/app/tell_plan_due.h"

#include <vector>

#include "chassis/outbox/outbox.h"
#include "intake-svc/storage/plan_events.h"

namespace duaal::intake::app {
namespace {

using storage::DueClock;
using storage::PlanDueTold;

// People in one transaction: short enough for the lease that it holds.
constexpr int kPeoplePerStep = 50;
constexpr int kDaysAhead = 14;

Status Tell(const Deps& deps, sql::Tx& tx, const std::vector<DueClock>& clocks, absl::CivilDay today,
            absl::Time now) {
  std::vector<outbox::Event> events;
  for (const DueClock& clock : clocks) {
    const bool overdue = clock.due_date < today;
    ASSIGN_OR_RETURN(
        const bool told,
        deps.plan_clocks.SetTold(tx, clock, overdue ? PlanDueTold::kOverdue : PlanDueTold::kDueSoon));
    if (told) events.push_back(storage::PlanDue(clock, overdue, now));
  }
  return outbox::Append(tx, events);
}

}  // namespace

StatusOr<bool> TellPlanDue(const Deps& deps, sql::Tx& tx, absl::CivilDay today, absl::Time now) {
  ASSIGN_OR_RETURN(
      std::vector<DueClock> clocks,
      deps.plan_clocks.FindUntold(tx, PlanDueTold::kNothing, today + kDaysAhead, kPeoplePerStep));
  ASSIGN_OR_RETURN(const std::vector<DueClock> overdue,
                   deps.plan_clocks.FindUntold(tx, PlanDueTold::kDueSoon, today - 1, kPeoplePerStep));
  clocks.insert(clocks.end(), overdue.begin(), overdue.end());
  if (clocks.empty()) return false;
  RETURN_IF_ERROR(Tell(deps, tx, clocks, today, now));
  return true;
}

}  // namespace duaal::intake::app
