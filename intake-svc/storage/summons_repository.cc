#include "intake-svc/storage/summons_repository.h"

#include "chassis/access/rights.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define SUMMONS_SELECT                                                                     \
  "SELECT s.id, s.referral_id, r.participant_id, s.step_code, s.number, s.sent_date, "     \
  "s.appointment_date, s.channel, s.staff_id, s.appearance, s.create_time, s.row_version " \
  "FROM summons s JOIN referral r ON r.id = s.referral_id WHERE "

namespace duaal::intake::storage {
namespace {

using domain::Summons;

constexpr access::Columns kRights{"r.municipality_code", "r.participant_id"};

constexpr std::string_view kGet = SUMMONS_SELECT "s.id = ? AND {rights}";
constexpr std::string_view kGetForUpdate = SUMMONS_SELECT "s.id = ? AND {rights} FOR UPDATE";
constexpr std::string_view kOfReferral = SUMMONS_SELECT "s.referral_id = ? ORDER BY s.id";
constexpr std::string_view kInsert =
    "INSERT INTO summons (id, referral_id, step_code, number, sent_date, appointment_date, channel, staff_id,"
    " appearance, create_time, row_version) VALUES (?,?,?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kUpdate =
    "UPDATE summons SET appearance = ?, row_version = ? WHERE id = ? AND row_version = ?";

Summons FromRow(const sql::Row& row) {
  Summons s;
  s.id = row.Id(0);
  s.referral_id = row.Id(1);
  s.participant_id = row.Id(2);
  s.step_code = row.Str(3);
  s.number = static_cast<int>(row.Int(4));
  s.sent_date = row.Date(5);
  s.appointment_date = row.Date(6);
  s.channel = static_cast<domain::SummonsChannel>(row.Int(7));
  s.staff_id = row.Str(8);
  s.appearance = static_cast<domain::Appearance>(row.Int(9));
  s.create_time = row.Time(10);
  s.row_version = row.Int(11);
  return s;
}

StatusOr<Summons> GetOne(sql::Session& session, std::string_view text, const Uuid& id, const Viewer& viewer) {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This summons");
  return FromRow(rows.front());
}

}  // namespace

StatusOr<Summons> SummonsRepository::Get(sql::Session& session, const Uuid& id, const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<Summons> SummonsRepository::GetForUpdate(sql::Tx& tx, const Uuid& id, const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<Summons>> SummonsRepository::OfReferral(sql::Session& session,
                                                             const Uuid& referral_id) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kOfReferral, referral_id));
  std::vector<Summons> summonses;
  for (const sql::Row& row : rows) summonses.push_back(FromRow(row));
  return summonses;
}

Status SummonsRepository::Insert(sql::Tx& tx, const Summons& s) const {
  return tx
      .Execute(kInsert, s.id, s.referral_id, s.step_code, s.number, s.sent_date, s.appointment_date,
               s.channel, s.staff_id, s.appearance, s.create_time, s.row_version)
      .status();
}

Status SummonsRepository::Update(sql::Tx& tx, const Summons& s) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kUpdate, s.appearance, s.row_version, s.id, s.row_version - 1));
  return rows == 0 ? EtagMismatch() : absl::OkStatus();
}

}  // namespace duaal::intake::storage
