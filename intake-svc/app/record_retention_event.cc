#include "intake-svc/app/record_retention_event.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"

namespace duaal::intake::app {
namespace {

using domain::RetentionEvent;

// The event as it was recorded last.
StatusOr<RetentionEvent> Read(const Deps& deps, sql::Session& session, const RetentionEvent& wanted) {
  ASSIGN_OR_RETURN(const std::vector<RetentionEvent> events,
                   deps.retention.EventsOf(session, wanted.participant_id));
  for (const RetentionEvent& event : events) {
    if (event.kind == wanted.kind) return event;
  }
  return NotFound("This event");
}

}  // namespace

StatusOr<RetentionEvent> RecordRetentionEvent(const Deps& deps, const Caller& caller,
                                              const RecordRetentionEventCommand& command) {
  RetentionEvent event = command.event;
  event.record_time = caller.now;
  const auto body = [&](sql::Tx& tx) -> StatusOr<RetentionEvent> {
    ASSIGN_OR_RETURN(const domain::Participant person,
                     deps.participants.GetForUpdate(tx, event.participant_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person.municipality_code, caller.today));
    RETURN_IF_ERROR(domain::Check(event, person, caller.today));
    ASSIGN_OR_RETURN(const bool listed, deps.destructions.IsListed(tx, event.participant_id));
    if (listed) {
      return Error(absl::StatusCode::kFailedPrecondition, "LISTED_FOR_DESTRUCTION",
                   "A list for destruction rests on what is recorded; have that list rejected first.");
    }
    RETURN_IF_ERROR(deps.retention.PutEvent(tx, event));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {event.participant_id.Bytes(), "", ""}));
    return event;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome&) -> StatusOr<RetentionEvent> {
    RETURN_IF_ERROR(deps.participants.Get(session, event.participant_id, ViewerOf(caller)).status());
    return Read(deps, session, event);
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
