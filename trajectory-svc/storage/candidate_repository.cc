#include "trajectory-svc/storage/candidate_repository.h"

#include "chassis/access/rights.h"

namespace duaal::trajectory::storage {
namespace {

constexpr std::string_view kFindForUpdate =
    "SELECT c.referral_id, c.participant_id, c.programme_code, c.municipality_code, c.class_offering_id, "
    "c.state"
    " FROM candidate c WHERE c.referral_id = ? AND {rights} FOR UPDATE";
constexpr std::string_view kPut =
    "INSERT INTO candidate (referral_id, participant_id, programme_code, municipality_code, "
    "class_offering_id, state)"
    " VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE participant_id = VALUES(participant_id),"
    " programme_code = VALUES(programme_code), municipality_code = VALUES(municipality_code),"
    " class_offering_id = VALUES(class_offering_id), state = VALUES(state)";
constexpr std::string_view kSetState = "UPDATE candidate SET state = ? WHERE referral_id = ?";

constexpr std::string_view kMoveCandidate =
    "UPDATE candidate SET municipality_code = ? WHERE participant_id = ? AND municipality_code <> ?";
constexpr std::string_view kMoveRest[] = {
    "UPDATE trajectory SET municipality_code = ? WHERE participant_id = ?",
    "UPDATE enrolment SET municipality_code = ? WHERE participant_id = ?",
    "UPDATE attendance SET municipality_code = ? WHERE participant_id = ?",
    "UPDATE case_signal SET municipality_code = ? WHERE participant_id = ?",
};

}  // namespace

StatusOr<std::optional<domain::Candidate>> CandidateRepository::FindForUpdate(sql::Tx& tx,
                                                                              const Uuid& referral_id,
                                                                              const Viewer& viewer) const {
  const access::Scoped scoped = access::Scope(kFindForUpdate, {"c.municipality_code", "c.participant_id"},
                                              viewer.principal, viewer.today, {referral_id});
  ASSIGN_OR_RETURN(const sql::Rows rows, tx.Query(scoped.text, scoped.values));
  if (rows.empty()) return std::optional<domain::Candidate>();
  const sql::Row& row = rows.front();
  return std::optional<domain::Candidate>(domain::Candidate{row.Id(0), row.Id(1), row.Str(2), row.Str(3),
                                                            row.OptId(4),
                                                            static_cast<domain::CandidateState>(row.Int(5))});
}

Status CandidateRepository::Put(sql::Tx& tx, const domain::Candidate& c) const {
  return tx
      .Execute(kPut, c.referral_id, c.participant_id, c.programme_code, c.municipality_code,
               c.class_offering_id, c.state)
      .status();
}

Status CandidateRepository::SetState(sql::Tx& tx, const Uuid& referral_id,
                                     domain::CandidateState state) const {
  return tx.Execute(kSetState, state, referral_id).status();
}

Status CandidateRepository::Move(sql::Tx& tx, const Uuid& participant_id,
                                 const std::string& municipality_code) const {
  ASSIGN_OR_RETURN(const std::int64_t moved,
                   tx.Execute(kMoveCandidate, municipality_code, participant_id, municipality_code));
  if (moved == 0) return absl::OkStatus();
  for (const std::string_view text : kMoveRest) {
    RETURN_IF_ERROR(tx.Execute(text, municipality_code, participant_id).status());
  }
  return absl::OkStatus();
}

}  // namespace duaal::trajectory::storage
