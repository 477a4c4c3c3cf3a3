#include "trajectory-svc/app/cancel_session.h"

#include <vector>

#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {
namespace {

// The people with a seat on the day, whose week changes.
StatusOr<std::vector<Uuid>> Concerned(const Deps& deps, sql::Session& session,
                                      const domain::Session& cancelled) {
  ASSIGN_OR_RETURN(const auto seats,
                   deps.enrolments.ListEndingAfter(session, cancelled.offering_id, cancelled.date));
  std::vector<Uuid> trajectories;
  for (const domain::Enrolment& seat : seats) {
    if (seat.period.Contains(cancelled.date)) trajectories.push_back(seat.trajectory_id);
  }
  return trajectories;
}

}  // namespace

StatusOr<domain::Session> CancelSession(const Deps& deps, const Caller& caller,
                                        const CancelSessionCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Session> {
    ASSIGN_OR_RETURN(const domain::Session seen, deps.sessions.Get(tx, command.session_id));
    ASSIGN_OR_RETURN(const std::vector<Uuid> trajectories, Concerned(deps, tx, seen));
    // Schedules are held before sessions, as everywhere.
    RETURN_IF_ERROR(deps.trajectories.LockSchedules(tx, trajectories).status());
    ASSIGN_OR_RETURN(const domain::Session before, deps.sessions.GetForUpdate(tx, command.session_id));
    if (before.row_version != command.expected_version) return EtagMismatch();
    // Attendance holds its session while it is being recorded, so none can slip in after this look.
    ASSIGN_OR_RETURN(const bool recorded, deps.attendances.AnyOfSession(tx, before.id));
    ASSIGN_OR_RETURN(const domain::Session after, domain::Cancel(before, command.notice_given, recorded));
    RETURN_IF_ERROR(deps.sessions.Update(tx, after));
    RETURN_IF_ERROR(deps.trajectories.BumpSchedules(tx, trajectories));
    RETURN_IF_ERROR(outbox::Append(tx, {storage::SessionCancelled(after, caller.now)}));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.sessions.Get(session, Uuid::FromBytes(outcome.resource_id));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::trajectory::app
