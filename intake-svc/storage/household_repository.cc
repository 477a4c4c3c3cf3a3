#include "intake-svc/storage/household_repository.h"

#include <utility>

#include "chassis/access/rights.h"
#include "chassis/core/civil.h"
#include "duaal/intake/v1/household_service.pb.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define HOUSEHOLD_COLUMNS "h.id, h.participant_id, h.from_date, h.sealed, h.create_time"

namespace duaal::intake::storage {
namespace {

using domain::ChildcareNeed;
using domain::Household;

constexpr access::Columns kRights{"p.municipality_code", "p.id"};

constexpr std::string_view kGet = "SELECT " HOUSEHOLD_COLUMNS " FROM household h WHERE h.id = ?";
constexpr std::string_view kList =
    "SELECT " HOUSEHOLD_COLUMNS
    " FROM household h WHERE h.participant_id = ? AND h.id < ? ORDER BY h.id DESC LIMIT ?";
constexpr std::string_view kHolding =
    "SELECT " HOUSEHOLD_COLUMNS
    " FROM household h WHERE h.participant_id = ? ORDER BY h.from_date DESC, h.id DESC LIMIT 1";
// Read in the order of the list, whoever lives where: with few people the server would rather sort.
constexpr std::string_view kNeeds =
    "SELECT n.participant_id, n.since_date, n.open_half_days, n.on_waiting_list, n.youngest_birth_month"
    " FROM childcare_need n STRAIGHT_JOIN participant p ON p.id = n.participant_id WHERE p.merged_into_id IS "
    "NULL"
    " AND {rights} AND n.youngest_birth_month >= ? AND n.since_date >= ?"
    " AND (n.since_date, n.participant_id) > (?, ?) ORDER BY n.since_date, n.participant_id LIMIT ?";
constexpr std::string_view kInsert =
    "INSERT INTO household (id, participant_id, from_date, sealed, create_time) VALUES (?,?,?,?,?)";
constexpr std::string_view kDropNeed = "DELETE FROM childcare_need WHERE participant_id = ?";
constexpr std::string_view kPutNeed =
    "INSERT INTO childcare_need (participant_id, since_date, open_half_days, on_waiting_list,"
    " youngest_birth_month) VALUES (?,?,?,?,?)";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

// The context binds what is sealed to its row, so that it cannot be moved to another.
std::string SealContext(const Uuid& id) { return "household.sealed:" + id.ToString(); }

}  // namespace

std::string HouseholdRepository::Seal(const Household& h) const {
  v1::Household packed;
  packed.set_living_situation(static_cast<v1::LivingSituation>(h.living_situation));
  packed.set_other_adults(h.other_adults);
  for (const PartialDate& month : h.child_birth_months) packed.add_child_birth_months(month.ToString());
  for (const domain::ChildcareHalfDay& one : h.childcare) {
    v1::ChildcareHalfDay& proto = *packed.add_childcare();
    proto.set_weekday(static_cast<type::v1::Weekday>(one.weekday));
    proto.set_half_day(static_cast<type::v1::HalfDay>(one.half_day));
    proto.set_arrangement(static_cast<v1::ChildcareArrangement>(one.arrangement));
    proto.set_since_date(FormatDate(one.since_date));
  }
  return keys_.Encrypt(packed.SerializeAsString(), SealContext(h.id));
}

StatusOr<Household> HouseholdRepository::FromRow(const sql::Row& row) const {
  Household h;
  h.id = row.Id(0);
  h.participant_id = row.Id(1);
  h.from_date = row.Date(2);
  h.create_time = row.Time(4);
  ASSIGN_OR_RETURN(const std::string plain, keys_.Decrypt(row.Str(3), SealContext(h.id)));
  v1::Household packed;
  if (!packed.ParseFromString(plain)) {
    return Error(absl::StatusCode::kDataLoss, "HOUSEHOLD_UNREADABLE",
                 "This household cannot be read; restore it from a backup.");
  }
  h.living_situation = static_cast<domain::LivingSituation>(packed.living_situation());
  h.other_adults = packed.other_adults();
  for (const std::string& month : packed.child_birth_months()) {
    h.child_birth_months.push_back(PartialDate::Parse(month).value_or(PartialDate()));
  }
  for (const v1::ChildcareHalfDay& one : packed.childcare()) {
    h.childcare.push_back({one.weekday(), one.half_day(),
                           static_cast<domain::ChildcareArrangement>(one.arrangement()),
                           ParseDate(one.since_date()).value_or(absl::CivilDay())});
  }
  return h;
}

StatusOr<Household> HouseholdRepository::Get(sql::Session& session, const Uuid& id) const {
  ASSIGN_OR_RETURN(const auto row, session.QueryOne(kGet, id));
  if (!row) return NotFound("This household");
  return FromRow(*row);
}

StatusOr<std::vector<Household>> HouseholdRepository::List(sql::Session& session, const Uuid& participant_id,
                                                           const Uuid& before_id, int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kList, participant_id, before, limit));
  std::vector<Household> households;
  for (const sql::Row& row : rows) {
    ASSIGN_OR_RETURN(Household household, FromRow(row));
    households.push_back(std::move(household));
  }
  return households;
}

StatusOr<std::optional<Household>> HouseholdRepository::Holding(sql::Session& session,
                                                                const Uuid& participant_id) const {
  ASSIGN_OR_RETURN(const auto row, session.QueryOne(kHolding, participant_id));
  if (!row) return std::nullopt;
  ASSIGN_OR_RETURN(Household household, FromRow(*row));
  return household;
}

StatusOr<std::vector<ChildcareNeed>> HouseholdRepository::ListNeeds(sql::Session& session,
                                                                    const Viewer& viewer,
                                                                    absl::CivilMonth oldest,
                                                                    absl::CivilDay after_date,
                                                                    const Uuid& after_id, int limit) const {
  const access::Scoped scoped =
      access::Scope(kNeeds, kRights, viewer.principal, viewer.today, {},
                    {absl::CivilDay(oldest), after_date, after_date, after_id, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<ChildcareNeed> needs;
  for (const sql::Row& row : rows) {
    needs.push_back(
        {row.Id(0), row.Date(1), static_cast<int>(row.Int(2)), row.Bool(3), absl::CivilMonth(row.Date(4))});
  }
  return needs;
}

Status HouseholdRepository::Insert(sql::Tx& tx, const Household& h) const {
  RETURN_IF_ERROR(tx.Execute(kInsert, h.id, h.participant_id, h.from_date, Seal(h), h.create_time).status());
  return KeepNeed(tx, h.participant_id);
}

Status HouseholdRepository::KeepNeed(sql::Tx& tx, const Uuid& participant_id) const {
  RETURN_IF_ERROR(tx.Execute(kDropNeed, participant_id).status());
  ASSIGN_OR_RETURN(const auto household, Holding(tx, participant_id));
  if (!household) return absl::OkStatus();
  const std::optional<ChildcareNeed> need = domain::OpenNeed(*household);
  if (!need) return absl::OkStatus();
  return tx
      .Execute(kPutNeed, participant_id, need->since_date, need->open_half_days, need->on_waiting_list,
               absl::CivilDay(need->youngest_birth_month))
      .status();
}

}  // namespace duaal::intake::storage
