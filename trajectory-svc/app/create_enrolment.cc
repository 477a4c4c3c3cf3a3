#include "trajectory-svc/app/create_enrolment.h"

#include <memory>
#include <utility>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {
namespace {

using domain::Enrolment;

Status NoSeatLeft() {
  return Error(absl::StatusCode::kFailedPrecondition, "NO_SEAT_LEFT",
               "All seats are taken on some of these days; choose another offering or a later first day.");
}

Status Conflict(const std::vector<domain::Finding>& conflicts) {
  if (conflicts.empty()) return absl::OkStatus();
  Violations violations;
  for (const domain::Finding& conflict : conflicts) {
    violations.Add("enrolment.offering_id", conflict.reason, conflict.description);
  }
  return Error(absl::StatusCode::kFailedPrecondition, conflicts.front().reason,
               "The offering does not fit into the person's weeks; each conflict is named.", {},
               violations.list());
}

// One seat, if it fits into the person's weeks and one is free. The schedule is held before the offering, in
// every use case, so that callers wait for each other in one order.
StatusOr<Enrolment> TakeSeat(const Deps& deps, sql::Tx& tx, const Caller& caller,
                             const CreateEnrolmentCommand& command, const domain::Trajectory& trajectory) {
  RETURN_IF_ERROR(deps.trajectories.LockSchedules(tx, {trajectory.id}).status());
  ASSIGN_OR_RETURN(const domain::Offering offering, OpenOffering(deps, tx, command.offering_id));
  ASSIGN_OR_RETURN(const std::shared_ptr<const domain::Programme> programme,
                   deps.programmes.Facts(tx, trajectory.programme_code));
  const auto enrolment = domain::ProposeEnrolment(trajectory, offering, *programme, command.start_date,
                                                  Uuid::NewV7(), caller.now);
  if (!enrolment.ok()) return Below("enrolment.", enrolment.status());
  ASSIGN_OR_RETURN(const auto holders, deps.enrolments.FindHolders(tx, offering.id, {trajectory.id}));
  if (!holders.empty()) return storage::AlreadyEnrolled();
  ASSIGN_OR_RETURN(auto schedules,
                   LoadChecked(deps, tx, *programme, {trajectory.id}, enrolment->period.start));
  RETURN_IF_ERROR(
      Conflict(domain::FindConflicts(*programme, std::move(schedules[trajectory.id]), *enrolment, offering)));
  ASSIGN_OR_RETURN(const bool taken, deps.offerings.TakeSeats(tx, offering.id, 1));
  if (!taken) return NoSeatLeft();
  // A seat that was given back from a later day on is free from that day only.
  ASSIGN_OR_RETURN(const int held, deps.enrolments.CountDuring(tx, offering.id, enrolment->period));
  if (held >= offering.capacity) return NoSeatLeft();
  RETURN_IF_ERROR(StoreEnrolments(deps, tx, caller, {*enrolment}, trajectory.programme_code));
  return *enrolment;
}

}  // namespace

StatusOr<domain::Offering> OpenOffering(const Deps& deps, sql::Session& session, const Uuid& id) {
  ASSIGN_OR_RETURN(std::optional<domain::Offering> offering, deps.offerings.Find(session, id));
  if (!offering || offering->state != domain::OfferingState::kOpen) {
    return Error(
        absl::StatusCode::kFailedPrecondition, "OFFERING_NOT_OPEN",
        "The offering is cancelled or not known here yet; choose another, or try again in a moment.");
  }
  return *std::move(offering);
}

Status StoreEnrolments(const Deps& deps, sql::Tx& tx, const Caller& caller,
                       const std::vector<Enrolment>& enrolments, const std::string& programme_code) {
  RETURN_IF_ERROR(deps.enrolments.InsertMany(tx, enrolments));
  std::vector<Uuid> trajectories;
  std::vector<outbox::Event> events;
  for (const Enrolment& e : enrolments) {
    RETURN_IF_ERROR(access::PutService(tx, e.id, e.participant_id, e.organisation_id, domain::ServedFrom(e),
                                       e.period.end));
    trajectories.push_back(e.trajectory_id);
    events.push_back(storage::EnrolmentCreated(e, programme_code, caller.now));
  }
  RETURN_IF_ERROR(deps.trajectories.BumpSchedules(tx, std::move(trajectories)));
  return outbox::Append(tx, events);
}

StatusOr<Enrolment> CreateEnrolment(const Deps& deps, const Caller& caller,
                                    const CreateEnrolmentCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<Enrolment> {
    ASSIGN_OR_RETURN(const domain::Trajectory trajectory,
                     deps.trajectories.Get(tx, command.trajectory_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, trajectory.municipality_code, caller.today));
    ASSIGN_OR_RETURN(const Enrolment enrolment, TakeSeat(deps, tx, caller, command, trajectory));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {enrolment.id.Bytes(), rpc::ToEtag(1), ""}));
    return deps.enrolments.Get(tx, enrolment.id, ViewerOf(caller));
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.enrolments.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::trajectory::app
