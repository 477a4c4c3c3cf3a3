#include "trajectory-svc/storage/relink_repository.h"

#include "chassis/access/relink.h"
#include "chassis/sql/bulk.h"

namespace duaal::trajectory::storage {
namespace {

constexpr std::string_view kCandidate =
    "UPDATE candidate SET participant_id = ?, municipality_code = ? WHERE referral_id = ?";
constexpr std::string_view kTrajectoriesHead = "SELECT t.id FROM trajectory t WHERE t.referral_id IN ";
constexpr std::string_view kEnrolments =
    "SELECT e.id FROM enrolment e WHERE e.trajectory_id = ? ORDER BY e.id";
// Both have one primary key or one unique key per session and person; a row that is there already stays.
constexpr std::string_view kHistory =
    "UPDATE attendance_history h JOIN attendance a ON a.session_id = h.session_id"
    " AND a.participant_id = h.participant_id LEFT JOIN attendance o ON o.session_id = a.session_id"
    " AND o.participant_id = ? SET h.participant_id = ?"
    " WHERE h.participant_id = ? AND a.trajectory_id = ? AND o.session_id IS NULL";
constexpr std::string_view kAttendance =
    "UPDATE attendance a LEFT JOIN attendance o ON o.session_id = a.session_id AND o.participant_id = ?"
    " SET a.participant_id = ? WHERE a.participant_id = ? AND a.trajectory_id = ? AND o.session_id IS NULL";
constexpr std::string_view kAttendanceMunicipality =
    "UPDATE attendance SET municipality_code = ? WHERE participant_id = ? AND trajectory_id = ?";
constexpr std::string_view kSignals =
    "UPDATE case_signal s LEFT JOIN case_signal o ON o.session_id = s.session_id AND o.kind = s.kind"
    " AND o.participant_id = ? SET s.participant_id = ? WHERE s.trajectory_id = ? AND s.participant_id = ?"
    " AND o.session_id IS NULL";
constexpr std::string_view kRest[] = {
    "UPDATE trajectory SET participant_id = ?, municipality_code = ? WHERE id = ?",
    "UPDATE enrolment SET participant_id = ?, municipality_code = ? WHERE trajectory_id = ?",
};
constexpr std::string_view kSignalMunicipality =
    "UPDATE case_signal SET municipality_code = ? WHERE trajectory_id = ?";

Status ApplyTrajectory(sql::Tx& tx, const Relink& relink, const Uuid& id) {
  const auto& [from, to, municipality, referrals] = relink;
  RETURN_IF_ERROR(tx.Execute(kHistory, to, to, from, id).status());
  RETURN_IF_ERROR(tx.Execute(kAttendance, to, to, from, id).status());
  for (const Uuid& person : {from, to}) {
    RETURN_IF_ERROR(tx.Execute(kAttendanceMunicipality, municipality, person, id).status());
  }
  RETURN_IF_ERROR(tx.Execute(kSignals, to, to, id, from).status());
  RETURN_IF_ERROR(tx.Execute(kSignalMunicipality, municipality, id).status());
  for (const std::string_view text : kRest) {
    RETURN_IF_ERROR(tx.Execute(text, to, municipality, id).status());
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<Relinked> RelinkRepository::Apply(sql::Tx& tx, const Relink& relink) const {
  for (const Uuid& id : relink.referral_ids) {
    RETURN_IF_ERROR(tx.Execute(kCandidate, relink.to_id, relink.municipality_code, id).status());
  }
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   sql::QueryIn(tx, kTrajectoriesHead,
                                {relink.referral_ids.begin(), relink.referral_ids.end()}, " ORDER BY t.id"));
  Relinked relinked;
  for (const sql::Row& row : rows) {
    const Uuid id = row.Id(0);
    RETURN_IF_ERROR(ApplyTrajectory(tx, relink, id));
    relinked.trajectory_ids.push_back(id);
    ASSIGN_OR_RETURN(const sql::Rows enrolments, tx.Query(kEnrolments, id));
    for (const sql::Row& enrolment : enrolments) relinked.enrolment_ids.push_back(enrolment.Id(0));
  }
  RETURN_IF_ERROR(access::RelinkServices(tx, relinked.enrolment_ids, relink.to_id));
  return relinked;
}

}  // namespace duaal::trajectory::storage
