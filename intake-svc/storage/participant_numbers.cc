// The part of ParticipantRepository that two records of one person need.

#include <array>

#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {
namespace {

struct NumberColumns {
  const char* field;
  std::string_view read;
  std::string_view adopt;
  std::string_view take_away;
};

// Sealed and looked up alike; the columns differ in name.
#define NUMBER_COLUMNS(name)                                                                               \
  NumberColumns {                                                                                          \
#name,                                                                                                 \
        "SELECT f." #name                                                                                  \
        "_sealed FROM participant f JOIN participant t ON t.id = ?"                                        \
        " WHERE f.id = ? AND f." #name "_lookup IS NOT NULL AND t." #name "_lookup IS NULL",               \
        "UPDATE participant SET " #name "_sealed = ?, " #name "_lookup = ?, " #name                        \
        "_tail = ?"                                                                                        \
        " WHERE id = ?",                                                                                   \
        "UPDATE participant t JOIN participant f ON f.id = ? SET t." #name "_sealed = NULL, t." #name      \
        "_lookup = NULL, t." #name "_tail = '' WHERE t.id = ? AND t." #name "_lookup = f." #name "_lookup" \
  }

constexpr NumberColumns kBsn = NUMBER_COLUMNS(bsn);
constexpr NumberColumns kVNumber = NUMBER_COLUMNS(v_number);

constexpr std::string_view kPutAway =
    "UPDATE participant SET merged_into_id = ?, number_claim = NULL, matched = TRUE, update_time = ?,"
    " row_version = row_version + 1 WHERE id = ?";
constexpr std::string_view kForgetKeys = "DELETE FROM participant_match WHERE participant_id = ?";
constexpr std::string_view kTouch =
    "UPDATE participant SET update_time = ?, row_version = row_version + 1 WHERE id = ?";
constexpr std::string_view kMunicipality = "SELECT p.municipality_code FROM participant p WHERE p.id = ?";
constexpr std::string_view kBringBack =
    "UPDATE participant SET merged_into_id = NULL, number_claim = ?, matched = FALSE, update_time = ?,"
    " row_version = row_version + 1 WHERE id = ?";

}  // namespace

StatusOr<ParticipantRepository::Numbers> ParticipantRepository::AdoptNumbers(sql::Tx& tx, const Uuid& from,
                                                                             const Uuid& to) const {
  Numbers adopted;
  const auto adopt = [&](const NumberColumns& columns, bool& done) -> Status {
    ASSIGN_OR_RETURN(const std::optional<sql::Row> row, tx.QueryOne(columns.read, to, from));
    if (!row) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::string number,
                     keys_.Decrypt(row->Str(0), NumberContext(columns.field, from)));
    std::vector<sql::Value> values = Seal(columns.field, to, number);
    values.emplace_back(to);
    done = true;
    return NamedDuplicate(tx.Execute(columns.adopt, values).status());
  };
  RETURN_IF_ERROR(adopt(kBsn, adopted.bsn));
  RETURN_IF_ERROR(adopt(kVNumber, adopted.v_number));
  return adopted;
}

Status ParticipantRepository::ReturnNumbers(sql::Tx& tx, const Uuid& from, const Uuid& to,
                                            const Numbers& adopted) const {
  if (adopted.bsn) RETURN_IF_ERROR(tx.Execute(kBsn.take_away, from, to).status());
  if (adopted.v_number) RETURN_IF_ERROR(tx.Execute(kVNumber.take_away, from, to).status());
  return absl::OkStatus();
}

Status ParticipantRepository::PutAway(sql::Tx& tx, const Uuid& id, const Uuid& into_id,
                                      absl::Time now) const {
  RETURN_IF_ERROR(tx.Execute(kPutAway, into_id, now, id).status());
  RETURN_IF_ERROR(tx.Execute(kForgetKeys, id).status());
  return tx.Execute(kTouch, now, into_id).status();
}

Status ParticipantRepository::BringBack(sql::Tx& tx, const Uuid& id, absl::Time now) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, tx.QueryOne(kMunicipality, id));
  if (!row) return NotFound("This participant");
  ASSIGN_OR_RETURN(const std::optional<int> claim, FreeClaim(tx, id, row->Str(0)));
  return tx.Execute(kBringBack, claim, now, id).status();
}

}  // namespace duaal::intake::storage
