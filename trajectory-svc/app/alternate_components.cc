#include "trajectory-svc/app/alternate_components.h"

#include <memory>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {

StatusOr<WeekView> AlternateComponents(const Deps& deps, const Caller& caller,
                                       const AlternateComponentsCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<WeekView> {
    ASSIGN_OR_RETURN(const domain::Trajectory trajectory,
                     deps.trajectories.Get(tx, command.trajectory_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, trajectory.municipality_code, caller.today));
    ASSIGN_OR_RETURN(const auto versions, deps.trajectories.LockSchedules(tx, {trajectory.id}));
    if (versions.at(trajectory.id) != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const std::shared_ptr<const domain::Programme> programme,
                     deps.programmes.Facts(tx, trajectory.programme_code));
    const absl::CivilDay from = command.from_week.FirstDay();
    // Whoever is enrolled at any time from that week on takes part, also in a series that starts later.
    ASSIGN_OR_RETURN(const auto schedules, deps.schedules.Load(tx, {trajectory.id}, CheckedFrom(from)));
    const auto& enrolled = schedules.at(trajectory.id).enrolled;
    std::vector<domain::EnrolledPattern> patterns;
    for (const domain::EnrolledOffering& offering : enrolled) {
      patterns.push_back({offering.component_code, offering.pattern});
    }
    ASSIGN_OR_RETURN(const domain::Alternation alternation,
                     domain::PlanAlternation(*programme, patterns, from));
    RETURN_IF_ERROR(deps.schedules.SaveAlternation(tx, trajectory.id, alternation));
    RETURN_IF_ERROR(deps.trajectories.BumpSchedules(tx, {trajectory.id}));
    RETURN_IF_ERROR(
        outbox::Append(tx, {storage::ComponentsAlternated(trajectory, alternation, enrolled, caller.now)}));
    RETURN_IF_ERROR(idempotency::Store(
        tx, caller.key, {trajectory.id.Bytes(), rpc::ToEtag(command.expected_version + 1), ""}));
    return ReadWeek(deps, tx, caller, trajectory.id, command.from_week);
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return ReadWeek(deps, session, caller, Uuid::FromBytes(outcome.resource_id), command.from_week);
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::trajectory::app
