#include "intake-svc/storage/retention_repository.h"

#include <map>

#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"

namespace duaal::intake::storage {
namespace {

using domain::RetentionClass;
using domain::RetentionEvent;
using domain::RetentionEventKind;

constexpr access::Columns kRights{"p.municipality_code", ""};

constexpr std::string_view kClasses =
    "SELECT c.code, c.display_name, c.description, c.legal_ground, t.event, t.years FROM retention_class c"
    " JOIN retention_term t ON t.class_code = c.code ORDER BY c.code, t.event";
constexpr std::string_view kPutEvent =
    "INSERT INTO retention_event (participant_id, event, event_date, record_time) VALUES (?, ?, ?, ?)"
    " ON DUPLICATE KEY UPDATE event_date = VALUES(event_date), record_time = VALUES(record_time)";
constexpr std::string_view kEventsOf =
    "SELECT e.event, e.event_date, e.record_time FROM retention_event e WHERE e.participant_id = ?"
    " ORDER BY e.event";
constexpr std::string_view kListDue =
    "SELECT e.participant_id, p.municipality_code, e.event, e.event_date FROM retention_event e"
    " JOIN participant p ON p.id = e.participant_id"
    " WHERE {rights} AND e.event = ? AND e.event_date <= ? AND e.event_date >= ?"
    " AND (e.event_date, e.participant_id) > (?, ?)"
    " AND NOT EXISTS (SELECT 1 FROM destruction_item i WHERE i.participant_id = e.participant_id"
    " AND i.open_class = ?) ORDER BY e.event_date, e.participant_id LIMIT ?";
constexpr std::string_view kDueAmongHead =
    "SELECT e.participant_id, e.event, e.event_date FROM retention_event e"
    " JOIN participant p ON p.id = e.participant_id WHERE p.municipality_code = ?"
    " AND NOT EXISTS (SELECT 1 FROM destruction_item i WHERE i.participant_id = e.participant_id"
    " AND i.open_class = ?) AND e.participant_id IN ";
constexpr std::string_view kHold = " FOR UPDATE";

}  // namespace

StatusOr<std::vector<RetentionClass>> RetentionRepository::ListClasses(sql::Session& session) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kClasses));
  std::vector<RetentionClass> classes;
  for (const sql::Row& row : rows) {
    if (classes.empty() || classes.back().code != row.Str(0)) {
      classes.push_back({row.Str(0), row.Str(1), row.Str(2), row.Str(3), {}});
    }
    classes.back().terms.push_back(
        {static_cast<RetentionEventKind>(row.Int(4)), static_cast<int>(row.Int(5))});
  }
  return classes;
}

StatusOr<std::optional<RetentionClass>> RetentionRepository::FindClass(sql::Session& session,
                                                                       const std::string& code) const {
  ASSIGN_OR_RETURN(const std::vector<RetentionClass> classes, ListClasses(session));
  for (const RetentionClass& one : classes) {
    if (one.code == code) return std::optional<RetentionClass>(one);
  }
  return std::optional<RetentionClass>();
}

Status RetentionRepository::PutEvent(sql::Tx& tx, const RetentionEvent& event) const {
  return tx.Execute(kPutEvent, event.participant_id, event.kind, event.date, event.record_time).status();
}

StatusOr<std::vector<RetentionEvent>> RetentionRepository::EventsOf(sql::Session& session,
                                                                    const Uuid& participant_id) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kEventsOf, participant_id));
  std::vector<RetentionEvent> events;
  for (const sql::Row& row : rows) {
    events.push_back({participant_id, static_cast<RetentionEventKind>(row.Int(0)), row.Date(1), row.Time(2)});
  }
  return events;
}

StatusOr<std::vector<DuePerson>> RetentionRepository::ListDue(
    sql::Session& session, const Viewer& viewer, const std::string& class_code, RetentionEventKind event,
    absl::CivilDay due_until, absl::CivilDay after_date, const Uuid& after_id, int limit) const {
  const access::Scoped scoped =
      access::Scope(kListDue, kRights, viewer.principal, viewer.today, {},
                    {event, due_until, after_date, after_date, after_id, class_code, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::vector<DuePerson> people;
  for (const sql::Row& row : rows) {
    people.push_back({row.Id(0), row.Str(1), static_cast<RetentionEventKind>(row.Int(2)), row.Date(3)});
  }
  return people;
}

StatusOr<std::set<Uuid>> RetentionRepository::DueAmong(sql::Tx& tx, const RetentionClass& retention_class,
                                                       const std::string& municipality_code,
                                                       const std::vector<Uuid>& people,
                                                       absl::CivilDay today) const {
  const std::vector<sql::Value> keys(people.begin(), people.end());
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   sql::QueryIn(tx, kDueAmongHead, keys, kHold, {municipality_code, retention_class.code}));
  std::map<Uuid, std::vector<RetentionEvent>> events;
  for (const sql::Row& row : rows) {
    events[row.Id(0)].push_back(
        {row.Id(0), static_cast<RetentionEventKind>(row.Int(1)), row.Date(2), absl::UnixEpoch()});
  }
  std::set<Uuid> due;
  for (const auto& [id, known] : events) {
    if (domain::IsDue(retention_class, known, today)) due.insert(id);
  }
  return due;
}

}  // namespace duaal::intake::storage
