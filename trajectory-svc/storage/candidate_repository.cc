#include "trajectory-svc/storage/candidate_repository.h"

#include "chassis/access/rights.h"

namespace duaal::trajectory::storage {
namespace {

constexpr std::string_view kFindForUpdate =
    "SELECT c.referral_id, c.participant_id, c.programme_code, c.municipality_code, c.class_offering_id, "
    "c.state, c.settlement_date, c.language_level"
    " FROM candidate c WHERE c.referral_id = ? AND {rights} FOR UPDATE";
// Settlement and level stay as they are: the person may have been updated since the referral.
constexpr std::string_view kPut =
    "INSERT INTO candidate (referral_id, participant_id, programme_code, municipality_code, "
    "class_offering_id, state, settlement_date, language_level)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE participant_id = VALUES(participant_id),"
    " programme_code = VALUES(programme_code), municipality_code = VALUES(municipality_code),"
    " class_offering_id = VALUES(class_offering_id), state = VALUES(state)";
constexpr std::string_view kSetProgress =
    "UPDATE candidate SET settlement_date = ?, language_level = ? WHERE participant_id = ?";
constexpr std::string_view kSettlement = "SELECT c.settlement_date FROM candidate c WHERE c.referral_id = ?";
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
  return std::optional<domain::Candidate>(
      domain::Candidate{row.Id(0), row.Id(1), row.Str(2), row.Str(3), row.OptId(4),
                        static_cast<domain::CandidateState>(row.Int(5)), row.OptDate(6), row.Str(7)});
}

Status CandidateRepository::Put(sql::Tx& tx, const domain::Candidate& c) const {
  return tx
      .Execute(kPut, c.referral_id, c.participant_id, c.programme_code, c.municipality_code,
               c.class_offering_id, c.state, c.settlement_date, c.language_level)
      .status();
}

StatusOr<std::optional<absl::CivilDay>> CandidateRepository::SettlementDate(sql::Session& session,
                                                                            const Uuid& referral_id) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kSettlement, referral_id));
  return row ? row->OptDate(0) : std::optional<absl::CivilDay>();
}

Status CandidateRepository::SetProgress(sql::Tx& tx, const Uuid& participant_id,
                                        const std::optional<absl::CivilDay>& settlement_date,
                                        const std::string& language_level) const {
  return tx.Execute(kSetProgress, settlement_date, language_level, participant_id).status();
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
