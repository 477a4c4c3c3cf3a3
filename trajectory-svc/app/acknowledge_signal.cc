#include "trajectory-svc/app/acknowledge_signal.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {

StatusOr<domain::Signal> AcknowledgeSignal(const Deps& deps, const Caller& caller,
                                           const AcknowledgeSignalCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Signal> {
    ASSIGN_OR_RETURN(const domain::Signal before,
                     deps.signals.GetForUpdate(tx, command.signal_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, before.municipality_code, caller.today));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const domain::Signal after, domain::Acknowledge(before, caller.now));
    RETURN_IF_ERROR(deps.signals.Update(tx, after));
    RETURN_IF_ERROR(outbox::Append(tx, {storage::SignalAcknowledged(after, caller.now)}));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.signals.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::trajectory::app
