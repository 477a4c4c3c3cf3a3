#include "trajectory-svc/app/record_attendance.h"

#include <cstdio>
#include <set>
#include <string>
#include <utility>

#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/etag.h"

namespace duaal::trajectory::app {
namespace {

using domain::Attendance;

// Every fault by the index of its entry.
Status FaultsOf(const std::vector<EntryFault>& faults) {
  Violations violations;
  for (const EntryFault& fault : faults) {
    violations.Add("attendances[" + std::to_string(fault.index) + "]." + fault.field, fault.reason,
                   std::string(fault.status.message()));
  }
  return violations.ToStatus();
}

// Splits entries so that each part holds a session and person once, in their order.
std::vector<std::vector<std::size_t>> Rounds(const std::vector<AttendanceEntry>& entries) {
  std::map<std::pair<Uuid, Uuid>, std::size_t> times;
  std::vector<std::vector<std::size_t>> rounds;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::size_t round = times[{entries[i].session_id, entries[i].participant_id}]++;
    if (round == rounds.size()) rounds.emplace_back();
    rounds[round].push_back(i);
  }
  return rounds;
}

void Add(const BatchOutcome& round, const std::vector<std::size_t>& indexes, BatchOutcome& total) {
  total.created += round.created;
  total.corrected += round.corrected;
  total.unchanged += round.unchanged;
  for (const EntryFault& fault : round.faults) {
    total.faults.push_back({indexes[fault.index], fault.field, fault.reason, fault.status});
  }
}

}  // namespace

StatusOr<Attendance> RecordAttendance(const Deps& deps, const Caller& caller, const AttendanceEntry& entry) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<Attendance> {
    ASSIGN_OR_RETURN(const BatchOutcome outcome, RecordBatch(deps, tx, caller, {entry}, OnFault::kRefuseAll));
    if (!outcome.faults.empty()) return Below("attendance.", outcome.faults.front().status);
    const Attendance& record = outcome.records.front();
    RETURN_IF_ERROR(idempotency::Store(
        tx, caller.key,
        {entry.session_id.Bytes() + entry.participant_id.Bytes(), rpc::ToEtag(record.version), ""}));
    return record;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome&) {
    return deps.attendances.Get(session, ViewerOf(caller), entry.session_id, entry.participant_id);
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

StatusOr<BatchCounts> BatchRecordAttendance(const Deps& deps, const Caller& caller,
                                            const std::vector<AttendanceEntry>& entries) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<BatchCounts> {
    ASSIGN_OR_RETURN(const BatchOutcome outcome, RecordBatch(deps, tx, caller, entries, OnFault::kRefuseAll));
    RETURN_IF_ERROR(FaultsOf(outcome.faults));
    const BatchCounts counts{outcome.created, outcome.corrected, outcome.unchanged};
    const std::string note = std::to_string(counts.created) + " " + std::to_string(counts.corrected) + " " +
                             std::to_string(counts.unchanged);
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {"", "", note}));
    return counts;
  };
  const auto replay = [&](sql::Session&, const idempotency::Outcome& outcome) -> StatusOr<BatchCounts> {
    BatchCounts counts;
    if (std::sscanf(outcome.note.c_str(), "%d %d %d", &counts.created, &counts.corrected,
                    &counts.unchanged) != 3) {
      return Error(absl::StatusCode::kDataLoss, "ANSWER_UNREADABLE",
                   "The first answer cannot be read any more.");
    }
    return counts;
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

StatusOr<BatchOutcome> ImportAttendances(const Deps& deps, const Caller& caller,
                                         const std::vector<AttendanceEntry>& entries) {
  return deps.db.Run(caller.deadline, [&](sql::Tx& tx) -> StatusOr<BatchOutcome> {
    BatchOutcome total;
    for (const std::vector<std::size_t>& indexes : Rounds(entries)) {
      std::vector<AttendanceEntry> round;
      for (const std::size_t index : indexes) round.push_back(entries[index]);
      ASSIGN_OR_RETURN(const BatchOutcome outcome, RecordBatch(deps, tx, caller, round, OnFault::kSkipEntry));
      Add(outcome, indexes, total);
    }
    return total;
  });
}

}  // namespace duaal::trajectory::app
