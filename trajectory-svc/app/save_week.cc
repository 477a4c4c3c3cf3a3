#include "trajectory-svc/app/save_week.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "trajectory-svc/domain/order.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {
namespace {

using domain::SavedPlan;
using domain::Schedule;

const SavedPlan& ProposedOf(const Schedule& schedule) {
  return *std::find_if(schedule.plans.begin(), schedule.plans.end(),
                       [](const SavedPlan& p) { return p.proposed; });
}

// Too many half-days of a component is a value out of range; clashes and limits keep their names.
std::string ReasonOf(const domain::Finding& finding) {
  return finding.reason == "ABOVE_MAXIMUM" ? "OUT_OF_RANGE" : finding.reason;
}

// The part of an activity that is at fault; empty when all of them together are.
std::string PartOf(const domain::Finding& finding) {
  if (finding.reason == "TIMETABLE_CLASH") return "slot";
  const bool component = finding.reason == "LANGUAGE_LEVEL_TOO_LOW" || finding.reason == "OUT_OF_ORDER";
  return component ? "component_code" : "";
}

// INVALID_ARGUMENT: all that blocks, in the weeks for which the plan holds, by the activity concerned.
Status CheckFits(const domain::Programme& programme, const Schedule& schedule, const IsoWeek& week) {
  const SavedPlan& plan = ProposedOf(schedule);
  const int weeks = static_cast<int>(
      std::min<std::int64_t>((plan.holds.end - plan.holds.start + 6) / 7, domain::kCheckedWeeks));
  std::vector<domain::Finding> findings = domain::FindBlocking(programme, schedule, week, weeks);
  for (domain::Finding& finding : domain::FindOutOfOrder(programme, schedule)) {
    findings.push_back(std::move(finding));
  }
  Violations violations;
  for (const domain::Finding& finding : findings) {
    const std::string part = PartOf(finding);
    if (part.empty()) violations.Add("activities", ReasonOf(finding), finding.description);
    for (const int index : finding.planned_indexes) {
      if (part.empty()) break;
      violations.Add("activities[" + std::to_string(index) + "]." + part, finding.reason,
                     finding.description);
    }
  }
  return violations.ToStatus();
}

struct Proposal {
  domain::Trajectory trajectory;
  std::shared_ptr<const domain::Programme> programme;
  Schedule schedule;  // with the plan in its place
};

StatusOr<Proposal> Propose(const Deps& deps, sql::Session& session, const Caller& caller,
                           const SaveWeekCommand& command, domain::Trajectory trajectory) {
  RETURN_IF_ERROR(access::CheckMandate(caller.principal, trajectory.municipality_code, caller.today));
  ASSIGN_OR_RETURN(auto programme, deps.programmes.Facts(session, trajectory.programme_code));
  ASSIGN_OR_RETURN(auto schedules,
                   LoadChecked(deps, session, *programme, {trajectory.id}, command.week.FirstDay()));
  Schedule schedule = std::move(schedules.at(trajectory.id));
  RETURN_IF_ERROR(
      domain::CheckPlanned(*programme, schedule, command.activities, command.week, command.this_week_only));
  schedule = domain::WithPlan(std::move(schedule), command.week, command.this_week_only, command.activities);
  return Proposal{std::move(trajectory), std::move(programme), std::move(schedule)};
}

WeekView ViewOf(const Proposal& proposal, const IsoWeek& week, std::int64_t version) {
  domain::Week composed = domain::ComposeWeek(*proposal.programme, proposal.schedule, week);
  for (domain::Finding& finding : domain::FindOutOfOrder(*proposal.programme, proposal.schedule)) {
    composed.findings.push_back(std::move(finding));
  }
  return {proposal.trajectory.id, proposal.trajectory.participant_id, version, std::move(composed)};
}

StatusOr<WeekView> Preview(const Deps& deps, sql::Session& session, const Caller& caller,
                           const SaveWeekCommand& command) {
  ASSIGN_OR_RETURN(domain::Trajectory trajectory,
                   deps.trajectories.Get(session, command.trajectory_id, ViewerOf(caller)));
  ASSIGN_OR_RETURN(const auto versions, deps.trajectories.ScheduleVersions(session, {trajectory.id}));
  if (versions.at(trajectory.id) != command.expected_version) return EtagMismatch();
  ASSIGN_OR_RETURN(const Proposal proposal, Propose(deps, session, caller, command, std::move(trajectory)));
  return ViewOf(proposal, command.week, command.expected_version);
}

}  // namespace

StatusOr<WeekView> SaveWeek(const Deps& deps, const Caller& caller, const SaveWeekCommand& command) {
  if (command.validate_only) {
    return deps.db.Read(caller.deadline,
                        [&](sql::Session& session) { return Preview(deps, session, caller, command); });
  }
  const auto body = [&](sql::Tx& tx) -> StatusOr<WeekView> {
    ASSIGN_OR_RETURN(domain::Trajectory trajectory,
                     deps.trajectories.Get(tx, command.trajectory_id, ViewerOf(caller)));
    ASSIGN_OR_RETURN(const auto versions, deps.trajectories.LockSchedules(tx, {trajectory.id}));
    if (versions.at(trajectory.id) != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const Proposal proposal, Propose(deps, tx, caller, command, std::move(trajectory)));
    RETURN_IF_ERROR(CheckFits(*proposal.programme, proposal.schedule, command.week));
    const SavedPlan& plan = ProposedOf(proposal.schedule);
    RETURN_IF_ERROR(deps.schedules.SavePlan(tx, command.trajectory_id, plan));
    RETURN_IF_ERROR(deps.trajectories.BumpSchedules(tx, {command.trajectory_id}));
    RETURN_IF_ERROR(outbox::Append(tx, {storage::WeekSaved(proposal.trajectory, plan, caller.now)}));
    const std::int64_t version = command.expected_version + 1;
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {command.trajectory_id.Bytes(), rpc::ToEtag(version), ""}));
    return ViewOf(proposal, command.week, version);
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return ReadWeek(deps, session, caller, Uuid::FromBytes(outcome.resource_id), command.week);
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::trajectory::app
