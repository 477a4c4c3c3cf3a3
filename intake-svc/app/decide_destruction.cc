#include "intake-svc/app/decide_destruction.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/etag.h"

namespace duaal::intake::app {

StatusOr<domain::Destruction> DecideDestruction(const Deps& deps, const Caller& caller,
                                                const DecideDestructionCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Destruction> {
    ASSIGN_OR_RETURN(const domain::Destruction before,
                     deps.destructions.GetForUpdate(tx, command.destruction_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, before.municipality_code, caller.today));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const domain::Destruction after,
                     domain::Decide(before, command.approve, caller.principal.id, caller.now));
    RETURN_IF_ERROR(deps.destructions.Update(tx, after));
    if (!command.approve) RETURN_IF_ERROR(deps.destructions.Release(tx, after.id));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return deps.destructions.Get(tx, after.id, ViewerOf(caller));
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.destructions.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
