#include "trajectory-svc/app/assign_case_manager.h"

#include <memory>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {

StatusOr<domain::Trajectory> AssignCaseManager(const Deps& deps, const Caller& caller,
                                               const AssignCaseManagerCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Trajectory> {
    ASSIGN_OR_RETURN(const domain::Trajectory before,
                     deps.trajectories.GetForUpdate(tx, command.trajectory_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, before.municipality_code, caller.today));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const std::shared_ptr<const domain::Programme> programme,
                     deps.programmes.Facts(tx, before.programme_code));
    ASSIGN_OR_RETURN(const auto settlement_date, deps.candidates.SettlementDate(tx, before.referral_id));
    ASSIGN_OR_RETURN(const domain::Trajectory after,
                     domain::AssignCaseManager(before, *programme, settlement_date, command.case_manager_id,
                                               caller.today));
    RETURN_IF_ERROR(deps.trajectories.Update(tx, after));
    RETURN_IF_ERROR(outbox::Append(tx, {storage::CaseManagerAssigned(after, caller.now)}));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.trajectories.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::trajectory::app
