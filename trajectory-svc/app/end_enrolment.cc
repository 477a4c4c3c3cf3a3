#include "trajectory-svc/app/end_enrolment.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {

using domain::Enrolment;

Status StoreEnd(const Deps& deps, sql::Tx& tx, absl::Time now, const Enrolment& ended) {
  RETURN_IF_ERROR(deps.enrolments.Update(tx, ended));
  RETURN_IF_ERROR(deps.trajectories.BumpSchedules(tx, {ended.trajectory_id}));
  RETURN_IF_ERROR(access::PutService(tx, ended.id, ended.participant_id, ended.organisation_id,
                                     domain::ServedFrom(ended), ended.period.end));
  return outbox::Append(tx, {storage::EnrolmentEnded(ended, now)});
}

StatusOr<Enrolment> EndEnrolment(const Deps& deps, const Caller& caller, const EndEnrolmentCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<Enrolment> {
    // Looked at first, to hold the schedule before the seat, as every use case does.
    ASSIGN_OR_RETURN(const Enrolment seen, deps.enrolments.Get(tx, command.enrolment_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, seen.municipality_code, caller.today));
    RETURN_IF_ERROR(deps.trajectories.LockSchedules(tx, {seen.trajectory_id}).status());
    ASSIGN_OR_RETURN(const Enrolment before,
                     deps.enrolments.GetForUpdate(tx, command.enrolment_id, ViewerOf(caller)));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const Enrolment after, domain::End(before, command.end_date));
    RETURN_IF_ERROR(StoreEnd(deps, tx, caller.now, after));
    RETURN_IF_ERROR(deps.offerings.GiveBackSeats(tx, after.offering_id, 1, after.period.end));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.enrolments.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::trajectory::app
