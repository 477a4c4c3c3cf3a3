#include "trajectory-svc/app/project_offering.h"

#include <optional>
#include <vector>

#include "chassis/outbox/outbox.h"
#include "trajectory-svc/app/end_enrolment.h"
#include "trajectory-svc/domain/enrolment.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {

Status PublishOffering(const Deps& deps, sql::Tx& tx, const domain::Offering& offering) {
  ASSIGN_OR_RETURN(const bool fresh, deps.offerings.InsertIfNew(tx, offering));
  if (!fresh) return absl::OkStatus();
  return deps.sessions.InsertMany(tx, domain::SessionsOf(offering));
}

Status CancelOffering(const Deps& deps, sql::Tx& tx, const Uuid& offering_id, absl::CivilDay from,
                      absl::Time now) {
  ASSIGN_OR_RETURN(const auto before, deps.enrolments.ListEndingAfter(tx, offering_id, from));
  std::vector<Uuid> trajectories;
  for (const domain::Enrolment& enrolment : before) trajectories.push_back(enrolment.trajectory_id);
  RETURN_IF_ERROR(deps.trajectories.LockSchedules(tx, trajectories).status());
  RETURN_IF_ERROR(deps.offerings.Cancel(tx, offering_id, from));
  std::vector<outbox::Event> events;
  ASSIGN_OR_RETURN(const auto sessions, deps.sessions.ListPlannedForUpdate(tx, offering_id, from));
  for (const domain::Session& session : sessions) {
    // Whether each person was told is not known here.
    ASSIGN_OR_RETURN(const bool recorded, deps.attendances.AnyOfSession(tx, session.id));
    if (recorded) continue;  // it was held before the cancellation came
    ASSIGN_OR_RETURN(const domain::Session after, domain::Cancel(session, false, false));
    RETURN_IF_ERROR(deps.sessions.Update(tx, after));
    events.push_back(storage::SessionCancelled(after, now));
  }
  RETURN_IF_ERROR(outbox::Append(tx, events));
  // Looked at again: from the cancellation on nobody takes a seat, but someone may have until then.
  ASSIGN_OR_RETURN(const auto running, deps.enrolments.ListEndingAfter(tx, offering_id, from));
  int given_back = 0;
  for (const domain::Enrolment& enrolment : running) {
    const std::optional<domain::Enrolment> ended = domain::EndByCancellation(enrolment, from);
    if (!ended) continue;
    RETURN_IF_ERROR(StoreEnd(deps, tx, now, *ended));
    if (!enrolment.ended) ++given_back;
  }
  return given_back == 0 ? absl::OkStatus() : deps.offerings.GiveBackSeats(tx, offering_id, given_back, from);
}

}  // namespace duaal::trajectory::app
