#include "intake-svc/storage/participant_repository.h"

#include <map>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "chassis/access/lists.h"
#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"
#include "chassis/text/fold.h"
#include "intake-svc/storage/languages_text.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them; those that a
// list gives come first.
#define BASIC_COLUMNS                                                                                     \
  "p.id, p.given_name, p.family_name_prefix, p.family_name, p.single_name, p.birth_date, p.birth_known, " \
  "p.bsn_tail, p.v_number_tail, p.gender, p.municipality_code, p.row_version"
#define PARTICIPANT_COLUMNS                                                                        \
  BASIC_COLUMNS                                                                                    \
  ", p.origin_country, p.arrival_date, p.settlement_date, p.target_group, p.benefit_category, "    \
  "p.legal_regime, p.language_level, p.create_time, p.update_time, p.nationalities, p.stateless, " \
  "p.languages, p.literacy, p.expected_route, p.literacy_date, p.contact_channel, p.contact_language"

// A record that was merged into another is nobody's to see until the merge is undone.
#define STANDS "p.merged_into_id IS NULL"

namespace duaal::intake::storage {
namespace {

using domain::Participant;

constexpr access::Columns kRights{"p.municipality_code", "p.id"};

constexpr std::string_view kGet =
    "SELECT " PARTICIPANT_COLUMNS " FROM participant p WHERE p.id = ? AND " STANDS " AND {rights}";
constexpr std::string_view kGetForUpdate =
    "SELECT " PARTICIPANT_COLUMNS " FROM participant p WHERE p.id = ? AND " STANDS " AND {rights} FOR UPDATE";

// A statement that gives several people: with what one recognises a person by, or with all.
struct Listing {
  std::string_view basic;
  std::string_view full;
  [[nodiscard]] std::string_view Of(Detail detail) const { return detail == Detail::kBasic ? basic : full; }
};
#define LISTING(from)                                             \
  Listing {                                                       \
    "SELECT " BASIC_COLUMNS " FROM participant p " from,          \
        "SELECT " PARTICIPANT_COLUMNS " FROM participant p " from \
  }
constexpr Listing kList = LISTING("WHERE " STANDS " AND {rights} AND p.id < ? ORDER BY p.id DESC LIMIT ?");
constexpr Listing kListOfMunicipality = LISTING("WHERE p.municipality_code = ? AND " STANDS
                                                " AND {rights} AND p.id < ? ORDER BY p.id DESC LIMIT ?");
// With one municipality, the index gives a page in its order from where it begins. Left to choose, the server
// takes the municipality alone from the index and walks over everybody who stands before the page.
constexpr Listing kListByMandate =
    LISTING("FORCE INDEX (participant_list) WHERE p.municipality_code = ? AND " STANDS
            " AND {rights} AND p.id < ? ORDER BY p.id DESC LIMIT ?");
constexpr Listing kFindMany = LISTING("WHERE " STANDS " AND {rights} AND p.id IN ");
constexpr Listing kFindByBsn =
    LISTING("WHERE " STANDS " AND {rights} AND p.bsn_lookup = ? ORDER BY p.id DESC LIMIT 10");
constexpr Listing kFindByVNumber =
    LISTING("WHERE " STANDS " AND {rights} AND p.v_number_lookup = ? ORDER BY p.id DESC LIMIT 10");
// A page begins in the index where the last one ended, or where names begin with what is asked for. Written
// out, since the server takes no range from a comparison of rows.
#define NAMES_FROM                                                                               \
  " AND {rights} AND p.family_name_key < ? AND (p.family_name_key > ? OR (p.family_name_key = ?" \
  " AND p.id > ?)) ORDER BY p.family_name_key, p.id LIMIT ?"
constexpr Listing kFindByName = LISTING("WHERE " STANDS NAMES_FROM);
// Left to choose, the server walks from the first name of the municipality when many names begin with what is
// asked for.
constexpr Listing kFindByNameByMandate = LISTING("FORCE INDEX (participant_name) WHERE " STANDS NAMES_FROM);
// The index of what is asked for gives exactly the page to whoever acts for a municipality. Left to choose,
// the server may walk over everybody of the name.
struct BornListing {
  Listing by_mandate;
  Listing by_service;
};
#define BORN(column, index) LISTING(index "WHERE p." column " = ? AND " STANDS NAMES_FROM)
#define BORN_LISTING(column) \
  BornListing { BORN(column, "FORCE INDEX (participant_" column ") "), BORN(column, "") }
constexpr BornListing kBornOnDay = BORN_LISTING("birth_day");
constexpr BornListing kBornInMonth = BORN_LISTING("birth_month");
constexpr BornListing kBornInYear = BORN_LISTING("birth_year");
constexpr int kMonthsBase = 100;  // 1990-05 stands as 199005

constexpr std::string_view kInsertHead =
    "INSERT INTO participant (id, given_name, family_name_prefix, family_name, family_name_key, birth_date,"
    " bsn_sealed, bsn_lookup, bsn_tail, gender, origin_country, municipality_code, arrival_date, "
    "settlement_date,"
    " target_group, benefit_category, legal_regime, language_level, create_time, update_time, row_version,"
    " single_name, birth_known, v_number_sealed, v_number_lookup, v_number_tail, nationalities, stateless,"
    " languages, literacy, expected_route, literacy_date, contact_channel, contact_language) VALUES ";
constexpr std::size_t kInsertColumns = 34;
constexpr std::string_view kUpdate =
    "UPDATE participant SET given_name = ?, family_name_prefix = ?, family_name = ?, family_name_key = ?,"
    " birth_date = ?, gender = ?, origin_country = ?, municipality_code = ?, arrival_date = ?, "
    "settlement_date = ?,"
    " target_group = ?, benefit_category = ?, legal_regime = ?, language_level = ?, update_time = ?, "
    "row_version = ?, single_name = ?, birth_known = ?, nationalities = ?, stateless = ?, languages = ?,"
    " literacy = ?, expected_route = ?, literacy_date = ?, contact_channel = ?, contact_language = ?"
    " WHERE id = ? AND row_version = ?";
constexpr std::string_view kUpdateBsn =
    "UPDATE participant SET bsn_sealed = ?, bsn_lookup = ?, bsn_tail = ? WHERE id = ?";
constexpr std::string_view kUpdateVNumber =
    "UPDATE participant SET v_number_sealed = ?, v_number_lookup = ?, v_number_tail = ? WHERE id = ?";
constexpr std::string_view kUnmatch = "UPDATE participant SET matched = FALSE WHERE id = ?";
// Locked, so that nobody claims the number before the person has moved.
constexpr std::string_view kFindClaimants[] = {
    "SELECT o.id FROM participant p JOIN participant o ON o.bsn_lookup = p.bsn_lookup"
    " WHERE p.id = ? AND o.municipality_code = ? AND o.id <> p.id AND o.number_claim = 1 FOR UPDATE",
    "SELECT o.id FROM participant p JOIN participant o ON o.v_number_lookup = p.v_number_lookup"
    " WHERE p.id = ? AND o.municipality_code = ? AND o.id <> p.id AND o.number_claim = 1 FOR UPDATE",
};
constexpr std::string_view kSettle =
    "UPDATE participant SET municipality_code = ?, settlement_date = ?, number_claim = ?, update_time = ?,"
    " row_version = ? WHERE id = ? AND row_version = ?";
// By index, whatever the server believes: for so many keys it counts on the average number of people per
// key, and where hardly anybody has a number that average is nearly everybody.
constexpr std::string_view kKnownBsnsHead =
    "SELECT p.municipality_code, p.bsn_lookup, p.id FROM participant p FORCE INDEX (participant_bsn_lookup)"
    " WHERE " STANDS " AND p.bsn_lookup IS NOT NULL AND p.bsn_lookup IN ";
constexpr std::string_view kKnownVNumbersHead =
    "SELECT p.municipality_code, p.v_number_lookup, p.id FROM participant p"
    " FORCE INDEX (participant_v_number_lookup)"
    " WHERE " STANDS " AND p.v_number_lookup IS NOT NULL AND p.v_number_lookup IN ";
constexpr std::string_view kSourcesHead =
    "SELECT s.municipality_code, s.source, s.source_reference, COALESCE(p.merged_into_id, p.id)"
    " FROM participant_source s JOIN participant p ON p.id = s.participant_id WHERE s.municipality_code = ? "
    "AND s.source = ? AND s.source_reference IN ";
constexpr std::string_view kInsertSources =
    "INSERT INTO participant_source (municipality_code, source, source_reference, participant_id) VALUES ";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');
// Above every text with the same beginning.
constexpr std::string_view kHighestText = "\xF4\x8F\xBF\xBF";
// Width of the column family_name_key.
constexpr std::size_t kNameKeyLength = 400;

// The values of NAMES_FROM behind the rights.
std::vector<sql::Value> NameValues(const NamePosition& from, int limit) {
  const std::string& after = from.after_key.empty() ? from.name_key : from.after_key;
  return {from.name_key + std::string(kHighestText), after, after, from.after_id, limit};
}

struct Born {
  const BornListing& listing;
  sql::Value value;
};

// What is not known of a date is not asked for.
Born ToBorn(const PartialDate& born) {
  const absl::CivilDay first = born.First();
  if (born.known() == PartialDate::Known::kDay) return {kBornOnDay, first};
  if (born.known() == PartialDate::Known::kMonth) {
    return {kBornInMonth, first.year() * kMonthsBase + first.month()};
  }
  return {kBornInYear, first.year()};
}

Participant FromRow(const sql::Row& row, Detail detail) {
  Participant p;
  p.id = row.Id(0);
  p.given_name = row.Str(1);
  p.family_name_prefix = row.Str(2);
  p.family_name = row.Str(3);
  p.single_name = row.Bool(4);
  p.birth_date = PartialDate(row.Date(5), static_cast<PartialDate::Known>(row.Int(6)));
  p.bsn_tail = row.Str(7);
  p.v_number_tail = row.Str(8);
  p.gender = static_cast<domain::Gender>(row.Int(9));
  p.municipality_code = row.Str(10);
  p.row_version = row.Int(11);
  if (detail == Detail::kBasic) return p;
  p.origin_country = row.Str(12);
  p.arrival_date = row.OptDate(13);
  p.settlement_date = row.OptDate(14);
  p.target_group = static_cast<domain::TargetGroup>(row.Int(15));
  p.benefit_category = static_cast<domain::BenefitCategory>(row.Int(16));
  p.legal_regime = static_cast<domain::LegalRegime>(row.Int(17));
  p.language_level = row.Str(18);
  p.create_time = row.Time(19);
  p.update_time = row.Time(20);
  if (!row.Str(21).empty()) p.nationalities = absl::StrSplit(row.Str(21), ',');
  p.stateless = row.Bool(22);
  p.languages = ReadLanguages(row.Str(23));
  p.literacy = {static_cast<domain::Literacy>(row.Int(24)), static_cast<domain::LearningRoute>(row.Int(25)),
                row.OptDate(26)};
  p.contact_channel = static_cast<domain::ContactChannel>(row.Int(27));
  p.contact_language = row.Str(28);
  return p;
}

StatusOr<std::vector<Participant>> FromRows(StatusOr<sql::Rows> rows, Detail detail) {
  if (!rows.ok()) return rows.status();
  std::vector<Participant> people;
  people.reserve(rows->size());
  for (const sql::Row& row : *rows) people.push_back(FromRow(row, detail));
  return people;
}

StatusOr<Participant> GetOne(sql::Session& session, std::string_view text, const Uuid& id,
                             const Viewer& viewer) {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This participant");
  return FromRow(rows.front(), Detail::kFull);
}

StatusOr<std::vector<Participant>> FindByNumber(sql::Session& session, const Listing& listing,
                                                const Viewer& viewer, const std::string& lookup,
                                                Detail detail) {
  const access::Scoped scoped =
      access::Scope(listing.Of(detail), kRights, viewer.principal, viewer.today, {}, {lookup});
  return FromRows(session.Query(scoped.text, scoped.values), detail);
}

}  // namespace

Status NamedDuplicate(const Status& status) {
  const std::string key(sql::DuplicateKey(status));
  if (key == "participant_bsn") {
    return Error(absl::StatusCode::kAlreadyExists, "BSN_IN_USE",
                 "A person with this BSN is known in this municipality; search for it and use that record.");
  }
  if (key == "participant_v_number") {
    return Error(
        absl::StatusCode::kAlreadyExists, "V_NUMBER_IN_USE",
        "A person with this V-number is known in this municipality; search for it and use that record.");
  }
  return status;
}

std::string NumberContext(const std::string& field, const Uuid& id) {
  return "participant." + field + ":" + id.ToString();
}

StatusOr<Participant> ParticipantRepository::Get(sql::Session& session, const Uuid& id,
                                                 const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<Participant> ParticipantRepository::GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                          const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<Participant>> ParticipantRepository::List(sql::Session& session, const Viewer& viewer,
                                                               const std::string& municipality_code,
                                                               const Uuid& before_id, int limit,
                                                               Detail detail) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  const std::string one = access::OneMunicipality(viewer.principal, viewer.today, municipality_code);
  const Listing& listing = one.empty()                               ? kList
                           : access::SeesByMandate(viewer.principal) ? kListByMandate
                                                                     : kListOfMunicipality;
  const access::Scoped scoped =
      access::Scope(listing.Of(detail), kRights, viewer.principal, viewer.today,
                    one.empty() ? std::vector<sql::Value>{} : std::vector<sql::Value>{one}, {before, limit});
  return FromRows(session.Query(scoped.text, scoped.values), detail);
}

StatusOr<std::vector<Participant>> ParticipantRepository::FindMany(sql::Session& session,
                                                                   const Viewer& viewer,
                                                                   const std::vector<Uuid>& ids,
                                                                   Detail detail) const {
  const access::Scoped scoped = access::Scope(kFindMany.Of(detail), kRights, viewer.principal, viewer.today);
  return FromRows(
      sql::QueryIn(session, scoped.text, std::vector<sql::Value>(ids.begin(), ids.end()), "", scoped.values),
      detail);
}

StatusOr<std::vector<Participant>> ParticipantRepository::FindByBsn(sql::Session& session,
                                                                    const Viewer& viewer,
                                                                    const std::string& bsn,
                                                                    Detail detail) const {
  return FindByNumber(session, kFindByBsn, viewer, keys_.LookupHash(bsn), detail);
}

StatusOr<std::vector<Participant>> ParticipantRepository::FindByVNumber(sql::Session& session,
                                                                        const Viewer& viewer,
                                                                        const std::string& v_number,
                                                                        Detail detail) const {
  return FindByNumber(session, kFindByVNumber, viewer, keys_.LookupHash(v_number), detail);
}

std::string ParticipantRepository::NameKey(const std::string& family_name) {
  return text::FoldForSearch(family_name, kNameKeyLength);
}

StatusOr<std::vector<Participant>> ParticipantRepository::FindByName(sql::Session& session,
                                                                     const Viewer& viewer,
                                                                     const NamePosition& from, int limit,
                                                                     Detail detail) const {
  const Listing& listing = access::SeesByMandate(viewer.principal) ? kFindByNameByMandate : kFindByName;
  const access::Scoped scoped =
      access::Scope(listing.Of(detail), kRights, viewer.principal, viewer.today, {}, NameValues(from, limit));
  return FromRows(session.Query(scoped.text, scoped.values), detail);
}

StatusOr<std::vector<Participant>> ParticipantRepository::FindByBirthDate(sql::Session& session,
                                                                          const Viewer& viewer,
                                                                          const PartialDate& born,
                                                                          const NamePosition& from, int limit,
                                                                          Detail detail) const {
  const Born wanted = ToBorn(born);
  const Listing& listing =
      access::SeesByMandate(viewer.principal) ? wanted.listing.by_mandate : wanted.listing.by_service;
  const access::Scoped scoped = access::Scope(listing.Of(detail), kRights, viewer.principal, viewer.today,
                                              {wanted.value}, NameValues(from, limit));
  return FromRows(session.Query(scoped.text, scoped.values), detail);
}

std::vector<sql::Value> ParticipantRepository::Seal(const std::string& field, const Uuid& id,
                                                    const std::string& number) const {
  if (number.empty()) return {nullptr, nullptr, ""};
  return {keys_.Encrypt(number, NumberContext(field, id)), keys_.LookupHash(number),
          domain::NumberTail(number)};
}

std::vector<sql::Value> ParticipantRepository::InsertValues(const Participant& p) const {
  const std::vector<sql::Value> bsn = Seal("bsn", p.id, p.bsn);
  const std::vector<sql::Value> v_number = Seal("v_number", p.id, p.v_number);
  return {p.id,
          p.given_name,
          p.family_name_prefix,
          p.family_name,
          NameKey(p.family_name),
          p.birth_date.First(),
          bsn[0],
          bsn[1],
          bsn[2],
          p.gender,
          p.origin_country,
          p.municipality_code,
          p.arrival_date,
          p.settlement_date,
          p.target_group,
          p.benefit_category,
          p.legal_regime,
          p.language_level,
          p.create_time,
          p.update_time,
          p.row_version,
          p.single_name,
          p.birth_date.known(),
          v_number[0],
          v_number[1],
          v_number[2],
          absl::StrJoin(p.nationalities, ","),
          p.stateless,
          WriteLanguages(p.languages),
          p.literacy.literacy,
          p.literacy.expected_route,
          p.literacy.judged_date,
          p.contact_channel,
          p.contact_language};
}

Status ParticipantRepository::Insert(sql::Tx& tx, const Participant& participant) const {
  return InsertMany(tx, {participant});
}

Status ParticipantRepository::InsertMany(sql::Tx& tx, const std::vector<Participant>& participants) const {
  std::vector<sql::Value> values;
  values.reserve(participants.size() * kInsertColumns);
  for (const Participant& participant : participants) {
    for (sql::Value& value : InsertValues(participant)) values.push_back(std::move(value));
  }
  return NamedDuplicate(sql::InsertRows(tx, kInsertHead, kInsertColumns, values).status());
}

Status ParticipantRepository::Update(sql::Tx& tx, const Participant& p) const {
  const auto rows = tx.Execute(
      kUpdate, p.given_name, p.family_name_prefix, p.family_name, NameKey(p.family_name),
      p.birth_date.First(), p.gender, p.origin_country, p.municipality_code, p.arrival_date,
      p.settlement_date, p.target_group, p.benefit_category, p.legal_regime, p.language_level, p.update_time,
      p.row_version, p.single_name, p.birth_date.known(), absl::StrJoin(p.nationalities, ","), p.stateless,
      WriteLanguages(p.languages), p.literacy.literacy, p.literacy.expected_route, p.literacy.judged_date,
      p.contact_channel, p.contact_language, p.id, p.row_version - 1);
  if (!rows.ok()) return NamedDuplicate(rows.status());
  if (*rows == 0) return EtagMismatch();
  if (p.likeness_changed) RETURN_IF_ERROR(tx.Execute(kUnmatch, p.id).status());
  if (p.bsn_changed) {
    std::vector<sql::Value> values = Seal("bsn", p.id, p.bsn);
    values.emplace_back(p.id);
    RETURN_IF_ERROR(NamedDuplicate(tx.Execute(kUpdateBsn, values).status()));
  }
  if (p.v_number_changed) {
    std::vector<sql::Value> values = Seal("v_number", p.id, p.v_number);
    values.emplace_back(p.id);
    RETURN_IF_ERROR(NamedDuplicate(tx.Execute(kUpdateVNumber, values).status()));
  }
  return absl::OkStatus();
}

StatusOr<std::optional<int>> ParticipantRepository::FreeClaim(sql::Tx& tx, const Uuid& id,
                                                              const std::string& municipality_code) const {
  for (const std::string_view text : kFindClaimants) {
    ASSIGN_OR_RETURN(const sql::Rows rows, tx.Query(text, id, municipality_code));
    if (!rows.empty()) return std::optional<int>();
  }
  return std::optional<int>(1);
}

Status ParticipantRepository::Settle(sql::Tx& tx, const Participant& p) const {
  ASSIGN_OR_RETURN(const std::optional<int> claim, FreeClaim(tx, p.id, p.municipality_code));
  const auto rows = tx.Execute(kSettle, p.municipality_code, p.settlement_date, claim, p.update_time,
                               p.row_version, p.id, p.row_version - 1);
  if (!rows.ok()) return NamedDuplicate(rows.status());
  return *rows == 0 ? EtagMismatch() : absl::OkStatus();
}

std::vector<std::string> ParticipantRepository::AddLookups(const Participant& person,
                                                           NumberLookups& lookups) const {
  std::vector<std::string> own;
  for (const auto& [number, kind] :
       {std::pair{&person.bsn, &lookups.bsn}, std::pair{&person.v_number, &lookups.v_number}}) {
    if (number->empty()) continue;
    own.push_back(LookupHash(*number));
    kind->push_back(own.back());
  }
  return own;
}

StatusOr<std::vector<ParticipantRepository::Known>> ParticipantRepository::FindKnownNumbers(
    sql::Session& session, const NumberLookups& lookups) const {
  std::vector<Known> known;
  for (const auto& [head, numbers] :
       {std::pair{kKnownBsnsHead, &lookups.bsn}, std::pair{kKnownVNumbersHead, &lookups.v_number}}) {
    const std::vector<sql::Value> keys(numbers->begin(), numbers->end());
    ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, head, keys));
    for (const sql::Row& row : rows) known.push_back({row.Str(0), row.Str(1), row.Id(2)});
  }
  return known;
}

StatusOr<std::vector<std::pair<SourceKey, Uuid>>> ParticipantRepository::FindSources(
    sql::Session& session, const std::vector<SourceKey>& keys) const {
  std::map<std::pair<std::string, std::string>, std::vector<sql::Value>> references;
  for (const SourceKey& key : keys)
    references[{key.municipality_code, key.source}].emplace_back(key.source_reference);
  std::vector<std::pair<SourceKey, Uuid>> found;
  for (const auto& [list, wanted] : references) {
    ASSIGN_OR_RETURN(const sql::Rows rows,
                     sql::QueryIn(session, kSourcesHead, wanted, "", {list.first, list.second}));
    for (const sql::Row& row : rows) found.push_back({{row.Str(0), row.Str(1), row.Str(2)}, row.Id(3)});
  }
  return found;
}

Status ParticipantRepository::InsertSources(sql::Tx& tx,
                                            const std::vector<std::pair<SourceKey, Uuid>>& sources) const {
  std::vector<sql::Value> values;
  for (const auto& [key, id] : sources) {
    values.insert(values.end(), {key.municipality_code, key.source, key.source_reference, id});
  }
  return sql::InsertRows(tx, kInsertSources, 4, values).status();
}

}  // namespace duaal::intake::storage
