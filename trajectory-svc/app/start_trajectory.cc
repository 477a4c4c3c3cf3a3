#include "trajectory-svc/app/start_trajectory.h"

#include <memory>
#include <optional>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {

StatusOr<domain::Trajectory> StartTrajectory(const Deps& deps, const Caller& caller,
                                             const StartTrajectoryCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Trajectory> {
    ASSIGN_OR_RETURN(const std::optional<domain::Candidate> candidate,
                     deps.candidates.FindForUpdate(tx, command.referral_id, ViewerOf(caller)));
    if (!candidate) return domain::NotDeclared();
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, candidate->municipality_code, caller.today));
    ASSIGN_OR_RETURN(const std::shared_ptr<const domain::Programme> programme,
                     deps.programmes.Facts(tx, candidate->programme_code));
    const auto started = domain::Start(*candidate, *programme, Uuid::NewV7(), command.case_manager_id,
                                       command.start_date, caller.now);
    if (!started.ok()) return Below("trajectory.", started.status());
    const domain::Trajectory& trajectory = *started;
    RETURN_IF_ERROR(deps.trajectories.Insert(tx, trajectory));
    RETURN_IF_ERROR(outbox::Append(tx, {storage::TrajectoryStarted(trajectory, caller.now)}));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {trajectory.id.Bytes(), rpc::ToEtag(1), ""}));
    return trajectory;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.trajectories.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::trajectory::app
