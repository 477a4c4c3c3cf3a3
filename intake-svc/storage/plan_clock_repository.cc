#include "intake-svc/storage/plan_clock_repository.h"

#include "chassis/access/rights.h"
#include "chassis/sql/bulk.h"

// The columns in the order in which FromRow reads them.
#define CLOCK_SELECT                                                                         \
  "SELECT c.participant_id, c.duty_start_date, c.notified_date, c.moved, c.requested_date, " \
  "c.received_date, "                                                                        \
  "c.plan_date FROM plan_clock c WHERE "

namespace duaal::intake::storage {
namespace {

using domain::PlanClock;

constexpr access::Columns kRights{"p.municipality_code", "p.id"};

constexpr std::string_view kFind = CLOCK_SELECT "c.participant_id = ?";
constexpr std::string_view kFindManyHead = CLOCK_SELECT "c.participant_id IN ";
constexpr std::string_view kPut =
    "INSERT INTO plan_clock (participant_id, municipality_code, duty_start_date, notified_date, moved,"
    " requested_date, received_date, plan_date, ground, start_date, due_date, running, waiting, told, "
    "update_time)"
    " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,0,?) ON DUPLICATE KEY UPDATE"
    " told = IF(start_date <=> VALUES(start_date) AND due_date <=> VALUES(due_date), told, 0),"
    " municipality_code = VALUES(municipality_code), duty_start_date = VALUES(duty_start_date),"
    " notified_date = VALUES(notified_date), moved = VALUES(moved), requested_date = VALUES(requested_date),"
    " received_date = VALUES(received_date), plan_date = VALUES(plan_date), ground = VALUES(ground),"
    " start_date = VALUES(start_date), due_date = VALUES(due_date), running = VALUES(running),"
    " waiting = VALUES(waiting), update_time = VALUES(update_time)";
constexpr std::string_view kListDue =
    "SELECT c.participant_id, c.municipality_code, c.ground, c.due_date FROM plan_clock c"
    " JOIN participant p ON p.id = c.participant_id WHERE c.municipality_code = ? AND c.running = TRUE"
    " AND {rights} AND c.due_date >= ? AND c.due_date < ? AND (c.due_date > ? OR c.participant_id > ?)"
    " ORDER BY c.due_date, c.participant_id LIMIT ?";
constexpr std::string_view kFindUntold =
    "SELECT c.participant_id, c.municipality_code, c.ground, c.due_date FROM plan_clock c"
    " WHERE c.running = TRUE AND c.waiting = FALSE AND c.told = ? AND c.due_date <= ? ORDER BY c.due_date "
    "LIMIT ?";
constexpr std::string_view kSetTold =
    "UPDATE plan_clock SET told = ? WHERE participant_id = ? AND due_date = ? AND running = TRUE AND waiting "
    "= FALSE";

PlanClock FromRow(const sql::Row& row) {
  PlanClock clock;
  clock.duty_start = row.OptDate(1);
  clock.notified_date = row.OptDate(2);
  clock.moved = row.Bool(3);
  clock.requested_date = row.OptDate(4);
  clock.received_date = row.OptDate(5);
  clock.plan_date = row.OptDate(6);
  return clock;
}

std::vector<DueClock> ToDue(const sql::Rows& rows) {
  std::vector<DueClock> due;
  for (const sql::Row& row : rows) {
    due.push_back({row.Id(0), row.Str(1), static_cast<domain::PlanClockGround>(row.Int(2)), row.Date(3)});
  }
  return due;
}

}  // namespace

StatusOr<std::optional<PlanClock>> PlanClockRepository::Find(sql::Session& session,
                                                             const Uuid& participant_id) const {
  ASSIGN_OR_RETURN(const std::optional<sql::Row> row, session.QueryOne(kFind, participant_id));
  return row ? std::optional(FromRow(*row)) : std::nullopt;
}

StatusOr<std::vector<PlanClockRepository::Found>> PlanClockRepository::FindMany(
    sql::Session& session, const std::vector<Uuid>& people) const {
  const std::vector<sql::Value> keys(people.begin(), people.end());
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, kFindManyHead, keys));
  std::vector<Found> found;
  for (const sql::Row& row : rows) found.push_back({row.Id(0), FromRow(row)});
  return found;
}

Status PlanClockRepository::Put(sql::Tx& tx, const domain::Participant& person, const PlanClock& clock,
                                absl::Time now) const {
  const auto time = domain::TimeFor(clock, person);
  std::optional<absl::CivilDay> start;
  std::optional<absl::CivilDay> due;
  if (time) {
    start = time->start;
    due = time->due;
  }
  const bool running = time && !domain::IsMet(clock, *time);
  return tx
      .Execute(kPut, person.id, person.municipality_code, clock.duty_start, clock.notified_date, clock.moved,
               clock.requested_date, clock.received_date, clock.plan_date,
               time ? time->ground : domain::PlanClockGround::kNone, start, due, running,
               domain::IsWaiting(clock), now)
      .status();
}

StatusOr<std::vector<DueClock>> PlanClockRepository::ListDue(sql::Session& session, const Viewer& viewer,
                                                             const std::string& municipality_code,
                                                             absl::CivilDay until, const ClockPosition& after,
                                                             int limit) const {
  const access::Scoped scoped =
      access::Scope(kListDue, kRights, viewer.principal, viewer.today, {municipality_code},
                    {after.due_date, until, after.due_date, after.participant_id, limit});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  return ToDue(rows);
}

StatusOr<std::vector<DueClock>> PlanClockRepository::FindUntold(sql::Session& session, PlanDueTold told,
                                                                absl::CivilDay day, int limit) const {
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(kFindUntold, told, day, limit));
  return ToDue(rows);
}

StatusOr<bool> PlanClockRepository::SetTold(sql::Tx& tx, const DueClock& clock, PlanDueTold told) const {
  ASSIGN_OR_RETURN(const std::int64_t rows, tx.Execute(kSetTold, told, clock.participant_id, clock.due_date));
  return rows > 0;
}

}  // namespace duaal::intake::storage
