#include "intake-svc/storage/referral_repository.h"

#include <map>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "chassis/access/lists.h"
#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define REFERRAL_COLUMNS                                                                        \
  "r.id, r.participant_id, r.programme_code, r.municipality_code, r.channel, "                  \
  "r.referring_organisation_id, r.class_offering_id, r.from_region, r.arrival_cohort, "         \
  "r.benefit_entitled, r.state, r.close_reason, r.signed_date, r.voluntary, r.free_of_charge, " \
  "r.create_time, r.row_version, r.exit_reason_code"

namespace duaal::intake::storage {
namespace {

using domain::Referral;

constexpr access::Columns kRights{"r.municipality_code", "r.participant_id"};

constexpr std::string_view kGet = "SELECT " REFERRAL_COLUMNS " FROM referral r WHERE r.id = ? AND {rights}";
constexpr std::string_view kGetForUpdate =
    "SELECT " REFERRAL_COLUMNS " FROM referral r WHERE r.id = ? AND {rights} FOR UPDATE";
constexpr std::string_view kListHead = "SELECT " REFERRAL_COLUMNS " FROM referral r";
// One row per professional of a step, and one for a step without.
constexpr std::string_view kIntakesHead =
    "SELECT i.referral_id, i.step_code, i.held_date, i.staff_ids, i.setting, i.company, i.workplace_code,"
    " i.in_absence, i.ordinal, w.staff_id, w.role_code, w.organisation_id FROM referral_intake i"
    " LEFT JOIN referral_intake_professional w ON w.referral_id = i.referral_id AND w.ordinal = i.ordinal"
    " WHERE i.referral_id IN ";
constexpr std::string_view kInsertHead =
    "INSERT INTO referral (id, participant_id, programme_code, open_programme_code, municipality_code, "
    "channel,"
    " referring_organisation_id, class_offering_id, from_region, arrival_cohort, benefit_entitled, state,"
    " close_reason, signed_date, voluntary, free_of_charge, create_time, row_version) VALUES ";
constexpr std::size_t kInsertColumns = 18;
constexpr std::string_view kUpdate =
    "UPDATE referral SET open_programme_code = ?, state = ?, close_reason = ?, signed_date = ?, voluntary = "
    "?,"
    " free_of_charge = ?, exit_reason_code = ?, row_version = ? WHERE id = ? AND row_version = ?";
constexpr std::string_view kInsertIntakeIfNew =
    "INSERT IGNORE INTO referral_intake (referral_id, ordinal, step_code, held_date, staff_ids, setting,"
    " company, workplace_code, in_absence) VALUES (?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kInsertProfessionals =
    "INSERT INTO referral_intake_professional (referral_id, ordinal, place, staff_id, role_code,"
    " organisation_id) VALUES ";
constexpr std::string_view kFindLast =
    "SELECT r.id FROM referral r WHERE r.participant_id = ? AND r.programme_code = ? ORDER BY r.id DESC "
    "LIMIT 1";
constexpr std::string_view kReferredHead =
    "SELECT r.participant_id FROM referral r WHERE r.open_programme_code = ? AND r.participant_id IN ";
constexpr std::string_view kFollow =
    "UPDATE referral SET municipality_code = ?, row_version = row_version + 1 WHERE participant_id = ?";
constexpr std::string_view kOfPerson = "SELECT r.id FROM referral r WHERE r.participant_id = ? ORDER BY r.id";
// One pass over the group; the counts per dimension are summed from the combinations.
constexpr std::string_view kComposition =
    "SELECT r.arrival_cohort, p.origin_country, p.gender, p.target_group, p.literacy, p.expected_route,"
    " COUNT(r.id) FROM referral r"
    " JOIN participant p ON p.id = r.participant_id"
    " WHERE r.programme_code = ? AND (? IS NULL OR r.class_offering_id = ?) AND r.open_programme_code IS NOT "
    "NULL"
    " AND {rights} GROUP BY r.arrival_cohort, p.origin_country, p.gender, p.target_group, p.literacy,"
    " p.expected_route";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

Referral FromRow(const sql::Row& row) {
  Referral r;
  r.id = row.Id(0);
  r.participant_id = row.Id(1);
  r.programme_code = row.Str(2);
  r.municipality_code = row.Str(3);
  r.channel = static_cast<domain::InflowChannel>(row.Int(4));
  r.referring_organisation_id = row.OptId(5);
  r.class_offering_id = row.OptId(6);
  r.admission.from_region = row.Bool(7);
  r.admission.arrival_cohort = row.Str(8);
  r.admission.benefit_entitled = row.Bool(9);
  r.state = static_cast<domain::ReferralState>(row.Int(10));
  r.close_reason = static_cast<domain::CloseReason>(row.Int(11));
  r.signed_date = row.OptDate(12);
  r.voluntary = row.Bool(13);
  r.free_of_charge = row.Bool(14);
  r.create_time = row.Time(15);
  r.row_version = row.Int(16);
  r.exit_reason_code = row.Str(17);
  return r;
}

domain::HeldIntake ToIntake(const sql::Row& row) {
  domain::HeldIntake intake{row.Str(1), row.Date(2), {}};
  if (!row.Str(3).empty()) intake.staff_ids = absl::StrSplit(row.Str(3), '\n');
  intake.setting = static_cast<domain::AssessmentSetting>(row.Int(4));
  intake.company = static_cast<domain::IntakeCompany>(row.Int(5));
  intake.workplace_code = row.Str(6);
  intake.in_absence = row.Bool(7);
  return intake;
}

// The steps of all referrals in one query.
Status AddIntakes(sql::Session& session, std::vector<Referral>& referrals) {
  std::vector<sql::Value> ids;
  std::map<Uuid, Referral*> by_id;
  for (Referral& referral : referrals) {
    ids.emplace_back(referral.id);
    by_id[referral.id] = &referral;
  }
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   sql::QueryIn(session, kIntakesHead, ids, " ORDER BY i.referral_id, i.ordinal, w.place"));
  for (const sql::Row& row : rows) {
    std::vector<domain::HeldIntake>& intakes = by_id.at(row.Id(0))->intakes;
    // Steps are numbered from 1 on without gaps.
    if (static_cast<std::int64_t>(intakes.size()) < row.Int(8)) intakes.push_back(ToIntake(row));
    if (row.IsNull(10)) continue;
    intakes.back().professionals.push_back({row.Str(9), row.Str(10), row.OptId(11)});
  }
  return absl::OkStatus();
}

StatusOr<Referral> GetOne(sql::Session& session, std::string_view text, const Uuid& id,
                          const Viewer& viewer) {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This referral");
  std::vector<Referral> one = {FromRow(rows.front())};
  RETURN_IF_ERROR(AddIntakes(session, one));
  return std::move(one.front());
}

// Those of the last step.
Status InsertProfessionals(sql::Tx& tx, const Referral& r) {
  std::vector<sql::Value> values;
  int place = 0;
  for (const domain::Professional& one : r.intakes.back().professionals) {
    values.insert(values.end(),
                  {r.id, r.intakes.size(), ++place, one.staff_id, one.role_code, one.organisation_id});
  }
  return sql::InsertRows(tx, kInsertProfessionals, 6, values).status();
}

std::optional<std::string> OpenProgramme(const Referral& r) {
  return domain::IsOpen(r) ? std::optional<std::string>(r.programme_code) : std::nullopt;
}

const char* GenderName(std::int64_t gender) {
  constexpr const char* kNames[] = {"", "GENDER_FEMALE", "GENDER_MALE", "GENDER_OTHER"};
  return kNames[gender];
}

const char* TargetGroupName(std::int64_t group) {
  constexpr const char* kNames[] = {"", "TARGET_GROUP_ASYLUM_STATUS_HOLDER", "TARGET_GROUP_FAMILY_MIGRANT",
                                    "TARGET_GROUP_OTHER_MIGRANT"};
  return kNames[group];
}

const char* LiteracyName(std::int64_t literacy) {
  constexpr const char* kNames[] = {"", "LITERACY_ILLITERATE", "LITERACY_OTHER_SCRIPT", "LITERACY_LITERATE"};
  return kNames[literacy];
}

const char* RouteName(std::int64_t route) {
  constexpr const char* kNames[] = {"", "LEARNING_ROUTE_B1", "LEARNING_ROUTE_EDUCATION",
                                    "LEARNING_ROUTE_SELF_RELIANCE"};
  return kNames[route];
}

// What people of one combination of values count for in each dimension.
std::vector<domain::CompositionCount> Combination(const std::string& cohort, const std::string& origin,
                                                  std::int64_t gender, std::int64_t target_group,
                                                  std::int64_t literacy, std::int64_t route, int people) {
  return {
      {"arrival_cohort", cohort, people},           {"origin", origin, people},
      {"gender", GenderName(gender), people},       {"target_group", TargetGroupName(target_group), people},
      {"literacy", LiteracyName(literacy), people}, {"expected_route", RouteName(route), people}};
}

// A class is small, so that its index needs no state.
access::List ListOf(const ReferralFilter& filter) {
  access::List list{kListHead, "r.id", "referral_list", {{"r.programme_code = ?", filter.programme_code}}};
  if (filter.state) {
    list.index = "referral_state";
    list.conditions.emplace_back("r.state = ?", *filter.state);
  }
  if (filter.class_offering_id) {
    list.index = "referral_class";
    list.conditions.emplace_back("r.class_offering_id = ?", *filter.class_offering_id);
  }
  return list;
}

}  // namespace

StatusOr<Referral> ReferralRepository::Get(sql::Session& session, const Uuid& id,
                                           const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<Referral> ReferralRepository::GetForUpdate(sql::Tx& tx, const Uuid& id, const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<Referral>> ReferralRepository::List(sql::Session& session, const Viewer& viewer,
                                                         const ReferralFilter& filter, const Uuid& before_id,
                                                         int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  const access::Scoped scoped =
      access::PageOf(ListOf(filter), kRights, viewer.principal, viewer.today, before, limit);
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<Referral> referrals;
  for (const sql::Row& row : rows) referrals.push_back(FromRow(row));
  RETURN_IF_ERROR(AddIntakes(session, referrals));
  return referrals;
}

Status ReferralRepository::InsertMany(sql::Tx& tx, const std::vector<Referral>& referrals) const {
  std::vector<sql::Value> values;
  values.reserve(referrals.size() * kInsertColumns);
  for (const Referral& r : referrals) {
    values.insert(values.end(),
                  {r.id, r.participant_id, r.programme_code, OpenProgramme(r), r.municipality_code, r.channel,
                   r.referring_organisation_id, r.class_offering_id, r.admission.from_region,
                   r.admission.arrival_cohort, r.admission.benefit_entitled, r.state, r.close_reason,
                   r.signed_date, r.voluntary, r.free_of_charge, r.create_time, r.row_version});
  }
  const Status status = sql::InsertRows(tx, kInsertHead, kInsertColumns, values).status();
  if (sql::DuplicateKey(status) == "referral_open") {
    const FieldViolation known = domain::AlreadyReferred();
    return Error(absl::StatusCode::kAlreadyExists, known.reason, known.description);
  }
  return status;
}

Status ReferralRepository::Update(sql::Tx& tx, const Referral& r) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kUpdate, OpenProgramme(r), r.state, r.close_reason, r.signed_date, r.voluntary,
                              r.free_of_charge, r.exit_reason_code, r.row_version, r.id, r.row_version - 1));
  if (rows == 0) return EtagMismatch();
  if (r.intakes.empty()) return absl::OkStatus();
  // Steps are only ever added, one at a time, so the last one is the new one or known already.
  const domain::HeldIntake& last = r.intakes.back();
  ASSIGN_OR_RETURN(const std::int64_t added,
                   tx.Execute(kInsertIntakeIfNew, r.id, r.intakes.size(), last.step_code, last.held_date,
                              absl::StrJoin(last.staff_ids, "\n"), last.setting, last.company,
                              last.workplace_code, last.in_absence));
  return added == 0 ? absl::OkStatus() : InsertProfessionals(tx, r);
}

StatusOr<std::optional<Uuid>> ReferralRepository::FindLast(sql::Session& session, const Uuid& participant_id,
                                                           const std::string& programme_code) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row,
                   session.QueryOne(kFindLast, participant_id, programme_code));
  return row ? std::optional<Uuid>(row->Id(0)) : std::nullopt;
}

StatusOr<std::set<Uuid>> ReferralRepository::FindReferred(sql::Session& session,
                                                          const std::vector<Uuid>& participant_ids,
                                                          const std::string& programme_code) const {
  const std::vector<sql::Value> keys(participant_ids.begin(), participant_ids.end());
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, kReferredHead, keys, "", {programme_code}));
  std::set<Uuid> referred;
  for (const sql::Row& row : rows) referred.insert(row.Id(0));
  return referred;
}

StatusOr<std::vector<Uuid>> ReferralRepository::Follow(sql::Tx& tx, const Uuid& participant_id,
                                                       const std::string& municipality_code) const {
  RETURN_IF_ERROR(tx.Execute(kFollow, municipality_code, participant_id).status());
  ASSIGN_OR_RETURN(const sql::Rows rows, tx.Query(kOfPerson, participant_id));
  std::vector<Uuid> ids;
  for (const sql::Row& row : rows) ids.push_back(row.Id(0));
  return ids;
}

std::vector<domain::CompositionCount> ReferralRepository::CompositionOf(const domain::Participant& person,
                                                                        const std::string& arrival_cohort) {
  return Combination(arrival_cohort, person.origin_country, static_cast<int>(person.gender),
                     static_cast<int>(person.target_group), static_cast<int>(person.literacy.literacy),
                     static_cast<int>(person.literacy.expected_route), 1);
}

StatusOr<std::vector<domain::CompositionCount>> ReferralRepository::CountComposition(
    sql::Session& session, const Viewer& viewer, const ReferralFilter& filter) const {
  const access::Scoped scoped =
      access::Scope(kComposition, kRights, viewer.principal, viewer.today,
                    {filter.programme_code, filter.class_offering_id, filter.class_offering_id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<domain::CompositionCount> counts;
  for (const sql::Row& row : rows) {
    const auto combination = Combination(row.Str(0), row.Str(1), row.Int(2), row.Int(3), row.Int(4),
                                         row.Int(5), static_cast<int>(row.Int(6)));
    counts.insert(counts.end(), combination.begin(), combination.end());
  }
  return domain::Sum(counts);
}

}  // namespace duaal::intake::storage
