#include "intake-svc/storage/assessment_repository.h"

#include <map>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"
#include "duaal/intake/v1/assessment_service.pb.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them. The person is
// joined for the rights: they follow the person, not the place where an assessment was taken.
#define ASSESSMENT_SELECT                                                                          \
  "SELECT a.id, a.participant_id, a.programme_code, a.instrument_code, a.instrument_version, "     \
  "a.taken_date, a.taken_by_role, a.staff_ids, a.organisation_id, a.setting, a.relevance_ground, " \
  "a.source, a.source_reference, a.supersedes_id, a.superseded_by_id, a.correction_reason, "       \
  "a.create_time, a.row_version FROM assessment a JOIN participant p ON p.id = a.participant_id WHERE "

// Open referrals of some target groups: one bit for each group, no bit for everyone.
#define REFERRALS " FROM referral r JOIN participant p ON p.id = r.participant_id"
#define OPEN_REFERRALS                                                \
  " WHERE r.programme_code = ? AND r.open_programme_code IS NOT NULL" \
  " AND (? = 0 OR (? & (1 << p.target_group)) <> 0) AND {rights}"

namespace duaal::intake::storage {
namespace {

using domain::AspectValue;
using domain::Assessment;

constexpr access::Columns kRights{"p.municipality_code", "p.id"};

constexpr std::string_view kGet = ASSESSMENT_SELECT "a.id = ? AND {rights}";
constexpr std::string_view kGetForUpdate = ASSESSMENT_SELECT "a.id = ? AND {rights} FOR UPDATE";
constexpr std::string_view kListOfPerson = ASSESSMENT_SELECT
    "a.participant_id = ? AND (? = '' OR a.programme_code = ?) AND (? = '' OR a.instrument_code = ?)"
    " AND (? = 1 OR a.superseded_by_id IS NULL) AND {rights} AND a.id < ? ORDER BY a.id DESC LIMIT ?";
constexpr std::string_view kListOfInstrument = ASSESSMENT_SELECT
    "a.programme_code = ? AND a.instrument_code = ? AND (? = 1 OR a.superseded_by_id IS NULL) AND {rights}"
    " AND a.id < ? ORDER BY a.id DESC LIMIT ?";
constexpr std::string_view kValuesHead =
    "SELECT v.assessment_id, v.aspect_code, v.value FROM assessment_value v WHERE v.assessment_id IN ";
constexpr std::string_view kGetSpecial =
    "SELECT a.id, s.sealed FROM assessment a JOIN participant p ON p.id = a.participant_id"
    " LEFT JOIN assessment_special s ON s.assessment_id = a.id WHERE a.id = ? AND {rights}";
constexpr std::string_view kInsert =
    "INSERT INTO assessment (id, participant_id, programme_code, instrument_code, instrument_version,"
    " taken_date, taken_by_role, staff_ids, organisation_id, setting, relevance_ground, source,"
    " source_reference, first_reference, supersedes_id, superseded_by_id, correction_reason, create_time,"
    " row_version) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kInsertValues =
    "INSERT INTO assessment_value (assessment_id, ordinal, aspect_code, value) VALUES ";
constexpr std::string_view kInsertSpecial =
    "INSERT INTO assessment_special (assessment_id, sealed) VALUES (?,?)";
constexpr std::string_view kTakenCodes =
    "SELECT DISTINCT a.instrument_code FROM assessment a WHERE a.participant_id = ? AND a.programme_code = ?"
    " AND a.superseded_by_id IS NULL";
constexpr std::string_view kSupersede =
    "UPDATE assessment SET superseded_by_id = ?, row_version = ? WHERE id = ? AND row_version = ?"
    " AND superseded_by_id IS NULL";
constexpr std::string_view kCountCandidates =
    "SELECT COUNT(r.id), COUNT((SELECT MAX(a.id) FROM assessment a WHERE a.participant_id = r.participant_id"
    " AND a.programme_code = ? AND a.instrument_code = ? AND a.superseded_by_id IS NULL))" REFERRALS
        OPEN_REFERRALS;
// By each person's last assessment: the one after which no other was taken. No derived table: the server
// answers a repeated prepared statement with one wrongly.
constexpr std::string_view kCountValuesHead =
    "SELECT v.aspect_code, v.value, COUNT(r.id)" REFERRALS
    " JOIN assessment a ON a.participant_id = r.participant_id AND a.programme_code = ?"
    " AND a.instrument_code = ? AND a.superseded_by_id IS NULL"
    " JOIN assessment_value v ON v.assessment_id = a.id" OPEN_REFERRALS
    " AND NOT EXISTS (SELECT 1 FROM assessment n WHERE n.participant_id = a.participant_id"
    " AND n.programme_code = a.programme_code AND n.instrument_code = a.instrument_code"
    " AND n.superseded_by_id IS NULL"
    " AND (n.taken_date > a.taken_date OR (n.taken_date = a.taken_date AND n.id > a.id)))"
    " AND v.aspect_code IN ";
constexpr std::string_view kCountValuesTail =
    " GROUP BY v.aspect_code, v.value ORDER BY v.aspect_code, v.value";
constexpr std::string_view kListUnassessed =
    "SELECT r.id, r.participant_id" REFERRALS OPEN_REFERRALS
    " AND NOT EXISTS (SELECT 1 FROM assessment a WHERE a.participant_id = r.participant_id"
    " AND a.programme_code = ? AND a.instrument_code = ? AND a.superseded_by_id IS NULL)"
    " AND r.id < ? ORDER BY r.id DESC LIMIT ?";

constexpr std::string_view kSupersededHead =
    "SELECT a.id, a.superseded_by_id IS NOT NULL FROM assessment a WHERE a.participant_id = ? AND a.id IN ";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

Assessment FromRow(const sql::Row& row) {
  Assessment a;
  a.id = row.Id(0);
  a.participant_id = row.Id(1);
  a.programme_code = row.Str(2);
  a.instrument_code = row.Str(3);
  a.instrument_version = row.Str(4);
  a.taken_date = row.Date(5);
  a.taken_by_role = row.Str(6);
  if (!row.Str(7).empty()) a.staff_ids = absl::StrSplit(row.Str(7), '\n');
  a.organisation_id = row.OptId(8);
  a.setting = static_cast<domain::AssessmentSetting>(row.Int(9));
  a.relevance_ground = row.Str(10);
  a.source = row.Str(11);
  a.source_reference = row.Str(12);
  a.supersedes_id = row.OptId(13);
  a.superseded_by_id = row.OptId(14);
  a.correction_reason = static_cast<domain::CorrectionReason>(row.Int(15));
  a.create_time = row.Time(16);
  a.row_version = row.Int(17);
  return a;
}

// The values of all assessments in one query.
Status AddValues(sql::Session& session, std::vector<Assessment>& assessments) {
  std::vector<sql::Value> ids;
  std::map<Uuid, Assessment*> by_id;
  for (Assessment& assessment : assessments) {
    ids.emplace_back(assessment.id);
    by_id[assessment.id] = &assessment;
  }
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   sql::QueryIn(session, kValuesHead, ids, " ORDER BY v.assessment_id, v.ordinal"));
  for (const sql::Row& row : rows) by_id.at(row.Id(0))->values.push_back({row.Str(1), row.Str(2)});
  return absl::OkStatus();
}

StatusOr<std::vector<Assessment>> FromRows(sql::Session& session, const sql::Rows& rows) {
  std::vector<Assessment> assessments;
  assessments.reserve(rows.size());
  for (const sql::Row& row : rows) assessments.push_back(FromRow(row));
  RETURN_IF_ERROR(AddValues(session, assessments));
  return assessments;
}

StatusOr<Assessment> GetOne(sql::Session& session, std::string_view text, const Uuid& id,
                            const Viewer& viewer) {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This assessment");
  ASSIGN_OR_RETURN(std::vector<Assessment> one, FromRows(session, rows));
  return std::move(one.front());
}

// The context binds sealed values to their assessment, so that they cannot be moved to another.
std::string SealContext(const Uuid& id) { return "assessment_special.sealed:" + id.ToString(); }

std::string Pack(const std::vector<AspectValue>& values) {
  v1::SpecialValues packed;
  for (const AspectValue& value : values) {
    v1::SpecialValue& one = *packed.add_values();
    one.set_aspect_code(value.aspect_code);
    one.set_value(value.value);
  }
  return packed.SerializeAsString();
}

StatusOr<std::vector<AspectValue>> Unpack(const std::string& plain) {
  v1::SpecialValues packed;
  if (!packed.ParseFromString(plain)) {
    return Error(absl::StatusCode::kDataLoss, "SPECIAL_VALUES_UNREADABLE",
                 "The special values of this assessment cannot be read; restore them from a backup.");
  }
  std::vector<AspectValue> values;
  for (const v1::SpecialValue& one : packed.values()) values.push_back({one.aspect_code(), one.value()});
  return values;
}

std::int64_t MaskOf(const std::set<domain::TargetGroup>& groups) {
  std::int64_t mask = 0;
  for (const domain::TargetGroup group : groups) mask |= std::int64_t{1} << static_cast<int>(group);
  return mask;
}

}  // namespace

StatusOr<Assessment> AssessmentRepository::Get(sql::Session& session, const Uuid& id,
                                               const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<Assessment> AssessmentRepository::GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                        const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<AspectValue>> AssessmentRepository::GetSpecialValues(sql::Session& session,
                                                                          const Uuid& id,
                                                                          const Viewer& viewer) const {
  const access::Scoped scoped = access::Scope(kGetSpecial, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This assessment");
  if (rows.front().IsNull(1)) return std::vector<AspectValue>();
  ASSIGN_OR_RETURN(const std::string plain, keys_.Decrypt(rows.front().Str(1), SealContext(id)));
  return Unpack(plain);
}

StatusOr<std::map<Uuid, bool>> AssessmentRepository::FindSuperseded(sql::Session& session,
                                                                    const Uuid& participant_id,
                                                                    const std::vector<Uuid>& ids) const {
  const std::vector<sql::Value> keys(ids.begin(), ids.end());
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, kSupersededHead, keys, "", {participant_id}));
  std::map<Uuid, bool> found;
  for (const sql::Row& row : rows) found[row.Id(0)] = row.Bool(1);
  return found;
}

StatusOr<std::vector<Assessment>> AssessmentRepository::List(sql::Session& session, const Viewer& viewer,
                                                             const AssessmentFilter& filter,
                                                             const Uuid& before_id, int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  const int all = filter.include_superseded ? 1 : 0;
  const access::Scoped scoped =
      filter.participant_id
          ? access::Scope(kListOfPerson, kRights, viewer.principal, viewer.today,
                          {*filter.participant_id, filter.programme_code, filter.programme_code,
                           filter.instrument_code, filter.instrument_code, all},
                          {before, limit})
          : access::Scope(kListOfInstrument, kRights, viewer.principal, viewer.today,
                          {filter.programme_code, filter.instrument_code, all}, {before, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  return FromRows(session, rows);
}

StatusOr<std::set<std::string>> AssessmentRepository::TakenCodes(sql::Session& session,
                                                                 const Uuid& participant_id,
                                                                 const std::string& programme_code) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kTakenCodes, participant_id, programme_code));
  std::set<std::string> codes;
  for (const sql::Row& row : rows) codes.insert(row.Str(0));
  return codes;
}

Status AssessmentRepository::Insert(sql::Tx& tx, const Assessment& a) const {
  // A correction keeps the source of the first observation, whose number is taken already.
  const bool first = !a.source_reference.empty() && !a.supersedes_id;
  const auto first_reference = first ? std::optional<std::string>(a.source_reference) : std::nullopt;
  const Status status =
      tx.Execute(kInsert, a.id, a.participant_id, a.programme_code, a.instrument_code, a.instrument_version,
                 a.taken_date, a.taken_by_role, absl::StrJoin(a.staff_ids, "\n"), a.organisation_id,
                 a.setting, a.relevance_ground, a.source, a.source_reference, first_reference,
                 a.supersedes_id, a.superseded_by_id, a.correction_reason, a.create_time, a.row_version)
          .status();
  if (sql::DuplicateKey(status) == "assessment_source") {
    return Error(absl::StatusCode::kAlreadyExists, "ASSESSMENT_KNOWN",
                 "This record of this source was taken over before; read it, and correct it if need be.");
  }
  RETURN_IF_ERROR(status);
  std::vector<sql::Value> values;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    values.insert(values.end(), {a.id, i + 1, a.values[i].aspect_code, a.values[i].value});
  }
  RETURN_IF_ERROR(sql::InsertRows(tx, kInsertValues, 4, values).status());
  if (a.special_values.empty()) return absl::OkStatus();
  return tx.Execute(kInsertSpecial, a.id, keys_.Encrypt(Pack(a.special_values), SealContext(a.id))).status();
}

Status AssessmentRepository::Supersede(sql::Tx& tx, const Assessment& before, const Uuid& by) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kSupersede, by, before.row_version + 1, before.id, before.row_version));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

StatusOr<Coverage> AssessmentRepository::CountCoverage(sql::Session& session, const Viewer& viewer,
                                                       const CoverageFilter& filter) const {
  const std::int64_t mask = MaskOf(filter.target_groups);
  const std::vector<sql::Value> before = {filter.programme_code, filter.instrument_code,
                                          filter.programme_code, mask, mask};
  const access::Scoped totals =
      access::Scope(kCountCandidates, kRights, viewer.principal, viewer.today, before);
  ASSIGN_OR_RETURN(const sql::Rows sums, session.Query(totals.text, totals.values));
  Coverage coverage;
  coverage.candidates = static_cast<int>(sums.front().Int(0));
  coverage.assessed = static_cast<int>(sums.front().Int(1));
  const access::Scoped scoped =
      access::Scope(kCountValuesHead, kRights, viewer.principal, viewer.today, before);
  const std::vector<sql::Value> aspects(filter.aspect_codes.begin(), filter.aspect_codes.end());
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   sql::QueryIn(session, scoped.text, aspects, kCountValuesTail, scoped.values));
  for (const sql::Row& row : rows) {
    coverage.counts.push_back({row.Str(0), row.Str(1), static_cast<int>(row.Int(2))});
  }
  return coverage;
}

StatusOr<std::vector<Unassessed>> AssessmentRepository::ListUnassessed(sql::Session& session,
                                                                       const Viewer& viewer,
                                                                       const CoverageFilter& filter,
                                                                       const Uuid& before_id,
                                                                       int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  const std::int64_t mask = MaskOf(filter.target_groups);
  const access::Scoped scoped = access::Scope(kListUnassessed, kRights, viewer.principal, viewer.today,
                                              {filter.programme_code, mask, mask},
                                              {filter.programme_code, filter.instrument_code, before, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<Unassessed> candidates;
  for (const sql::Row& row : rows) candidates.push_back({row.Id(0), row.Id(1)});
  return candidates;
}

}  // namespace duaal::intake::storage
