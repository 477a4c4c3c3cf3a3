#include "trajectory-svc/app/enrol_class.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "trajectory-svc/app/create_enrolment.h"

namespace duaal::trajectory::app {
namespace {

using domain::Enrolment;
using domain::Trajectory;

std::string Path(std::size_t index) { return "trajectory_ids[" + std::to_string(index) + "]"; }

void AddTooLarge(const domain::Offering& offering, std::size_t asked, Violations& violations) {
  violations.Add("trajectory_ids", "CLASS_TOO_LARGE",
                 "The class has " + std::to_string(asked) + " members and " +
                     std::to_string(offering.capacity - offering.taken) + " seats are free.");
}

// All faults at once; a class too large gives the reason, whatever else is wrong.
Status Refusal(const Violations& violations) {
  for (const FieldViolation& violation : violations.list()) {
    if (violation.reason != "CLASS_TOO_LARGE") continue;
    return Error(absl::StatusCode::kInvalidArgument, "CLASS_TOO_LARGE", violation.description, {},
                 violations.list());
  }
  return violations.ToStatus();
}

// Names trajectories that are asked twice or that the caller does not know.
void CheckMembers(const EnrolClassCommand& command, const std::map<Uuid, Trajectory>& trajectories,
                  Violations& violations) {
  std::set<Uuid> seen;
  for (std::size_t i = 0; i < command.trajectory_ids.size(); ++i) {
    const Uuid& id = command.trajectory_ids[i];
    if (!seen.insert(id).second) {
      violations.Add(Path(i), "DUPLICATE", "The trajectory is named twice; name it once.");
    } else if (!trajectories.contains(id)) {
      violations.Add(Path(i), "UNKNOWN_TRAJECTORY", "No trajectory with this id is within your mandates.");
    }
  }
}

// What one member cannot have is that member's fault; a bad first day is everybody's and told once.
void AddFaults(const Status& status, const std::string& path, Violations& violations) {
  for (const FieldViolation& fault : DetailsOf(status).violations) {
    const FieldViolation told{fault.field == "offering_id" ? path : fault.field, fault.reason,
                              fault.description};
    const auto& list = violations.list();
    if (std::find(list.begin(), list.end(), told) == list.end()) {
      violations.Add(told.field, told.reason, told.description);
    }
  }
}

// The seats of all members that could have one; whatever keeps another out is a violation.
StatusOr<std::vector<Enrolment>> Propose(const Deps& deps, sql::Tx& tx, const Caller& caller,
                                         const EnrolClassCommand& command, const domain::Offering& offering,
                                         const std::map<Uuid, Trajectory>& trajectories,
                                         Violations& violations) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const domain::Programme> programme,
                   deps.programmes.Facts(tx, offering.programme_code));
  ASSIGN_OR_RETURN(const std::set<Uuid> holders,
                   deps.enrolments.FindHolders(tx, offering.id, command.trajectory_ids));
  std::vector<Uuid> ids;
  for (const auto& [id, trajectory] : trajectories) ids.push_back(id);
  ASSIGN_OR_RETURN(const auto schedules, LoadChecked(deps, tx, *programme, ids,
                                                     command.start_date.value_or(offering.period.start)));
  std::vector<Enrolment> enrolments;
  for (std::size_t i = 0; i < command.trajectory_ids.size(); ++i) {
    const auto trajectory = trajectories.find(command.trajectory_ids[i]);
    if (trajectory == trajectories.end()) continue;
    if (holders.contains(trajectory->first)) {
      violations.Add(Path(i), "ALREADY_ENROLLED", "The trajectory has a seat in this offering.");
      continue;
    }
    auto enrolment = domain::ProposeEnrolment(trajectory->second, offering, *programme, command.start_date,
                                              Uuid::NewV7(), caller.now);
    if (!enrolment.ok()) {
      AddFaults(enrolment.status(), Path(i), violations);
      continue;
    }
    for (const domain::Finding& conflict :
         domain::FindConflicts(*programme, schedules.at(trajectory->first), *enrolment, offering)) {
      violations.Add(Path(i), conflict.reason, conflict.description);
    }
    enrolments.push_back(*std::move(enrolment));
  }
  return enrolments;
}

StatusOr<std::vector<Enrolment>> TakeSeats(const Deps& deps, sql::Tx& tx, const Caller& caller,
                                           const EnrolClassCommand& command) {
  ASSIGN_OR_RETURN(const auto trajectories,
                   deps.trajectories.FindMany(tx, command.trajectory_ids, ViewerOf(caller)));
  std::vector<Uuid> known;
  for (const auto& [id, trajectory] : trajectories) {
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, trajectory.municipality_code, caller.today));
    known.push_back(id);
  }
  RETURN_IF_ERROR(deps.trajectories.LockSchedules(tx, known).status());
  ASSIGN_OR_RETURN(const domain::Offering offering, OpenOffering(deps, tx, command.offering_id));
  const int asked = static_cast<int>(command.trajectory_ids.size());
  Violations violations;
  if (asked > offering.capacity - offering.taken) AddTooLarge(offering, asked, violations);
  CheckMembers(command, trajectories, violations);
  ASSIGN_OR_RETURN(const std::vector<Enrolment> enrolments,
                   Propose(deps, tx, caller, command, offering, trajectories, violations));
  RETURN_IF_ERROR(Refusal(violations));
  ASSIGN_OR_RETURN(const bool taken, deps.offerings.TakeSeats(tx, offering.id, asked));
  ASSIGN_OR_RETURN(const int held, deps.enrolments.CountDuring(tx, offering.id, enrolments.front().period));
  if (!taken || held + asked > offering.capacity) {
    AddTooLarge(offering, asked, violations);
    return Refusal(violations);
  }
  RETURN_IF_ERROR(StoreEnrolments(deps, tx, caller, enrolments, offering.programme_code));
  return enrolments;
}

// The seats that were taken at that instant, in the order asked.
StatusOr<std::vector<Enrolment>> ReadBack(const Deps& deps, sql::Session& session, const Caller& caller,
                                          const EnrolClassCommand& command, absl::Time create_time) {
  ASSIGN_OR_RETURN(
      const std::vector<Enrolment> created,
      deps.enrolments.ListCreatedAt(session, ViewerOf(caller), command.offering_id, create_time));
  std::map<Uuid, Enrolment> by_trajectory;
  for (const Enrolment& enrolment : created) by_trajectory.emplace(enrolment.trajectory_id, enrolment);
  std::vector<Enrolment> ordered;
  for (const Uuid& id : command.trajectory_ids) {
    const auto it = by_trajectory.find(id);
    if (it != by_trajectory.end()) ordered.push_back(it->second);
  }
  return ordered;
}

}  // namespace

StatusOr<std::vector<Enrolment>> EnrolClass(const Deps& deps, const Caller& caller,
                                            const EnrolClassCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<std::vector<Enrolment>> {
    ASSIGN_OR_RETURN(const std::vector<Enrolment> enrolments, TakeSeats(deps, tx, caller, command));
    const std::string taken_at = std::to_string(absl::ToUnixMicros(caller.now));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {command.offering_id.Bytes(), "", taken_at}));
    return ReadBack(deps, tx, caller, command, caller.now);
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    const absl::Time taken_at = absl::FromUnixMicros(std::strtoll(outcome.note.c_str(), nullptr, 10));
    return ReadBack(deps, session, caller, command, taken_at);
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::trajectory::app
