#include "intake-svc/storage/duplicate_repository.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "chassis/crypto/crypto.h"
#include "chassis/sql/bulk.h"
#include "chassis/text/skeleton.h"

namespace duaal::intake::storage {
namespace {

// A keyed hash of half the length is long enough for keys that are looked at again.
constexpr std::size_t kKeyBytes = 16;
constexpr std::size_t kReferenceBytes = 16;

constexpr std::string_view kFindByNumbers[] = {
    "SELECT o.id FROM participant p JOIN participant o ON o.bsn_lookup = p.bsn_lookup"
    " WHERE p.id = ? AND o.id <> p.id AND o.merged_into_id IS NULL LIMIT 50",
    "SELECT o.id FROM participant p JOIN participant o ON o.v_number_lookup = p.v_number_lookup"
    " WHERE p.id = ? AND o.id <> p.id AND o.merged_into_id IS NULL LIMIT 50",
};
constexpr std::string_view kFindByKeysHead =
    "SELECT m.participant_id FROM participant_match m WHERE m.match_key IN ";
constexpr std::string_view kFindByKeysTail = " LIMIT 500";
constexpr std::string_view kFindOthersHead =
    "SELECT o.id FROM participant p JOIN participant o ON o.bsn_lookup <> p.bsn_lookup"
    " OR o.v_number_lookup <> p.v_number_lookup WHERE p.id = ? AND o.id IN ";
// Held, so that nobody changes a name between the reading and the writing of the keys.
constexpr std::string_view kFindUnmatched =
    "SELECT p.id FROM participant p WHERE p.matched = FALSE AND p.id > ? AND p.merged_into_id IS NULL"
    " ORDER BY p.id LIMIT ? FOR UPDATE";
constexpr std::string_view kMatchedHead = "UPDATE participant SET matched = TRUE WHERE id IN ";
constexpr std::string_view kForgetHead = "DELETE FROM participant_match WHERE participant_id IN ";
constexpr std::string_view kInsert = "INSERT INTO participant_match (match_key, participant_id) VALUES ";

}  // namespace

domain::Likeness DuplicateRepository::LikenessOf(const domain::Participant& person) {
  return {text::NameSkeletons(person.given_name + " " + person.family_name), person.birth_date,
          person.gender};
}

std::string DuplicateRepository::Reference(const Uuid& one, const Uuid& other) const {
  const auto [low, high] = std::minmax(one, other);
  const std::string hash = people_.LookupHash("duplicate:" + low.ToString() + ":" + high.ToString());
  return crypto::Hex(hash.substr(0, kReferenceBytes));
}

std::vector<sql::Value> DuplicateRepository::Hash(const std::vector<std::string>& texts) const {
  std::vector<sql::Value> hashes;
  for (const std::string& text : texts) {
    hashes.emplace_back(people_.LookupHash("match:" + text).substr(0, kKeyBytes));
  }
  return hashes;
}

StatusOr<std::set<Uuid>> DuplicateRepository::FindByNumbers(sql::Session& session,
                                                            const Uuid& person_id) const {
  std::set<Uuid> found;
  for (const std::string_view text : kFindByNumbers) {
    ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(text, person_id));
    for (const sql::Row& row : rows) found.insert(row.Id(0));
  }
  return found;
}

StatusOr<std::set<Uuid>> DuplicateRepository::FindByKeys(sql::Session& session,
                                                         const domain::Participant& person) const {
  const std::vector<sql::Value> keys = Hash(domain::MatchTextsOf(LikenessOf(person)).seek);
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, kFindByKeysHead, keys, kFindByKeysTail));
  std::set<Uuid> found;
  for (const sql::Row& row : rows) found.insert(row.Id(0));
  found.erase(person.id);
  return found;
}

StatusOr<std::set<Uuid>> DuplicateRepository::FindOthers(sql::Session& session, const Uuid& person_id,
                                                         const std::set<Uuid>& ids) const {
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   sql::QueryIn(session, kFindOthersHead, std::vector<sql::Value>(ids.begin(), ids.end()), "",
                                {person_id}));
  std::set<Uuid> others;
  for (const sql::Row& row : rows) others.insert(row.Id(0));
  return others;
}

StatusOr<std::vector<Uuid>> DuplicateRepository::HoldUnmatched(sql::Tx& tx, const Uuid& after,
                                                               int limit) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, tx.Query(kFindUnmatched, after, limit));
  std::vector<Uuid> people;
  for (const sql::Row& row : rows) people.push_back(row.Id(0));
  return people;
}

Status DuplicateRepository::PutKeys(sql::Tx& tx, const std::vector<domain::Participant>& people) const {
  std::vector<sql::Value> ids;
  std::vector<sql::Value> values;
  for (const domain::Participant& person : people) {
    ids.emplace_back(person.id);
    for (sql::Value& key : Hash(domain::MatchTextsOf(LikenessOf(person)).store)) {
      values.push_back(std::move(key));
      values.emplace_back(person.id);
    }
  }
  RETURN_IF_ERROR(sql::ExecuteIn(tx, kForgetHead, ids).status());
  RETURN_IF_ERROR(sql::InsertRows(tx, kInsert, 2, values).status());
  return sql::ExecuteIn(tx, kMatchedHead, ids).status();
}

}  // namespace duaal::intake::storage
