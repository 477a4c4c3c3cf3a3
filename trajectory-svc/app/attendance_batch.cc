#include "trajectory-svc/app/attendance_batch.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "chassis/outbox/outbox.h"
#include "trajectory-svc/app/absence_signals.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {
namespace {

using domain::Attendance;
using domain::Session;
using storage::AttendanceChange;
using storage::AttendanceRow;
using storage::SessionPerson;

// What a batch needs to know beforehand.
struct Known {
  std::map<Uuid, Session> sessions;
  storage::Seats seats;
};

StatusOr<Known> Look(const Deps& deps, sql::Tx& tx, const Caller& caller,
                     const std::vector<AttendanceEntry>& entries) {
  std::set<Uuid> sessions;
  std::set<Uuid> people;
  for (const AttendanceEntry& entry : entries) {
    sessions.insert(entry.session_id);
    people.insert(entry.participant_id);
  }
  Known known;
  ASSIGN_OR_RETURN(known.sessions, deps.sessions.FindManyForShare(tx, {sessions.begin(), sessions.end()}));
  if (known.sessions.empty()) return known;
  Interval<absl::CivilDay> dates{known.sessions.begin()->second.date,
                                 known.sessions.begin()->second.date + 1};
  for (const auto& [id, session] : known.sessions) {
    dates.start = std::min(dates.start, session.date);
    dates.end = std::max(dates.end, session.date + 1);
  }
  ASSIGN_OR_RETURN(known.seats, deps.enrolments.FindSeatsForShare(tx, ViewerOf(caller),
                                                                  {people.begin(), people.end()}, dates));
  return known;
}

const storage::Seat* SeatOf(const Known& known, const Session& session, const Uuid& participant_id) {
  const auto [first, last] = known.seats.equal_range({participant_id, session.offering_id});
  const auto it =
      std::find_if(first, last, [&](const auto& seat) { return seat.second.period.Contains(session.date); });
  return it == last ? nullptr : &it->second;
}

EntryFault Refused(std::size_t index, const std::string& field, const std::string& reason,
                   const std::string& description) {
  return {index, field, reason, Error(absl::StatusCode::kFailedPrecondition, reason, description)};
}

// The entry as a change to store, or its fault.
std::optional<EntryFault> CheckEntry(const Known& known, const AttendanceEntry& entry, std::size_t index,
                                     absl::Time now, AttendanceChange& change) {
  const auto session = known.sessions.find(entry.session_id);
  if (session == known.sessions.end())
    return EntryFault{index, "session_id", "UNKNOWN_SESSION", NotFound("This session")};
  if (session->second.state == domain::SessionState::kCancelled) {
    return Refused(index, "session_id", "SESSION_CANCELLED",
                   "The session was cancelled; nobody can be recorded.");
  }
  const storage::Seat* seat = SeatOf(known, session->second, entry.participant_id);
  if (seat == nullptr) {
    return Refused(index, "participant_id", "NOT_ENROLLED",
                   "The person holds no seat in this offering on the day of the session.");
  }
  const auto value = domain::Normalise(entry.value, session->second.minutes());
  if (!value.ok()) {
    return EntryFault{index, "minutes", DetailsOf(value.status()).violations.front().reason, value.status()};
  }
  const Session& at = session->second;
  change = {{{entry.session_id, entry.participant_id, *value, 1, now},
             seat->trajectory_id,
             seat->municipality_code,
             at.component_code,
             at.date,
             at.time.start.minutes()},
            at.offering_id,
            at.programme_code,
            std::nullopt};
  return std::nullopt;
}

std::vector<AttendanceChange> Check(const Known& known, const std::vector<AttendanceEntry>& entries,
                                    absl::Time now, std::vector<EntryFault>& faults) {
  std::vector<AttendanceChange> changes;
  changes.reserve(entries.size());
  std::set<SessionPerson> seen;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!seen.emplace(entries[i].session_id, entries[i].participant_id).second) {
      Violations violations;
      violations.Add("session_id", "DUPLICATE",
                     "This session and person stand in the batch already; send them once.");
      faults.push_back({i, "session_id", "DUPLICATE", violations.ToStatus()});
      continue;
    }
    AttendanceChange change;
    if (std::optional<EntryFault> fault = CheckEntry(known, entries[i], i, now, change)) {
      faults.push_back(*std::move(fault));
    } else {
      changes.push_back(std::move(change));
    }
  }
  return changes;
}

std::vector<AttendanceRow> RowsOf(const std::vector<AttendanceChange>& changes) {
  std::vector<AttendanceRow> rows;
  rows.reserve(changes.size());
  for (const AttendanceChange& change : changes) rows.push_back(change.row);
  return rows;
}

// Some are known: stores first records and corrections, and leaves only those in `changes`.
Status StoreOver(const Deps& deps, sql::Tx& tx, std::vector<AttendanceChange>& changes,
                 BatchOutcome& outcome) {
  std::set<Uuid> sessions;
  std::set<Uuid> people;
  for (const AttendanceChange& change : changes) {
    sessions.insert(change.row.attendance.session_id);
    people.insert(change.row.attendance.participant_id);
  }
  ASSIGN_OR_RETURN(const auto known, deps.attendances.FindForUpdate(tx, {sessions.begin(), sessions.end()},
                                                                    {people.begin(), people.end()}));
  std::vector<AttendanceChange> first;
  std::vector<AttendanceChange> corrections;
  std::vector<Attendance> before;
  for (AttendanceChange& change : changes) {
    Attendance& attendance = change.row.attendance;
    const auto it = known.find({attendance.session_id, attendance.participant_id});
    if (it == known.end()) {
      first.push_back(std::move(change));
    } else if (it->second.value == attendance.value) {
      outcome.records.push_back(it->second);
      ++outcome.unchanged;
    } else {
      attendance.version = it->second.version + 1;
      change.before = it->second;
      before.push_back(it->second);
      corrections.push_back(std::move(change));
    }
  }
  ASSIGN_OR_RETURN(const bool inserted, deps.attendances.InsertIfAllNew(tx, RowsOf(first)));
  if (!inserted) {
    return Error(absl::StatusCode::kAborted, "RECORDED_MEANWHILE",
                 "Another call recorded the same people at the same moment; send this one again.");
  }
  RETURN_IF_ERROR(deps.attendances.Supersede(tx, before, RowsOf(corrections)));
  outcome.created = static_cast<int>(first.size());
  outcome.corrected = static_cast<int>(corrections.size());
  changes = std::move(first);
  changes.insert(changes.end(), std::make_move_iterator(corrections.begin()),
                 std::make_move_iterator(corrections.end()));
  return absl::OkStatus();
}

}  // namespace

StatusOr<BatchOutcome> RecordBatch(const Deps& deps, sql::Tx& tx, const Caller& caller,
                                   const std::vector<AttendanceEntry>& entries, OnFault on_fault) {
  ASSIGN_OR_RETURN(const Known known, Look(deps, tx, caller, entries));
  BatchOutcome outcome;
  std::vector<AttendanceChange> changes = Check(known, entries, caller.now, outcome.faults);
  if (changes.empty() || (on_fault == OnFault::kRefuseAll && !outcome.faults.empty())) return outcome;
  // Most batches hold first records only, so that is tried without looking.
  ASSIGN_OR_RETURN(const bool all_new, deps.attendances.InsertIfAllNew(tx, RowsOf(changes)));
  if (all_new) {
    outcome.created = static_cast<int>(changes.size());
  } else {
    RETURN_IF_ERROR(StoreOver(deps, tx, changes, outcome));
  }
  for (const AttendanceChange& change : changes) outcome.records.push_back(change.row.attendance);
  if (changes.empty()) return outcome;
  ASSIGN_OR_RETURN(std::vector<outbox::Event> events, RaiseAbsenceSignals(deps, tx, caller, changes));
  events.insert(events.begin(), storage::AttendanceRecorded(changes, caller.now));
  RETURN_IF_ERROR(outbox::Append(tx, events));
  return outcome;
}

}  // namespace duaal::trajectory::app
