#include "intake-svc/storage/intake_step_repository.h"

#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"
#include "duaal/intake/v1/intake_step_service.pb.h"

namespace duaal::intake::storage {
namespace {

constexpr access::Columns kRights{"r.municipality_code", "r.participant_id"};

constexpr std::string_view kInsertNotes =
    "INSERT INTO referral_intake_notes (referral_id, step_code, sealed) VALUES (?,?,?)";
constexpr std::string_view kGetNotes =
    "SELECT n.sealed FROM referral_intake_notes n WHERE n.referral_id = ? AND n.step_code = ?";
constexpr std::string_view kInsertWish =
    "INSERT INTO alone_wish (referral_id, step_code, ordinal, alone, asked_date, record_time)"
    " VALUES (?,?,?,?,?,?)";
constexpr std::string_view kCountWishes =
    "SELECT COUNT(w.ordinal) FROM alone_wish w WHERE w.referral_id = ? AND w.step_code = ?";
constexpr std::string_view kFindWish =
    "SELECT w.alone, w.asked_date FROM alone_wish w WHERE w.referral_id = ? AND w.step_code = ?"
    " ORDER BY w.ordinal DESC LIMIT 1";
constexpr std::string_view kPutDeadlines =
    "INSERT IGNORE INTO intake_deadline (referral_id, step_code, programme_code, start_date, due_date) "
    "VALUES ";
constexpr std::string_view kHoldReferral = "SELECT 1 FROM referral r WHERE r.id = ? FOR UPDATE";
constexpr std::string_view kMarkHeld =
    "UPDATE intake_deadline SET held_date = ? WHERE referral_id = ? AND step_code = ?";
constexpr std::string_view kFindStart =
    "SELECT d.start_date FROM intake_deadline d WHERE d.referral_id = ? AND d.step_code = ?";
constexpr std::string_view kListDeadlines =
    "SELECT d.referral_id, r.participant_id, r.municipality_code, d.step_code, d.start_date, d.due_date"
    " FROM intake_deadline d JOIN referral r ON r.id = d.referral_id"
    " WHERE d.programme_code = ? AND d.held_date IS NULL AND d.due_date < ?"
    " AND r.open_programme_code IS NOT NULL AND {rights} AND d.due_date >= ?"
    " AND (d.due_date > ? OR d.referral_id > ? OR (d.referral_id = ? AND d.step_code > ?))"
    " ORDER BY d.due_date, d.referral_id, d.step_code LIMIT ?";

constexpr absl::CivilDay kFirstDay(1, 1, 1);
constexpr absl::CivilDay kLastDay(9999, 12, 31);

// The context binds what is sealed to its row, so that it cannot be moved to another.
std::string SealContext(const Uuid& referral_id, const std::string& step_code) {
  return "referral_intake_notes.sealed:" + referral_id.ToString() + ":" + step_code;
}

}  // namespace

Status IntakeStepRepository::InsertNotes(sql::Tx& tx, const Uuid& referral_id, const std::string& step_code,
                                         const domain::IntakeNotes& notes) const {
  if (notes.client_view.empty() && notes.tasks.empty()) return absl::OkStatus();
  v1::IntakeNotes packed;
  packed.set_client_view(notes.client_view);
  packed.mutable_tasks()->Add(notes.tasks.begin(), notes.tasks.end());
  const std::string sealed = keys_.Encrypt(packed.SerializeAsString(), SealContext(referral_id, step_code));
  return tx.Execute(kInsertNotes, referral_id, step_code, sealed).status();
}

StatusOr<domain::IntakeNotes> IntakeStepRepository::GetNotes(sql::Session& session, const Uuid& referral_id,
                                                             const std::string& step_code) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kGetNotes, referral_id, step_code));
  if (!row) return NotFound("A note of this step");
  ASSIGN_OR_RETURN(const std::string plain, keys_.Decrypt(row->Str(0), SealContext(referral_id, step_code)));
  v1::IntakeNotes packed;
  if (!packed.ParseFromString(plain)) {
    return Error(absl::StatusCode::kDataLoss, "NOTES_UNREADABLE",
                 "These notes cannot be read; restore them from a backup.");
  }
  return domain::IntakeNotes{packed.client_view(), {packed.tasks().begin(), packed.tasks().end()}};
}

Status IntakeStepRepository::AddWish(sql::Tx& tx, const Uuid& referral_id, const domain::AloneWish& wish,
                                     absl::Time now) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, tx.QueryOne(kCountWishes, referral_id, wish.step_code));
  return tx
      .Execute(kInsertWish, referral_id, wish.step_code, row->Int(0) + 1, wish.alone, wish.asked_date, now)
      .status();
}

StatusOr<std::optional<domain::AloneWish>> IntakeStepRepository::FindWish(
    sql::Session& session, const Uuid& referral_id, const std::string& step_code) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kFindWish, referral_id, step_code));
  if (!row) return std::optional<domain::AloneWish>();
  return std::optional<domain::AloneWish>({step_code, row->Bool(0), row->Date(1)});
}

Status IntakeStepRepository::PutDeadlines(sql::Tx& tx, const Uuid& referral_id,
                                          const std::string& programme_code, absl::CivilDay start_date,
                                          const std::vector<domain::IntakeStep>& steps) const {
  std::vector<sql::Value> values;
  for (const domain::IntakeStep& step : steps) {
    if (step.within_days_after_start == 0) continue;
    values.insert(values.end(), {referral_id, step.code, programme_code, start_date,
                                 start_date + step.within_days_after_start});
  }
  if (values.empty()) return absl::OkStatus();
  // Held, so that a destruction goes before this or takes the deadlines along.
  ASSIGN_OR_RETURN(const auto referral, tx.QueryOne(kHoldReferral, referral_id));
  if (!referral) return absl::OkStatus();
  return sql::InsertRows(tx, kPutDeadlines, 5, values).status();
}

Status IntakeStepRepository::MarkHeld(sql::Tx& tx, const Uuid& referral_id, const std::string& step_code,
                                      absl::CivilDay held_date) const {
  return tx.Execute(kMarkHeld, held_date, referral_id, step_code).status();
}

StatusOr<std::optional<absl::CivilDay>> IntakeStepRepository::FindStart(sql::Session& session,
                                                                        const Uuid& referral_id,
                                                                        const std::string& step_code) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kFindStart, referral_id, step_code));
  return row ? std::optional<absl::CivilDay>(row->Date(0)) : std::nullopt;
}

StatusOr<std::vector<IntakeDeadline>> IntakeStepRepository::ListDeadlines(
    sql::Session& session, const Viewer& viewer, const DeadlineFilter& filter,
    const std::optional<IntakeDeadline>& after, int limit) const {
  const IntakeDeadline from = after.value_or(IntakeDeadline{{}, {}, {}, {}, kFirstDay, kFirstDay});
  const access::Scoped scoped = access::Scope(
      kListDeadlines, kRights, viewer.principal, viewer.today,
      {filter.programme_code, filter.due_before.value_or(kLastDay)},
      {from.due_date, from.due_date, from.referral_id, from.referral_id, from.step_code, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<IntakeDeadline> deadlines;
  for (const sql::Row& row : rows) {
    deadlines.push_back({row.Id(0), row.Id(1), row.Str(2), row.Str(3), row.Date(4), row.Date(5)});
  }
  return deadlines;
}

}  // namespace duaal::intake::storage
