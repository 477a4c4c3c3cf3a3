#include "intake-svc/app/record_plan_clock.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"

namespace duaal::intake::app {
namespace {

using domain::Participant;
using domain::PlanClock;

// The clock with the date of the person's last plan with a route.
StatusOr<PlanClock> Load(const Deps& deps, sql::Session& session, const Uuid& participant_id) {
  ASSIGN_OR_RETURN(const std::optional<PlanClock> known, deps.plan_clocks.Find(session, participant_id));
  PlanClock clock = known.value_or(PlanClock());
  ASSIGN_OR_RETURN(const auto route, deps.plans.FindLastRoute(session, participant_id));
  if (route) clock.plan_date = route->plan_date;
  return clock;
}

// Load, record, store: `record(before, person)` gives the clock with one more fact.
template <typename Record>
StatusOr<ClockOf> ChangeClock(const Deps& deps, const Caller& caller, const Uuid& participant_id,
                              const Record& record) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<ClockOf> {
    ASSIGN_OR_RETURN(const Participant person,
                     deps.participants.GetForUpdate(tx, participant_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person.municipality_code, caller.today));
    ASSIGN_OR_RETURN(const PlanClock before, Load(deps, tx, person.id));
    ASSIGN_OR_RETURN(const PlanClock after, record(before, person));
    RETURN_IF_ERROR(deps.plan_clocks.Put(tx, person, after, caller.now));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {person.id.Bytes(), "", ""}));
    return ClockOf{person, after};
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return GetPlanClock(deps, session, caller, Uuid::FromBytes(outcome.resource_id));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace

StatusOr<ClockOf> GetPlanClock(const Deps& deps, sql::Session& session, const Caller& caller,
                               const Uuid& participant_id) {
  ASSIGN_OR_RETURN(const Participant person,
                   deps.participants.Get(session, participant_id, ViewerOf(caller)));
  ASSIGN_OR_RETURN(const PlanClock clock, Load(deps, session, participant_id));
  return ClockOf{person, clock};
}

StatusOr<ClockOf> RecordDutyNotice(const Deps& deps, const Caller& caller,
                                   const RecordDutyNoticeCommand& command) {
  return ChangeClock(
      deps, caller, command.participant_id, [&](const PlanClock& before, const Participant& person) {
        return domain::RecordNotice(before, person, command.notified_date, command.duty_start, caller.today);
      });
}

StatusOr<ClockOf> RecordThirdPartyWait(const Deps& deps, const Caller& caller,
                                       const RecordThirdPartyWaitCommand& command) {
  return ChangeClock(deps, caller, command.participant_id,
                     [&](const PlanClock& before, const Participant& person) {
                       return domain::RecordWait(before, person, command.requested_date,
                                                 command.received_date, caller.today);
                     });
}

Status RefreshPlanClock(const Deps& deps, sql::Tx& tx, const Participant& person, bool moved,
                        absl::Time now) {
  ASSIGN_OR_RETURN(const std::optional<PlanClock> known, deps.plan_clocks.Find(tx, person.id));
  if (!known) return absl::OkStatus();
  ASSIGN_OR_RETURN(const PlanClock clock, Load(deps, tx, person.id));
  return deps.plan_clocks.Put(tx, person, moved ? domain::Restart(clock) : clock, now);
}

}  // namespace duaal::intake::app
