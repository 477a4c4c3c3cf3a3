#include "intake-svc/storage/conversation_repository.h"

#include <optional>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "chassis/access/rights.h"
#include "intake-svc/storage/conversation_codec.h"

// One macro, so that every SELECT lists the columns in the order in which FromRow reads them.
#define CONVERSATION_COLUMNS                                                            \
  "c.id, c.participant_id, c.programme_code, c.step_code, c.guide_version, c.version, " \
  "c.held_date, c.staff_ids, c.create_time"
#define CONVERSATIONS " FROM conversation c JOIN participant p ON p.id = c.participant_id WHERE "

namespace duaal::intake::storage {
namespace {

using domain::Conversation;

constexpr access::Columns kRights{"p.municipality_code", "p.id"};

constexpr std::string_view kGet =
    "SELECT " CONVERSATION_COLUMNS ", c.sealed" CONVERSATIONS "c.id = ? AND {rights}";
// What was said stays where it is, so that a list costs no more than its rows.
constexpr std::string_view kList =
    "SELECT " CONVERSATION_COLUMNS CONVERSATIONS
    "c.participant_id = ? AND {rights} AND c.id < ? ORDER BY c.id DESC LIMIT ?";
constexpr std::string_view kLastVersion =
    "SELECT COALESCE(MAX(c.version), 0) FROM conversation c WHERE c.participant_id = ? AND c.programme_code "
    "= ?"
    " AND c.step_code = ?";
constexpr std::string_view kInsert =
    "INSERT INTO conversation (id, participant_id, programme_code, step_code, version, guide_version,"
    " held_date, staff_ids, sealed, create_time) VALUES (?,?,?,?,?,?,?,?,?,?)";

// Above every id: the end from which a newest-first list starts.
const std::string kHighestId(16, '\xff');

// The context binds what is sealed to its row, so that it cannot be moved to another.
std::string SealContext(const Uuid& id) { return "conversation.sealed:" + id.ToString(); }

Conversation FromRow(const sql::Row& row) {
  Conversation c;
  c.id = row.Id(0);
  c.participant_id = row.Id(1);
  c.programme_code = row.Str(2);
  c.step_code = row.Str(3);
  c.guide_version = row.Str(4);
  c.version = static_cast<int>(row.Int(5));
  c.held_date = row.Date(6);
  if (!row.Str(7).empty()) c.staff_ids = absl::StrSplit(row.Str(7), '\n');
  c.create_time = row.Time(8);
  return c;
}

}  // namespace

StatusOr<Conversation> ConversationRepository::Get(sql::Session& session, const Uuid& id,
                                                   const Viewer& viewer) const {
  const access::Scoped scoped = access::Scope(kGet, kRights, viewer.principal, viewer.today, {id});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This conversation");
  Conversation conversation = FromRow(rows.front());
  ASSIGN_OR_RETURN(const std::string plain, keys_.Decrypt(rows.front().Str(9), SealContext(id)));
  ASSIGN_OR_RETURN(conversation.content, UnpackContent(plain));
  return conversation;
}

StatusOr<std::vector<Conversation>> ConversationRepository::List(sql::Session& session, const Viewer& viewer,
                                                                 const Uuid& participant_id,
                                                                 const Uuid& before_id, int limit) const {
  const std::string before = before_id.IsNil() ? kHighestId : before_id.Bytes();
  const access::Scoped scoped =
      access::Scope(kList, kRights, viewer.principal, viewer.today, {participant_id}, {before, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<Conversation> conversations;
  for (const sql::Row& row : rows) conversations.push_back(FromRow(row));
  return conversations;
}

StatusOr<int> ConversationRepository::LastVersion(sql::Session& session,
                                                  const Conversation& conversation) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row,
                   session.QueryOne(kLastVersion, conversation.participant_id, conversation.programme_code,
                                    conversation.step_code));
  return row ? static_cast<int>(row->Int(0)) : 0;
}

Status ConversationRepository::Insert(sql::Tx& tx, const Conversation& c) const {
  const std::string sealed = keys_.Encrypt(PackContent(c.content), SealContext(c.id));
  return tx
      .Execute(kInsert, c.id, c.participant_id, c.programme_code, c.step_code, c.version, c.guide_version,
               c.held_date, absl::StrJoin(c.staff_ids, "\n"), sealed, c.create_time)
      .status();
}

}  // namespace duaal::intake::storage
