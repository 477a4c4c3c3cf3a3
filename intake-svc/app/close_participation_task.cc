#include "intake-svc/app/close_participation_task.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/etag.h"

namespace duaal::intake::app {

StatusOr<domain::ParticipationTask> CloseParticipationTask(const Deps& deps, const Caller& caller,
                                                           const CloseParticipationTaskCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::ParticipationTask> {
    ASSIGN_OR_RETURN(const domain::ParticipationTask before,
                     deps.tasks.GetForUpdate(tx, command.task_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, before.municipality_code, caller.today));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const domain::ProgrammeRules rules,
                     OfStored(deps.reference.FindProgramme(tx, before.programme_code)));
    ASSIGN_OR_RETURN(const domain::ParticipationTask after,
                     domain::Close(before, rules, command.outcome, caller.today));
    RETURN_IF_ERROR(deps.tasks.Update(tx, after));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.tasks.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
