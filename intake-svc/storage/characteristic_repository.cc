#include "intake-svc/storage/characteristic_repository.h"

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define CHARACTERISTIC_SELECT                                                                             \
  "SELECT c.programme_code, c.characteristic_code, c.number, c.value_codes, c.from_date, c.note_sealed, " \
  "c.recorded_by, c.create_time FROM characteristic c WHERE c.participant_id = ? AND c.programme_code = ?"

namespace duaal::intake::storage {
namespace {

using domain::Characteristic;
using domain::Specialisation;

constexpr access::Columns kRights{"p.municipality_code", "p.id"};

constexpr std::string_view kLast =
    CHARACTERISTIC_SELECT " AND c.characteristic_code = ? ORDER BY c.number DESC LIMIT 1";
constexpr std::string_view kList =
    CHARACTERISTIC_SELECT " ORDER BY c.create_time DESC, c.characteristic_code, c.number DESC LIMIT ?";
constexpr std::string_view kInsert =
    "INSERT INTO characteristic (participant_id, programme_code, characteristic_code, number, value_codes,"
    " from_date, note_sealed, recorded_by, create_time) VALUES (?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kForget =
    "DELETE FROM characteristic_value WHERE participant_id = ? AND programme_code = ? AND "
    "characteristic_code = ?";
constexpr std::string_view kHold =
    "INSERT INTO characteristic_value (programme_code, characteristic_code, value_code, participant_id) "
    "VALUES ";
constexpr std::string_view kFind =
    "SELECT v.participant_id, p.municipality_code FROM characteristic_value v"
    " JOIN participant p ON p.id = v.participant_id WHERE v.programme_code = ? AND v.characteristic_code = ?"
    " AND v.value_code = ? AND {rights} AND v.participant_id < ? ORDER BY v.participant_id DESC LIMIT ?";
constexpr std::string_view kCount =
    "SELECT v.value_code, COUNT(v.participant_id) FROM characteristic_value v"
    " JOIN participant p ON p.id = v.participant_id WHERE v.programme_code = ? AND v.characteristic_code = ?"
    " AND {rights} GROUP BY v.value_code ORDER BY v.value_code";
constexpr std::string_view kForgetSpecialisation =
    "DELETE FROM specialisation WHERE programme_code = ? AND characteristic_code = ? AND municipality_code = "
    "?"
    " AND staff_id = ?";
constexpr std::string_view kPutSpecialisation =
    "INSERT INTO specialisation (programme_code, characteristic_code, municipality_code, staff_id, "
    "value_code)"
    " VALUES ";
// Of staff of a municipality, and of nobody who is served.
constexpr access::Columns kSpecialisationRights{"s.municipality_code", ""};
constexpr std::string_view kListSpecialisations =
    "SELECT s.municipality_code, s.staff_id, GROUP_CONCAT(s.value_code ORDER BY s.value_code)"
    " FROM specialisation s WHERE s.programme_code = ? AND s.characteristic_code = ?"
    " AND {rights} GROUP BY s.municipality_code, s.staff_id HAVING ? = '' OR SUM(s.value_code = ?) > 0"
    " ORDER BY s.municipality_code, s.staff_id LIMIT ?";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

// The context binds what is sealed to its row, so that it cannot be moved to another.
std::string SealContext(const Characteristic& fact) {
  return "characteristic.note_sealed:" + fact.participant_id.ToString() + ":" + fact.programme_code + ":" +
         fact.characteristic_code + ":" + std::to_string(fact.number);
}

std::vector<std::string> SplitCodes(const std::string& text) {
  if (text.empty()) return {};
  return absl::StrSplit(text, ',');
}

}  // namespace

StatusOr<Characteristic> CharacteristicRepository::FromRow(const Uuid& participant_id,
                                                           const sql::Row& row) const {
  Characteristic fact;
  fact.participant_id = participant_id;
  fact.programme_code = row.Str(0);
  fact.characteristic_code = row.Str(1);
  fact.number = static_cast<int>(row.Int(2));
  fact.value_codes = SplitCodes(row.Str(3));
  fact.from_date = row.Date(4);
  if (!row.IsNull(5)) {
    ASSIGN_OR_RETURN(fact.note, keys_.Decrypt(row.Str(5), SealContext(fact)));
  }
  fact.recorded_by = row.Str(6);
  fact.create_time = row.Time(7);
  return fact;
}

StatusOr<std::optional<Characteristic>> CharacteristicRepository::Last(sql::Session& session,
                                                                       const Uuid& participant_id,
                                                                       const CharacteristicKey& key) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row,
                   session.QueryOne(kLast, participant_id, key.programme_code, key.characteristic_code));
  if (!row) return std::optional<Characteristic>();
  ASSIGN_OR_RETURN(Characteristic fact, FromRow(participant_id, *row));
  return std::optional<Characteristic>(std::move(fact));
}

StatusOr<std::vector<Characteristic>> CharacteristicRepository::List(sql::Session& session,
                                                                     const Uuid& participant_id,
                                                                     const std::string& programme_code,
                                                                     int limit) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kList, participant_id, programme_code, limit));
  std::vector<Characteristic> facts;
  for (const sql::Row& row : rows) {
    ASSIGN_OR_RETURN(Characteristic fact, FromRow(participant_id, row));
    facts.push_back(std::move(fact));
  }
  return facts;
}

Status CharacteristicRepository::Add(sql::Tx& tx, const Characteristic& fact) const {
  std::optional<std::string> note;
  if (!fact.note.empty()) note = keys_.Encrypt(fact.note, SealContext(fact));
  RETURN_IF_ERROR(tx.Execute(kInsert, fact.participant_id, fact.programme_code, fact.characteristic_code,
                             fact.number, absl::StrJoin(fact.value_codes, ","), fact.from_date, note,
                             fact.recorded_by, fact.create_time)
                      .status());
  RETURN_IF_ERROR(
      tx.Execute(kForget, fact.participant_id, fact.programme_code, fact.characteristic_code).status());
  std::vector<sql::Value> values;
  for (const std::string& code : fact.value_codes) {
    values.insert(values.end(), {fact.programme_code, fact.characteristic_code, code, fact.participant_id});
  }
  return sql::InsertRows(tx, kHold, 4, values).status();
}

StatusOr<std::vector<CharacterisedPerson>> CharacteristicRepository::Find(
    sql::Session& session, const Viewer& viewer, const CharacteristicKey& key, const std::string& value_code,
    const Uuid& before_id, int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  const access::Scoped scoped =
      access::Scope(kFind, kRights, viewer.principal, viewer.today,
                    {key.programme_code, key.characteristic_code, value_code}, {before, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<CharacterisedPerson> people;
  for (const sql::Row& row : rows) people.push_back({row.Id(0), row.Str(1)});
  return people;
}

StatusOr<std::vector<std::pair<std::string, std::int64_t>>> CharacteristicRepository::Count(
    sql::Session& session, const Viewer& viewer, const CharacteristicKey& key) const {
  const access::Scoped scoped = access::Scope(kCount, kRights, viewer.principal, viewer.today,
                                              {key.programme_code, key.characteristic_code});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<std::pair<std::string, std::int64_t>> counts;
  for (const sql::Row& row : rows) counts.emplace_back(row.Str(0), row.Int(1));
  return counts;
}

Status CharacteristicRepository::PutSpecialisation(sql::Tx& tx, const Specialisation& s) const {
  RETURN_IF_ERROR(tx.Execute(kForgetSpecialisation, s.programme_code, s.characteristic_code,
                             s.municipality_code, s.staff_id)
                      .status());
  std::vector<sql::Value> values;
  for (const std::string& code : s.value_codes) {
    values.insert(values.end(),
                  {s.programme_code, s.characteristic_code, s.municipality_code, s.staff_id, code});
  }
  return sql::InsertRows(tx, kPutSpecialisation, 5, values).status();
}

StatusOr<std::vector<Specialisation>> CharacteristicRepository::ListSpecialisations(
    sql::Session& session, const Viewer& viewer, const CharacteristicKey& key, const std::string& value_code,
    int limit) const {
  const access::Scoped scoped =
      access::Scope(kListSpecialisations, kSpecialisationRights, viewer.principal, viewer.today,
                    {key.programme_code, key.characteristic_code}, {value_code, value_code, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<Specialisation> list;
  for (const sql::Row& row : rows) {
    list.push_back(
        {key.programme_code, key.characteristic_code, row.Str(1), row.Str(0), SplitCodes(row.Str(2))});
  }
  return list;
}

}  // namespace duaal::intake::storage
