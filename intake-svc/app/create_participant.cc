#include "intake-svc/app/create_participant.h"

#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "intake-svc/storage/events.h"

namespace duaal::intake::app {

StatusOr<domain::Participant> CreateParticipant(const Deps& deps, const Caller& caller,
                                                const CreateParticipantCommand& command) {
  const domain::Participant participant = domain::Register(command.participant, caller.now);

  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Participant> {
    Violations violations;
    for (const Status& status : {domain::Check(participant, caller.today),
                                 CheckMunicipality(deps, tx, caller, participant.municipality_code,
                                                   "participant.municipality_code")}) {
      if (!status.ok() && !violations.Absorb(status)) return status;
    }
    RETURN_IF_ERROR(violations.ToStatus());
    RETURN_IF_ERROR(deps.participants.Insert(tx, participant));
    RETURN_IF_ERROR(outbox::Append(tx, {storage::ParticipantRegistered(participant, caller.now)}));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {participant.id.Bytes(), rpc::ToEtag(1), ""}));
    return participant;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.participants.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
