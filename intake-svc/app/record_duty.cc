#include "intake-svc/app/record_duty.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "intake-svc/storage/events.h"

namespace duaal::intake::app {
namespace {

using domain::Duty;

// Load, record, store, publish: `record(before)` gives the duty with one more fact.
template <typename Record>
StatusOr<Duty> ChangeDuty(const Deps& deps, const Caller& caller, const Uuid& participant_id,
                          const Record& record) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<Duty> {
    // The person is held, so that facts of one duty come one after the other.
    ASSIGN_OR_RETURN(const domain::Participant person,
                     deps.participants.GetForUpdate(tx, participant_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person.municipality_code, caller.today));
    ASSIGN_OR_RETURN(const Duty before, deps.duties.Load(tx, person));
    ASSIGN_OR_RETURN(const Duty after, record(before));
    RETURN_IF_ERROR(deps.duties.Add(tx, before, after, caller.now));
    RETURN_IF_ERROR(outbox::Append(tx, {storage::DutyRecorded(after, person.municipality_code, caller.now)}));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {participant_id.Bytes(), "", ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) -> StatusOr<Duty> {
    ASSIGN_OR_RETURN(const domain::Participant person,
                     deps.participants.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller)));
    return deps.duties.Load(session, person);
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace

StatusOr<Duty> RecordPlanDate(const Deps& deps, const Caller& caller, const RecordPlanDateCommand& command) {
  return ChangeDuty(deps, caller, command.participant_id, [&](const Duty& before) {
    return domain::RecordPlanDate(before, command.plan_date, caller.today);
  });
}

StatusOr<Duty> RecordExtension(const Deps& deps, const Caller& caller,
                               const RecordExtensionCommand& command) {
  return ChangeDuty(deps, caller, command.participant_id, [&](const Duty& before) {
    return domain::RecordExtension(before, command.extension, caller.today);
  });
}

StatusOr<Duty> RecordTerm(const Deps& deps, const Caller& caller, const RecordTermCommand& command) {
  return ChangeDuty(deps, caller, command.participant_id, [&](const Duty& before) {
    return domain::RecordTerm(before, command.term, caller.today);
  });
}

}  // namespace duaal::intake::app
