#include "trajectory-svc/app/absence_signals.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "trajectory-svc/domain/attendance.h"

namespace duaal::trajectory::app {
namespace {

using domain::AttendanceStatus;
using domain::Signal;
using storage::AttendanceChange;

// How far back absences in a row are counted.
constexpr int kHistoryDays = 366;

Signal SignalFor(const AttendanceChange& change, const Uuid& session_id, absl::CivilDay date,
                 absl::Time now) {
  Signal signal;
  signal.id = Uuid::NewV7();
  signal.trajectory_id = change.row.trajectory_id;
  signal.participant_id = change.row.attendance.participant_id;
  signal.municipality_code = change.row.municipality_code;
  signal.session_id = session_id;
  signal.component_code = change.row.component_code;
  signal.date = date;
  signal.create_time = now;
  signal.row_version = 1;
  return signal;
}

// The signals that one absence makes due. Of a rule that asks for several in a row, a correction may complete
// a run that ends at a later session.
StatusOr<std::vector<Signal>> DueAfter(const Deps& deps, sql::Tx& tx, const Caller& caller,
                                       const AttendanceChange& change, const domain::AbsenceRule& rule) {
  const storage::AttendanceRow& row = change.row;
  if (rule.consecutive_absences <= 1) {
    return std::vector<Signal>{SignalFor(change, row.attendance.session_id, row.session_date, caller.now)};
  }
  ASSIGN_OR_RETURN(const auto history,
                   deps.attendances.History(tx, row.attendance.participant_id, row.component_code,
                                            row.session_date - kHistoryDays));
  std::vector<AttendanceStatus> statuses;
  for (const storage::PastStatus& past : history) statuses.push_back(past.status);
  std::vector<Signal> due;
  for (const std::size_t place : domain::SignalPlaces(statuses, rule.consecutive_absences)) {
    if (history[place].date < row.session_date) continue;
    due.push_back(SignalFor(change, history[place].session_id, history[place].date, caller.now));
  }
  return due;
}

StatusOr<std::vector<Signal>> Due(const Deps& deps, sql::Tx& tx, const Caller& caller,
                                  const std::vector<AttendanceChange>& changes) {
  std::map<std::string, std::shared_ptr<const domain::Programme>> programmes;
  std::set<std::pair<Uuid, Uuid>> seen;
  std::vector<Signal> due;
  for (const AttendanceChange& change : changes) {
    if (change.row.attendance.value.status != AttendanceStatus::kAbsentWithoutNotice) continue;
    auto& programme = programmes[change.programme_code];
    if (programme == nullptr) {
      ASSIGN_OR_RETURN(programme, deps.programmes.Facts(tx, change.programme_code));
    }
    const domain::AbsenceRule* rule = programme->FindAbsenceRule(change.row.component_code);
    if (rule == nullptr) continue;
    ASSIGN_OR_RETURN(std::vector<Signal> signals, DueAfter(deps, tx, caller, change, *rule));
    for (Signal& signal : signals) {
      if (seen.emplace(signal.session_id, signal.participant_id).second) due.push_back(std::move(signal));
    }
  }
  return due;
}

}  // namespace

StatusOr<std::vector<outbox::Event>> RaiseAbsenceSignals(const Deps& deps, sql::Tx& tx, const Caller& caller,
                                                         const std::vector<AttendanceChange>& changes) {
  ASSIGN_OR_RETURN(std::vector<Signal> signals, Due(deps, tx, caller, changes));
  std::vector<outbox::Event> events;
  if (signals.empty()) return events;
  std::set<Uuid> sessions;
  std::set<Uuid> trajectories;
  for (const Signal& signal : signals) {
    sessions.insert(signal.session_id);
    trajectories.insert(signal.trajectory_id);
  }
  ASSIGN_OR_RETURN(const auto raised, deps.signals.FindRaised(tx, {sessions.begin(), sessions.end()}));
  std::erase_if(signals, [&](const Signal& s) { return raised.contains({s.session_id, s.participant_id}); });
  ASSIGN_OR_RETURN(const auto case_managers,
                   deps.trajectories.CaseManagers(tx, {trajectories.begin(), trajectories.end()}));
  for (Signal& signal : signals) {
    const auto case_manager = case_managers.find(signal.trajectory_id);
    if (case_manager != case_managers.end()) signal.case_manager_id = case_manager->second;
    events.push_back(storage::SignalRaised(signal, caller.now));
  }
  RETURN_IF_ERROR(deps.signals.InsertMany(tx, signals));
  return events;
}

}  // namespace duaal::trajectory::app
