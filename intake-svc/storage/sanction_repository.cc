#include "intake-svc/storage/sanction_repository.h"

#include <utility>

#include "chassis/access/rights.h"
#include "duaal/intake/v1/sanction_service.pb.h"

// The columns in the order in which FromRow reads them. The person is joined for the rights.
#define SANCTION_SELECT                                                                                  \
  "SELECT s.id, s.participant_id, s.fact_date, s.proposed_by, s.decided_by, s.decided_date, s.sealed, "  \
  "s.create_time, s.row_version FROM sanction_proposal s JOIN participant p ON p.id = s.participant_id " \
  "WHERE "

namespace duaal::intake::storage {
namespace {

using domain::SanctionProposal;

constexpr access::Columns kRights{"p.municipality_code", "p.id"};

constexpr std::string_view kGet = SANCTION_SELECT "s.id = ? AND {rights}";
constexpr std::string_view kGetForUpdate = SANCTION_SELECT "s.id = ? AND {rights} FOR UPDATE";
constexpr std::string_view kList =
    SANCTION_SELECT "s.participant_id = ? AND {rights} AND s.id < ? ORDER BY s.id DESC LIMIT ?";
constexpr std::string_view kInsert =
    "INSERT INTO sanction_proposal (id, participant_id, fact_date, proposed_by, decided_by, decided_date, "
    "sealed,"
    " create_time, row_version) VALUES (?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kUpdate =
    "UPDATE sanction_proposal SET decided_by = ?, decided_date = ?, sealed = ?, row_version = ?"
    " WHERE id = ? AND row_version = ?";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

// The context binds what is sealed to its row, so that it cannot be moved to another.
std::string SealContext(const Uuid& id) { return "sanction_proposal.sealed:" + id.ToString(); }

}  // namespace

std::string SanctionRepository::Seal(const SanctionProposal& proposal) const {
  v1::SanctionProposal packed;
  packed.set_ground(static_cast<v1::SanctionGround>(proposal.ground));
  packed.set_reasons(proposal.reasons);
  packed.set_decision(static_cast<v1::SanctionDecision>(proposal.decision));
  packed.set_decision_reasons(proposal.decision_reasons);
  return keys_.Encrypt(packed.SerializeAsString(), SealContext(proposal.id));
}

StatusOr<SanctionProposal> SanctionRepository::FromRow(const sql::Row& row) const {
  SanctionProposal proposal;
  proposal.id = row.Id(0);
  proposal.participant_id = row.Id(1);
  proposal.fact_date = row.Date(2);
  proposal.proposed_by = row.Str(3);
  proposal.decided_by = row.Str(4);
  proposal.decided_date = row.OptDate(5);
  proposal.create_time = row.Time(7);
  proposal.row_version = row.Int(8);
  ASSIGN_OR_RETURN(const std::string plain, keys_.Decrypt(row.Str(6), SealContext(proposal.id)));
  v1::SanctionProposal packed;
  if (!packed.ParseFromString(plain)) {
    return Error(absl::StatusCode::kDataLoss, "SANCTION_UNREADABLE",
                 "This proposal cannot be read; restore it from a backup.");
  }
  proposal.ground = static_cast<domain::SanctionGround>(packed.ground());
  proposal.reasons = packed.reasons();
  proposal.decision = static_cast<domain::SanctionDecision>(packed.decision());
  proposal.decision_reasons = packed.decision_reasons();
  return proposal;
}

StatusOr<SanctionProposal> SanctionRepository::GetOne(sql::Session& session, std::string_view text,
                                                      const Uuid& id, const Viewer& viewer) const {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This proposal");
  return FromRow(rows.front());
}

StatusOr<SanctionProposal> SanctionRepository::Get(sql::Session& session, const Uuid& id,
                                                   const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<SanctionProposal> SanctionRepository::GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                            const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<SanctionProposal>> SanctionRepository::List(sql::Session& session, const Viewer& viewer,
                                                                 const Uuid& participant_id,
                                                                 const Uuid& before_id, int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  const access::Scoped scoped =
      access::Scope(kList, kRights, viewer.principal, viewer.today, {participant_id}, {before, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<SanctionProposal> proposals;
  for (const sql::Row& row : rows) {
    ASSIGN_OR_RETURN(SanctionProposal proposal, FromRow(row));
    proposals.push_back(std::move(proposal));
  }
  return proposals;
}

Status SanctionRepository::Insert(sql::Tx& tx, const SanctionProposal& proposal) const {
  return tx
      .Execute(kInsert, proposal.id, proposal.participant_id, proposal.fact_date, proposal.proposed_by,
               proposal.decided_by, proposal.decided_date, Seal(proposal), proposal.create_time,
               proposal.row_version)
      .status();
}

Status SanctionRepository::Update(sql::Tx& tx, const SanctionProposal& proposal) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kUpdate, proposal.decided_by, proposal.decided_date, Seal(proposal),
                              proposal.row_version, proposal.id, proposal.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

}  // namespace duaal::intake::storage
