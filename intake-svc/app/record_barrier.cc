#include "intake-svc/app/record_barrier.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/etag.h"

namespace duaal::intake::app {

StatusOr<domain::Barrier> RecordBarrier(const Deps& deps, const Caller& caller,
                                        const RecordBarrierCommand& command) {
  domain::Barrier barrier = command.barrier;
  barrier.id = Uuid::NewV7();
  barrier.create_time = caller.now;
  barrier.row_version = 1;

  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Barrier> {
    const auto person = deps.participants.GetForUpdate(tx, barrier.participant_id, ViewerOf(caller));
    const auto rules = deps.reference.FindBarrierRules(tx, barrier.programme_code);
    RETURN_IF_ERROR(CheckReferences(person, rules, "barrier."));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person->municipality_code, caller.today));
    RETURN_IF_ERROR(domain::Check(barrier, **rules, *person, caller.today));
    RETURN_IF_ERROR(deps.barriers.Insert(tx, barrier));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {barrier.id.Bytes(), rpc::ToEtag(1), ""}));
    return barrier;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.barriers.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
