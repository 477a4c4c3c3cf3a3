#include "intake-svc/storage/correction_repository.h"

#include <map>
#include <utility>

#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"
#include "duaal/intake/v1/correction_service.pb.h"

// The columns in the order in which FromRow reads them. The person is joined for the rights.
#define CORRECTION_SELECT                                                                                   \
  "SELECT c.id, c.participant_id, c.service, c.section_code, c.channel, c.received_date, c.requested_by, "  \
  "c.due_date, c.extension_told_date, c.outcome, c.complaint_right_told, c.decided_by, c.decided_date, "    \
  "c.sealed, c.create_time, c.row_version FROM correction c JOIN participant p ON p.id = c.participant_id " \
  "WHERE "

namespace duaal::intake::storage {
namespace {

using domain::CorrectionOutcome;
using domain::CorrectionRecipient;
using domain::CorrectionRequest;

constexpr access::Columns kRights{"p.municipality_code", "p.id"};

constexpr std::string_view kGet = CORRECTION_SELECT "c.id = ? AND {rights}";
constexpr std::string_view kGetForUpdate = CORRECTION_SELECT "c.id = ? AND {rights} FOR UPDATE";
constexpr std::string_view kList =
    CORRECTION_SELECT "c.participant_id = ? AND {rights} AND c.id < ? ORDER BY c.id DESC LIMIT ?";
constexpr std::string_view kListOpen = CORRECTION_SELECT
    "{rights} AND c.open_due_date >= ? AND (c.open_due_date > ? OR c.id > ?)"
    " ORDER BY c.open_due_date, c.id LIMIT ?";
constexpr std::string_view kRecipientsHead =
    "SELECT r.correction_id, r.number, r.organisation_id, r.service, r.told_date, r.told_by"
    " FROM correction_recipient r WHERE r.correction_id IN ";
constexpr std::string_view kRecipientsTail = " ORDER BY r.correction_id, r.number";
constexpr std::string_view kReceived =
    "SELECT a.organisation_id FROM access_service a WHERE a.person_id = ? AND a.valid_from <= ?"
    " UNION SELECT s.organisation_id FROM sharing s WHERE s.participant_id = ? AND s.decision = 1"
    " ORDER BY organisation_id";
constexpr std::string_view kInsert =
    "INSERT INTO correction (id, participant_id, service, section_code, channel, received_date, requested_by,"
    " due_date, open_due_date, extension_told_date, outcome, complaint_right_told, decided_by, decided_date,"
    " sealed, create_time, row_version) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kUpdate =
    "UPDATE correction SET due_date = ?, open_due_date = ?, extension_told_date = ?, outcome = ?,"
    " complaint_right_told = ?, decided_by = ?, decided_date = ?, sealed = ?, row_version = ?"
    " WHERE id = ? AND row_version = ?";
constexpr std::string_view kPutRecipients =
    "INSERT INTO correction_recipient (correction_id, number, organisation_id, service, told_date, told_by)"
    " VALUES ";
constexpr std::string_view kPutRecipientsTail =
    " ON DUPLICATE KEY UPDATE told_date = VALUES(told_date), told_by = VALUES(told_by)";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

// The context binds what is sealed to its row, so that it cannot be moved to another.
std::string SealContext(const Uuid& id) { return "correction.sealed:" + id.ToString(); }

std::optional<absl::CivilDay> OpenDueDate(const CorrectionRequest& correction) {
  if (correction.outcome != CorrectionOutcome::kNone) return std::nullopt;
  return correction.due_date;
}

Status PutRecipients(sql::Tx& tx, const CorrectionRequest& correction) {
  std::vector<sql::Value> values;
  for (const CorrectionRecipient& one : correction.recipients) {
    values.insert(values.end(),
                  {correction.id, one.number, one.organisation_id, one.service, one.told_date, one.told_by});
  }
  return sql::InsertRows(tx, kPutRecipients, 6, values, kPutRecipientsTail).status();
}

}  // namespace

std::string CorrectionRepository::Seal(const CorrectionRequest& correction) const {
  v1::Correction packed;
  packed.set_statement(correction.statement);
  packed.set_extension_reason(correction.extension_reason);
  packed.set_decision_reasons(correction.decision_reasons);
  return keys_.Encrypt(packed.SerializeAsString(), SealContext(correction.id));
}

StatusOr<CorrectionRequest> CorrectionRepository::FromRow(const sql::Row& row) const {
  CorrectionRequest correction;
  correction.id = row.Id(0);
  correction.participant_id = row.Id(1);
  correction.service = row.Str(2);
  correction.section_code = row.Str(3);
  correction.channel = static_cast<domain::CorrectionChannel>(row.Int(4));
  correction.received_date = row.Date(5);
  correction.requested_by = row.Str(6);
  correction.due_date = row.Date(7);
  correction.extension_told_date = row.OptDate(8);
  correction.outcome = static_cast<CorrectionOutcome>(row.Int(9));
  correction.complaint_right_told = row.Bool(10);
  correction.decided_by = row.Str(11);
  correction.decided_date = row.OptDate(12);
  correction.create_time = row.Time(14);
  correction.row_version = row.Int(15);
  ASSIGN_OR_RETURN(const std::string plain, keys_.Decrypt(row.Str(13), SealContext(correction.id)));
  v1::Correction packed;
  if (!packed.ParseFromString(plain)) {
    return Error(absl::StatusCode::kDataLoss, "CORRECTION_UNREADABLE",
                 "This request cannot be read; restore it from a backup.");
  }
  correction.statement = packed.statement();
  correction.extension_reason = packed.extension_reason();
  correction.decision_reasons = packed.decision_reasons();
  return correction;
}

StatusOr<std::vector<CorrectionRequest>> CorrectionRepository::Complete(sql::Session& session,
                                                                        const sql::Rows& rows) const {
  std::vector<CorrectionRequest> corrections;
  std::vector<sql::Value> ids;
  std::map<Uuid, std::size_t> places;
  for (const sql::Row& row : rows) {
    ASSIGN_OR_RETURN(CorrectionRequest correction, FromRow(row));
    places[correction.id] = corrections.size();
    ids.emplace_back(correction.id);
    corrections.push_back(std::move(correction));
  }
  ASSIGN_OR_RETURN(const sql::Rows recipients, sql::QueryIn(session, kRecipientsHead, ids, kRecipientsTail));
  for (const sql::Row& row : recipients) {
    CorrectionRecipient recipient;
    recipient.number = static_cast<int>(row.Int(1));
    recipient.organisation_id = row.OptId(2);
    recipient.service = row.Str(3);
    recipient.told_date = row.OptDate(4);
    recipient.told_by = row.Str(5);
    corrections[places.at(row.Id(0))].recipients.push_back(std::move(recipient));
  }
  return corrections;
}

StatusOr<CorrectionRequest> CorrectionRepository::GetOne(sql::Session& session, std::string_view text,
                                                         const Uuid& id, const Viewer& viewer) const {
  const access::Scoped scoped = access::Scope(text, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This request for correction");
  ASSIGN_OR_RETURN(std::vector<CorrectionRequest> found, Complete(session, rows));
  return std::move(found.front());
}

StatusOr<CorrectionRequest> CorrectionRepository::Get(sql::Session& session, const Uuid& id,
                                                      const Viewer& viewer) const {
  return GetOne(session, kGet, id, viewer);
}

StatusOr<CorrectionRequest> CorrectionRepository::GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                               const Viewer& viewer) const {
  return GetOne(tx, kGetForUpdate, id, viewer);
}

StatusOr<std::vector<CorrectionRequest>> CorrectionRepository::List(sql::Session& session,
                                                                    const Viewer& viewer,
                                                                    const Uuid& participant_id,
                                                                    const Uuid& before_id, int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  const access::Scoped scoped =
      access::Scope(kList, kRights, viewer.principal, viewer.today, {participant_id}, {before, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  return Complete(session, rows);
}

StatusOr<std::vector<CorrectionRequest>> CorrectionRepository::ListOpen(sql::Session& session,
                                                                        const Viewer& viewer,
                                                                        const CorrectionPosition& after,
                                                                        int limit) const {
  const access::Scoped scoped = access::Scope(kListOpen, kRights, viewer.principal, viewer.today, {},
                                              {after.due_date, after.due_date, after.id, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  return Complete(session, rows);
}

StatusOr<std::vector<Uuid>> CorrectionRepository::OrganisationsThatReceived(sql::Session& session,
                                                                            const Uuid& participant_id,
                                                                            absl::CivilDay today) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kReceived, participant_id, today, participant_id));
  std::vector<Uuid> organisations;
  for (const sql::Row& row : rows) organisations.push_back(row.Id(0));
  return organisations;
}

Status CorrectionRepository::Insert(sql::Tx& tx, const CorrectionRequest& c) const {
  return tx
      .Execute(kInsert, c.id, c.participant_id, c.service, c.section_code, c.channel, c.received_date,
               c.requested_by, c.due_date, OpenDueDate(c), c.extension_told_date, c.outcome,
               c.complaint_right_told, c.decided_by, c.decided_date, Seal(c), c.create_time, c.row_version)
      .status();
}

Status CorrectionRepository::Update(sql::Tx& tx, const CorrectionRequest& c) const {
  ASSIGN_OR_RETURN(const std::int64_t rows,
                   tx.Execute(kUpdate, c.due_date, OpenDueDate(c), c.extension_told_date, c.outcome,
                              c.complaint_right_told, c.decided_by, c.decided_date, Seal(c), c.row_version,
                              c.id, c.row_version - 1));
  if (rows == 0) return EtagMismatch();
  return PutRecipients(tx, c);
}

}  // namespace duaal::intake::storage
