#include "trajectory-svc/storage/schedule_repository.h"

#include <set>
#include <utility>

#include "chassis/sql/bulk.h"
#include "trajectory-svc/domain/offering.h"
#include "trajectory-svc/storage/viewer.h"

namespace duaal::trajectory::storage {
namespace {

using domain::Schedule;
using Schedules = std::map<Uuid, Schedule>;

// A seat without a timetable comes as one row without a slot.
constexpr std::string_view kEnrolledHead =
    "SELECT e.trajectory_id, e.id, e.offering_id, e.component_code, o.display_name, e.start_date, e.end_date,"
    " o.week_pattern, s.weekday, s.start_minute, s.end_minute, s.site FROM enrolment e"
    " JOIN offering o ON o.id = e.offering_id LEFT JOIN offering_slot s ON s.offering_id = e.offering_id"
    " WHERE e.start_date < ? AND e.end_date > ? AND e.trajectory_id IN ";
constexpr std::string_view kEnrolledTail = " ORDER BY e.trajectory_id, e.id, s.ordinal";
constexpr std::string_view kCancelledHead =
    "SELECT c.offering_id, c.session_date, c.start_minute FROM session c WHERE c.state = ? AND "
    "c.session_date >= ?"
    " AND c.session_date < ? AND c.offering_id IN ";
// An empty saved week holds too: it comes as one row without an activity.
constexpr std::string_view kPlansHead =
    "SELECT w.trajectory_id, w.week_date, w.this_week_only, w.until_date, a.component_code, a.weekday,"
    " a.start_minute, a.end_minute, a.site, a.offering_id, a.display_name FROM saved_week w"
    " LEFT JOIN planned_activity a ON a.trajectory_id = w.trajectory_id AND a.week_date = w.week_date"
    " AND a.this_week_only = w.this_week_only WHERE w.week_date < ? AND w.until_date > ? AND w.trajectory_id "
    "IN ";
constexpr std::string_view kPlansTail = " ORDER BY w.trajectory_id, w.week_date, w.this_week_only, a.ordinal";
constexpr std::string_view kTurnsHead =
    "SELECT c.trajectory_id, c.from_date, c.component_code, c.position, c.turns, c.week_pattern"
    " FROM component_turn c WHERE c.trajectory_id IN ";
constexpr std::string_view kTurnsTail =
    " ORDER BY c.trajectory_id, c.from_date, c.position, c.component_code";

constexpr std::string_view kLevelsHead =
    "SELECT t.id, c.language_level FROM trajectory t JOIN candidate c ON c.referral_id = t.referral_id"
    " WHERE t.id IN ";
constexpr std::string_view kFinishedSeatsHead =
    "SELECT DISTINCT e.trajectory_id, e.component_code FROM enrolment e WHERE e.end_date <= ?"
    " AND e.start_date < e.end_date AND e.trajectory_id IN ";
constexpr std::string_view kFinishedPlansHead =
    "SELECT DISTINCT w.trajectory_id, a.component_code FROM saved_week w JOIN planned_activity a"
    " ON a.trajectory_id = w.trajectory_id AND a.week_date = w.week_date"
    " AND a.this_week_only = w.this_week_only WHERE w.until_date <= ? AND a.offering_id IS NULL"
    " AND w.trajectory_id IN ";

// A recurring plan also takes the place of the one that was saved for that week alone.
constexpr std::string_view kDeleteActivities =
    "DELETE FROM planned_activity WHERE trajectory_id = ? AND week_date = ? AND this_week_only >= ?";
constexpr std::string_view kDeleteWeeks =
    "DELETE FROM saved_week WHERE trajectory_id = ? AND week_date = ? AND this_week_only >= ?";
constexpr std::string_view kEndEarlierWeek =
    "UPDATE saved_week SET until_date = ? WHERE trajectory_id = ? AND this_week_only = 0 AND week_date < ?"
    " AND until_date > ?";
constexpr std::string_view kInsertWeek =
    "INSERT INTO saved_week (trajectory_id, week_date, this_week_only, until_date) VALUES (?, ?, ?, ?)";
constexpr std::string_view kInsertActivities =
    "INSERT INTO planned_activity (trajectory_id, week_date, this_week_only, ordinal, component_code, "
    "weekday,"
    " start_minute, end_minute, site, offering_id, display_name) VALUES ";
constexpr std::string_view kDeleteTurns =
    "DELETE FROM component_turn WHERE trajectory_id = ? AND from_date >= ?";
constexpr std::string_view kInsertTurns =
    "INSERT INTO component_turn (trajectory_id, from_date, component_code, position, turns, week_pattern) "
    "VALUES ";

domain::Slot SlotFrom(const sql::Row& row, std::size_t column) {
  return {static_cast<int>(row.Int(column)),
          {MinuteOf(row, column + 1), MinuteOf(row, column + 2)},
          row.Str(column + 3)};
}

Status LoadEnrolled(sql::Session& session, const std::vector<sql::Value>& ids,
                    const Interval<absl::CivilDay>& dates, Schedules& schedules) {
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   sql::QueryIn(session, kEnrolledHead, ids, kEnrolledTail, {dates.end, dates.start}));
  for (const sql::Row& row : rows) {
    auto& enrolled = schedules[row.Id(0)].enrolled;
    if (enrolled.empty() || enrolled.back().enrolment_id != row.Id(1)) {
      enrolled.push_back({row.Id(1),
                          row.Id(2),
                          row.Str(3),
                          row.Str(4),
                          {row.Date(5), row.Date(6)},
                          static_cast<domain::WeekPattern>(row.Int(7)),
                          {},
                          false});
    }
    if (!row.IsNull(8)) enrolled.back().timetable.push_back(SlotFrom(row, 8));
  }
  return absl::OkStatus();
}

Status LoadCancelled(sql::Session& session, const Interval<absl::CivilDay>& dates, Schedules& schedules) {
  std::multimap<Uuid, Schedule*> by_offering;
  std::set<Uuid> offerings;
  for (auto& [id, schedule] : schedules) {
    std::set<Uuid> own;
    for (const domain::EnrolledOffering& offering : schedule.enrolled) own.insert(offering.offering_id);
    for (const Uuid& offering_id : own) by_offering.emplace(offering_id, &schedule);
    offerings.insert(own.begin(), own.end());
  }
  ASSIGN_OR_RETURN(
      const sql::Rows rows,
      sql::QueryIn(session, kCancelledHead, std::vector<sql::Value>(offerings.begin(), offerings.end()), "",
                   {domain::SessionState::kCancelled, dates.start, dates.end}));
  for (const sql::Row& row : rows) {
    const auto [first, last] = by_offering.equal_range(row.Id(0));
    for (auto it = first; it != last; ++it) {
      it->second->cancelled.push_back({row.Id(0), row.Date(1), MinuteOf(row, 2)});
    }
  }
  return absl::OkStatus();
}

Status LoadPlans(sql::Session& session, const std::vector<sql::Value>& ids,
                 const Interval<absl::CivilDay>& dates, Schedules& schedules) {
  ASSIGN_OR_RETURN(const sql::Rows rows,
                   sql::QueryIn(session, kPlansHead, ids, kPlansTail, {dates.end, dates.start}));
  for (const sql::Row& row : rows) {
    auto& plans = schedules[row.Id(0)].plans;
    if (plans.empty() || plans.back().holds.start != row.Date(1) ||
        plans.back().this_week_only != row.Bool(2)) {
      plans.push_back({{row.Date(1), row.Date(3)}, row.Bool(2), {}, false});
    }
    if (!row.IsNull(4))
      plans.back().activities.push_back({row.Str(4), SlotFrom(row, 5), row.OptId(9), row.Str(10)});
  }
  return absl::OkStatus();
}

Status LoadTurns(sql::Session& session, const std::vector<sql::Value>& ids, Schedules& schedules) {
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, kTurnsHead, ids, kTurnsTail));
  for (const sql::Row& row : rows) {
    auto& alternations = schedules[row.Id(0)].alternations;
    if (alternations.empty() || alternations.back().from != row.Date(1))
      alternations.push_back({row.Date(1), {}});
    alternations.back().turns.push_back({row.Str(2), static_cast<int>(row.Int(3)),
                                         static_cast<int>(row.Int(4)),
                                         static_cast<domain::WeekPattern>(row.Int(5))});
  }
  return absl::OkStatus();
}

Status LoadLevels(sql::Session& session, const std::vector<sql::Value>& ids, Schedules& schedules) {
  ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, kLevelsHead, ids));
  for (const sql::Row& row : rows) schedules[row.Id(0)].language_level = row.Str(1);
  return absl::OkStatus();
}

}  // namespace

StatusOr<Schedules> ScheduleRepository::Load(sql::Session& session, const std::vector<Uuid>& trajectory_ids,
                                             const Interval<absl::CivilDay>& dates) const {
  Schedules schedules;
  for (const Uuid& id : trajectory_ids) schedules[id];
  const std::vector<sql::Value> ids(trajectory_ids.begin(), trajectory_ids.end());
  RETURN_IF_ERROR(LoadEnrolled(session, ids, dates, schedules));
  RETURN_IF_ERROR(LoadCancelled(session, dates, schedules));
  RETURN_IF_ERROR(LoadPlans(session, ids, dates, schedules));
  RETURN_IF_ERROR(LoadTurns(session, ids, schedules));
  RETURN_IF_ERROR(LoadLevels(session, ids, schedules));
  return schedules;
}

Status ScheduleRepository::LoadFinished(sql::Session& session, absl::CivilDay before,
                                        Schedules& schedules) const {
  std::vector<sql::Value> ids;
  for (const auto& [id, schedule] : schedules) ids.emplace_back(id);
  for (const std::string_view head : {kFinishedSeatsHead, kFinishedPlansHead}) {
    ASSIGN_OR_RETURN(const sql::Rows rows, sql::QueryIn(session, head, ids, "", {before}));
    for (const sql::Row& row : rows) schedules[row.Id(0)].finished.push_back(row.Str(1));
  }
  return absl::OkStatus();
}

Status ScheduleRepository::SavePlan(sql::Tx& tx, const Uuid& trajectory_id,
                                    const domain::SavedPlan& plan) const {
  const absl::CivilDay monday = plan.holds.start;
  RETURN_IF_ERROR(tx.Execute(kDeleteActivities, trajectory_id, monday, plan.this_week_only).status());
  RETURN_IF_ERROR(tx.Execute(kDeleteWeeks, trajectory_id, monday, plan.this_week_only).status());
  if (!plan.this_week_only) {
    RETURN_IF_ERROR(tx.Execute(kEndEarlierWeek, monday, trajectory_id, monday, monday).status());
  }
  RETURN_IF_ERROR(
      tx.Execute(kInsertWeek, trajectory_id, monday, plan.this_week_only, plan.holds.end).status());
  std::vector<sql::Value> values;
  for (std::size_t i = 0; i < plan.activities.size(); ++i) {
    const domain::PlannedActivity& a = plan.activities[i];
    values.insert(values.end(), {trajectory_id, monday, plan.this_week_only, i, a.component_code,
                                 a.slot.weekday, a.slot.time.start.minutes(), a.slot.time.end.minutes(),
                                 a.slot.site, a.offering_id, a.display_name});
  }
  return sql::InsertRows(tx, kInsertActivities, 11, values).status();
}

Status ScheduleRepository::SaveAlternation(sql::Tx& tx, const Uuid& trajectory_id,
                                           const domain::Alternation& alternation) const {
  RETURN_IF_ERROR(tx.Execute(kDeleteTurns, trajectory_id, alternation.from).status());
  std::vector<sql::Value> values;
  for (const domain::Turn& turn : alternation.turns) {
    values.insert(values.end(), {trajectory_id, alternation.from, turn.component_code, turn.position,
                                 turn.turns, turn.pattern});
  }
  return sql::InsertRows(tx, kInsertTurns, 6, values).status();
}

}  // namespace duaal::trajectory::storage
