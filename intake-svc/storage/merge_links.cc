#include <array>
#include <cstdint>
#include <set>

#include "chassis/sql/bulk.h"
#include "intake-svc/storage/merge_repository.h"

namespace duaal::intake::storage {
namespace {

using domain::RecordMerge;

// The numbers stand in participant_merge_row.
constexpr int kBarrier = 3;
constexpr int kFamilyLink = 10;

constexpr std::string_view kNoteReferrals =
    "INSERT INTO participant_merge_row (merge_id, kind, row_id, ordinal) SELECT ?, 1, r.id, 0 FROM referral r"
    " WHERE r.participant_id = ?";
constexpr std::string_view kReferrals =
    "SELECT w.row_id FROM participant_merge_row w WHERE w.merge_id = ? AND w.kind = 1 ORDER BY w.row_id";
constexpr std::string_view kLinkReferrals =
    "UPDATE referral r JOIN participant_merge_row w ON w.row_id = r.id SET r.participant_id = ?,"
    " r.municipality_code = ?, r.row_version = r.row_version + 1 WHERE w.merge_id = ? AND w.kind = 1";

constexpr std::string_view kNoteAssessments =
    "INSERT INTO participant_merge_row (merge_id, kind, row_id, ordinal) SELECT ?, 2, a.id, 0 FROM "
    "assessment a"
    " WHERE a.participant_id = ? AND NOT EXISTS (SELECT 1 FROM assessment k WHERE k.participant_id = ?"
    " AND k.source = a.source AND k.first_reference = a.first_reference)";
constexpr std::string_view kLinkAssessments =
    "UPDATE assessment a JOIN participant_merge_row w ON w.row_id = a.id SET a.participant_id = ?,"
    " a.row_version = a.row_version + 1 WHERE w.merge_id = ? AND w.kind = 2";

constexpr std::string_view kNoteRows =
    "INSERT INTO participant_merge_row (merge_id, kind, row_id, ordinal) VALUES ";
constexpr std::string_view kBarriers =
    "SELECT w.row_id FROM participant_merge_row w WHERE w.merge_id = ? AND w.kind = 3";

// Facts of the duty. They keep their times; the ordinal steps behind those of the record that is kept.
struct DutyTable {
  std::string_view next;
  std::string_view note;
  std::string_view take;
  std::string_view give;
};
#define DUTY_TABLE(name, kind)                                                                    \
  DutyTable {                                                                                     \
    "SELECT COALESCE(MAX(d.ordinal), -1) + 1 FROM " name " d WHERE d.participant_id = ?",         \
        "INSERT INTO participant_merge_row (merge_id, kind, row_id, ordinal)"                     \
        " SELECT ?, " kind ", '', d.ordinal + ? FROM " name " d WHERE d.participant_id = ?",      \
        "UPDATE " name " SET participant_id = ?, ordinal = ordinal + ? WHERE participant_id = ?", \
        "UPDATE " name                                                                            \
        " d JOIN participant_merge_row w ON w.ordinal = d.ordinal SET d.participant_id = ?"       \
        " WHERE d.participant_id = ? AND w.merge_id = ? AND w.kind = " kind                       \
  }
constexpr std::array kDutyTables = {DUTY_TABLE("duty_plan_date", "4"), DUTY_TABLE("duty_extension", "5"),
                                    DUTY_TABLE("duty_term", "6")};

// Plans, conversations, proposals of sanctions and requests to correct, households. Versions follow each
// other, so they go over as a whole or, where the record that is kept has its own, stay with the one that is
// put away.
struct HistoryTable {
  std::string_view note;
  std::string_view link;
};
#define HISTORY_TABLE(name, kind, same)                                                        \
  HistoryTable {                                                                               \
    "INSERT INTO participant_merge_row (merge_id, kind, row_id, ordinal) SELECT ?, " kind      \
    ", h.id, 0 FROM " name " h WHERE h.participant_id = ? AND NOT EXISTS (SELECT 1 FROM " name \
    " k WHERE k.participant_id = ? AND " same ")",                                             \
        "UPDATE " name                                                                         \
        " h JOIN participant_merge_row w ON w.row_id = h.id SET h.participant_id = ?"          \
        " WHERE w.merge_id = ? AND w.kind = " kind                                             \
  }
constexpr std::array kHistoryTables = {
    HISTORY_TABLE("conversation", "7", "k.programme_code = h.programme_code AND k.step_code = h.step_code"),
    HISTORY_TABLE("plan", "8", "k.programme_code = h.programme_code"),
    HISTORY_TABLE("sanction_proposal", "9", "k.id = h.id"), HISTORY_TABLE("correction", "11", "k.id = h.id"),
    HISTORY_TABLE("household", "12", "k.id = h.id")};

constexpr std::string_view kSetAdopted =
    "UPDATE participant_merge SET adopted_bsn = ?, adopted_v_number = ? WHERE id = ?";
constexpr std::string_view kAdopted =
    "SELECT m.adopted_bsn, m.adopted_v_number FROM participant_merge m WHERE m.id = ?";

Status NoteRows(sql::Tx& tx, const RecordMerge& merge, int kind, const std::vector<Uuid>& ids) {
  std::vector<sql::Value> values;
  for (const Uuid& id : ids) values.insert(values.end(), {merge.id, kind, id, 0});
  return sql::InsertRows(tx, kNoteRows, 4, values).status();
}

Status TakeDuty(sql::Tx& tx, const RecordMerge& merge) {
  for (const DutyTable& table : kDutyTables) {
    ASSIGN_OR_RETURN(const std::optional<sql::Row> next, tx.QueryOne(table.next, merge.kept_id));
    const std::int64_t offset = next ? next->Int(0) : 0;
    RETURN_IF_ERROR(tx.Execute(table.note, merge.id, offset, merge.merged_id).status());
    RETURN_IF_ERROR(tx.Execute(table.take, merge.kept_id, offset, merge.merged_id).status());
  }
  return absl::OkStatus();
}

Status TakeHistory(sql::Tx& tx, const RecordMerge& merge) {
  for (const HistoryTable& table : kHistoryTables) {
    RETURN_IF_ERROR(tx.Execute(table.note, merge.id, merge.merged_id, merge.kept_id).status());
    RETURN_IF_ERROR(tx.Execute(table.link, merge.kept_id, merge.id).status());
  }
  return absl::OkStatus();
}

Status GiveHistory(sql::Tx& tx, const RecordMerge& merge) {
  for (const HistoryTable& table : kHistoryTables) {
    RETURN_IF_ERROR(tx.Execute(table.link, merge.merged_id, merge.id).status());
  }
  return absl::OkStatus();
}

}  // namespace

Status MergeLinks::TakeFamily(sql::Tx& tx, const RecordMerge& merge) const {
  ASSIGN_OR_RETURN(const std::vector<Uuid> taken, families_.HandOver(tx, merge.merged_id, merge.kept_id));
  return NoteRows(tx, merge, kFamilyLink, taken);
}

Status MergeLinks::TakeBarriers(sql::Tx& tx, const RecordMerge& merge) const {
  ASSIGN_OR_RETURN(const std::vector<Uuid> ids, barriers_.IdsOf(tx, merge.merged_id));
  ASSIGN_OR_RETURN(const std::vector<Uuid> taken, barriers_.HandOver(tx, ids, merge.kept_id));
  return NoteRows(tx, merge, kBarrier, taken);
}

Status MergeLinks::KeepNeeds(sql::Tx& tx, const RecordMerge& merge) const {
  RETURN_IF_ERROR(households_.KeepNeed(tx, merge.kept_id));
  return households_.KeepNeed(tx, merge.merged_id);
}

Status MergeLinks::TakeOver(sql::Tx& tx, const RecordMerge& merge, absl::Time now) const {
  RETURN_IF_ERROR(tx.Execute(kNoteReferrals, merge.id, merge.merged_id).status());
  RETURN_IF_ERROR(tx.Execute(kLinkReferrals, merge.kept_id, merge.kept_municipality_code, merge.id).status());
  RETURN_IF_ERROR(tx.Execute(kNoteAssessments, merge.id, merge.merged_id, merge.kept_id).status());
  RETURN_IF_ERROR(tx.Execute(kLinkAssessments, merge.kept_id, merge.id).status());
  RETURN_IF_ERROR(TakeBarriers(tx, merge));
  RETURN_IF_ERROR(TakeFamily(tx, merge));
  RETURN_IF_ERROR(TakeDuty(tx, merge));
  RETURN_IF_ERROR(TakeHistory(tx, merge));
  RETURN_IF_ERROR(KeepNeeds(tx, merge));
  // First the number is let go of, then it is taken up.
  RETURN_IF_ERROR(people_.PutAway(tx, merge.merged_id, merge.kept_id, now));
  ASSIGN_OR_RETURN(const auto adopted, people_.AdoptNumbers(tx, merge.merged_id, merge.kept_id));
  return tx.Execute(kSetAdopted, adopted.bsn, adopted.v_number, merge.id).status();
}

Status MergeLinks::GiveBack(sql::Tx& tx, const RecordMerge& merge, absl::Time now) const {
  RETURN_IF_ERROR(
      tx.Execute(kLinkReferrals, merge.merged_id, merge.merged_municipality_code, merge.id).status());
  RETURN_IF_ERROR(tx.Execute(kLinkAssessments, merge.merged_id, merge.id).status());
  ASSIGN_OR_RETURN(const sql::Rows rows, tx.Query(kBarriers, merge.id));
  std::vector<Uuid> barriers;
  for (const sql::Row& row : rows) barriers.push_back(row.Id(0));
  RETURN_IF_ERROR(barriers_.HandOver(tx, barriers, merge.merged_id).status());
  RETURN_IF_ERROR(families_.GiveBack(tx, merge.id, merge.kept_id, merge.merged_id));
  RETURN_IF_ERROR(GiveHistory(tx, merge));
  RETURN_IF_ERROR(KeepNeeds(tx, merge));
  for (const DutyTable& table : kDutyTables) {
    RETURN_IF_ERROR(tx.Execute(table.give, merge.merged_id, merge.kept_id, merge.id).status());
  }
  ASSIGN_OR_RETURN(const std::optional<sql::Row> adopted, tx.QueryOne(kAdopted, merge.id));
  if (!adopted) return NotFound("This merge");
  RETURN_IF_ERROR(
      people_.ReturnNumbers(tx, merge.merged_id, merge.kept_id, {adopted->Bool(0), adopted->Bool(1)}));
  return people_.BringBack(tx, merge.merged_id, now);
}

StatusOr<std::vector<Uuid>> MergeLinks::Referrals(sql::Session& session, const Uuid& merge_id) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kReferrals, merge_id));
  std::vector<Uuid> referrals;
  for (const sql::Row& row : rows) referrals.push_back(row.Id(0));
  return referrals;
}

}  // namespace duaal::intake::storage
