#include "intake-svc/storage/legal_basis_repository.h"

#include <optional>
#include <string>
#include <utility>

namespace duaal::intake::storage {
namespace {

using domain::LegalBasis;

constexpr std::string_view kOfReferral =
    "SELECT l.number, l.kind, l.legal_ground, l.motivation_sealed, l.decided_date, l.decided_by, "
    "l.create_time, l.occasion"
    " FROM legal_basis l WHERE l.referral_id = ? ORDER BY l.number";
constexpr std::string_view kInsert =
    "INSERT INTO legal_basis (referral_id, number, kind, legal_ground, motivation_sealed, decided_date,"
    " decided_by, create_time, occasion) VALUES (?,?,?,?,?,?,?,?,?)";

// The context binds what is sealed to its row, so that it cannot be moved to another.
std::string SealContext(const Uuid& referral_id, std::int64_t number) {
  return "legal_basis.motivation_sealed:" + referral_id.ToString() + ":" + std::to_string(number);
}

}  // namespace

StatusOr<std::vector<LegalBasis>> LegalBasisRepository::OfReferral(sql::Session& session,
                                                                   const domain::Referral& referral) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kOfReferral, referral.id));
  std::vector<LegalBasis> decisions;
  for (const sql::Row& row : rows) {
    LegalBasis basis;
    basis.referral_id = referral.id;
    basis.participant_id = referral.participant_id;
    basis.number = static_cast<int>(row.Int(0));
    basis.kind = static_cast<domain::LegalBasisKind>(row.Int(1));
    basis.legal_ground = row.Str(2);
    if (!row.IsNull(3)) {
      ASSIGN_OR_RETURN(basis.motivation, keys_.Decrypt(row.Str(3), SealContext(referral.id, row.Int(0))));
    }
    basis.decided_date = row.Date(4);
    basis.decided_by = row.Str(5);
    basis.create_time = row.Time(6);
    basis.occasion = row.Str(7);
    decisions.push_back(std::move(basis));
  }
  return decisions;
}

Status LegalBasisRepository::Insert(sql::Tx& tx, const LegalBasis& basis) const {
  std::optional<std::string> motivation;
  if (!basis.motivation.empty()) {
    motivation = keys_.Encrypt(basis.motivation, SealContext(basis.referral_id, basis.number));
  }
  return tx
      .Execute(kInsert, basis.referral_id, basis.number, basis.kind, basis.legal_ground, motivation,
               basis.decided_date, basis.decided_by, basis.create_time, basis.occasion)
      .status();
}

}  // namespace duaal::intake::storage
