#include "trajectory-svc/storage/planning_repository.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "chassis/access/rights.h"
#include "trajectory-svc/domain/offering.h"
#include "trajectory-svc/storage/schedule_repository.h"

namespace duaal::trajectory::storage {
namespace {

constexpr access::Columns kRights{"t.municipality_code", "t.participant_id"};

constexpr std::string_view kFind =
    "SELECT t.participant_id, t.programme_code, t.municipality_code, t.start_date, p.row_version,"
    " v.row_version, c.language_level FROM trajectory t"
    " LEFT JOIN trajectory_schedule v ON v.trajectory_id = t.id"
    " LEFT JOIN programme p ON p.code = t.programme_code"
    " LEFT JOIN candidate c ON c.referral_id = t.referral_id WHERE t.id = ? AND {rights}";

// Rows of several kinds in one result, for a round trip costs more than any of these look-ups. Each kind has
// its columns where the others have values of the same type.
enum Part : int { kSeat = 1, kPlan = 2, kTurn = 3, kCancelled = 4 };
enum Column : std::size_t {
  kPart,
  kIdA,      // enrolment
  kIdB,      // offering
  kCode,     // component
  kText,     // name shown
  kFrom,     // valid or holds from; date of a session
  kUntil,    // valid or holds until
  kFlag,     // week pattern; for one week only
  kOrdinal,  // place among the slots, activities or turns
  kFirst,    // weekday; turns; start minute of a session
  kSecond,   // start minute; week pattern
  kThird,    // end minute
  kSite,
};

// A seat without a timetable, and an empty saved week, come as one row with a NULL weekday. The indexes are
// named because to weigh them takes longer than to read the rows.
#define SCHEDULE                                                                                           \
  "SELECT 1, e.id, e.offering_id, e.component_code, o.display_name, e.start_date, e.end_date,"             \
  " o.week_pattern, s.ordinal, s.weekday, s.start_minute, s.end_minute, s.site"                            \
  " FROM enrolment e FORCE INDEX (enrolment_trajectory) JOIN offering o ON o.id = e.offering_id"           \
  " LEFT JOIN offering_slot s FORCE INDEX (PRIMARY) ON s.offering_id = e.offering_id"                      \
  " WHERE e.trajectory_id = ? AND e.start_date < ? AND e.end_date > ?"                                     \
  " UNION ALL SELECT 2, NULL, a.offering_id, a.component_code, a.display_name, w.week_date, w.until_date," \
  " w.this_week_only, a.ordinal, a.weekday, a.start_minute, a.end_minute, a.site"                          \
  " FROM saved_week w FORCE INDEX (PRIMARY) LEFT JOIN planned_activity a FORCE INDEX (PRIMARY)"            \
  " ON a.trajectory_id = w.trajectory_id AND a.week_date = w.week_date"                                    \
  " AND a.this_week_only = w.this_week_only"                                                               \
  " WHERE w.trajectory_id = ? AND w.week_date < ? AND w.until_date > ?"                                    \
  " UNION ALL SELECT 3, NULL, NULL, r.component_code, NULL, r.from_date, NULL, NULL, r.position, r.turns," \
  " r.week_pattern, NULL, NULL FROM component_turn r WHERE r.trajectory_id = ?"
constexpr std::string_view kLoadToPlan = SCHEDULE;
constexpr std::string_view kLoadSchedule = SCHEDULE
    " UNION ALL SELECT 4, NULL, e.offering_id, NULL, NULL, s.session_date, NULL, NULL, NULL, s.start_minute,"
    " NULL, NULL, NULL FROM enrolment e FORCE INDEX (enrolment_trajectory)"
    " JOIN session s FORCE INDEX (session_state) ON s.offering_id = e.offering_id AND s.state = ?"
    " AND s.session_date >= ? AND s.session_date < ?"
    " WHERE e.trajectory_id = ? AND e.start_date < ? AND e.end_date > ?";

domain::Slot SlotOf(const sql::Row& row) {
  return {static_cast<int>(row.Int(kFirst)), {MinuteOf(row, kSecond), MinuteOf(row, kThird)}, row.Str(kSite)};
}

// The order in which a schedule lists what is in it.
auto KeyOf(const sql::Row& row) {
  return std::tuple(row.Int(kPart), row.Str(kIdA), row.Str(kFrom),
                    row.Int(kPart) == kPlan ? row.Int(kFlag) : 0, row.Int(kOrdinal), row.Str(kCode));
}

void AddSeat(const sql::Row& row, std::vector<domain::EnrolledOffering>& enrolled) {
  if (enrolled.empty() || enrolled.back().enrolment_id != row.Id(kIdA)) {
    enrolled.push_back({row.Id(kIdA),
                        row.Id(kIdB),
                        row.Str(kCode),
                        row.Str(kText),
                        {row.Date(kFrom), row.Date(kUntil)},
                        static_cast<domain::WeekPattern>(row.Int(kFlag)),
                        {},
                        false});
  }
  if (!row.IsNull(kFirst)) enrolled.back().timetable.push_back(SlotOf(row));
}

void AddPlan(const sql::Row& row, std::vector<domain::SavedPlan>& plans) {
  if (plans.empty() || plans.back().holds.start != row.Date(kFrom) ||
      plans.back().this_week_only != row.Bool(kFlag)) {
    plans.push_back({{row.Date(kFrom), row.Date(kUntil)}, row.Bool(kFlag), {}, false});
  }
  if (!row.IsNull(kFirst))
    plans.back().activities.push_back({row.Str(kCode), SlotOf(row), row.OptId(kIdB), row.Str(kText)});
}

void AddTurn(const sql::Row& row, std::vector<domain::Alternation>& alternations) {
  if (alternations.empty() || alternations.back().from != row.Date(kFrom))
    alternations.push_back({row.Date(kFrom), {}});
  alternations.back().turns.push_back({row.Str(kCode), static_cast<int>(row.Int(kOrdinal)),
                                       static_cast<int>(row.Int(kFirst)),
                                       static_cast<domain::WeekPattern>(row.Int(kSecond))});
}

void Add(const sql::Row& row, domain::Schedule& schedule) {
  switch (row.Int(kPart)) {
    case kSeat:
      return AddSeat(row, schedule.enrolled);
    case kPlan:
      return AddPlan(row, schedule.plans);
    case kTurn:
      return AddTurn(row, schedule.alternations);
    default:
      schedule.cancelled.push_back({row.Id(kIdB), row.Date(kFrom), MinuteOf(row, kFirst)});
  }
}

StatusOr<domain::Schedule> Load(sql::Session& session, const PlannedPerson& person, std::string_view text,
                                const std::vector<sql::Value>& values) {
  ASSIGN_OR_RETURN(sql::Rows rows, session.Query(text, values));
  std::sort(rows.begin(), rows.end(),
            [](const sql::Row& a, const sql::Row& b) { return KeyOf(a) < KeyOf(b); });
  domain::Schedule schedule;
  schedule.language_level = person.language_level;
  for (const sql::Row& row : rows) Add(row, schedule);
  return schedule;
}

}  // namespace

StatusOr<PlannedPerson> PlanningRepository::Find(sql::Session& session, const Uuid& trajectory_id,
                                                 const Viewer& viewer) const {
  const access::Scoped scoped =
      access::Scope(kFind, kRights, viewer.principal, viewer.today, {trajectory_id}, {});
  ASSIGN_OR_RETURN(const sql::Rows rows, session.Query(scoped.text, scoped.values));
  if (rows.empty()) return NotFound("This trajectory");
  const sql::Row& row = rows.front();
  PlannedPerson person{trajectory_id, row.Id(0),   row.Str(1), row.Str(2),
                       row.Str(6),    row.Date(3), row.Int(5), std::nullopt};
  if (!row.IsNull(4)) person.programme_version = row.Int(4);
  return person;
}

StatusOr<domain::Schedule> PlanningRepository::LoadSchedule(sql::Session& session,
                                                            const PlannedPerson& person,
                                                            const Interval<absl::CivilDay>& dates) const {
  const Uuid& id = person.trajectory_id;
  return Load(session, person, kLoadSchedule,
              {id, dates.end, dates.start, id, dates.end, dates.start, id, domain::SessionState::kCancelled,
               dates.start, dates.end, id, dates.end, dates.start});
}

StatusOr<std::shared_ptr<const domain::Schedule>> PlanningRepository::LoadToPlan(
    sql::Session& session, const PlannedPerson& person, const domain::Programme& programme,
    const Interval<absl::CivilDay>& dates) const {
  if (auto kept = kept_.Find(person, dates); kept != nullptr) return kept;
  const Uuid& id = person.trajectory_id;
  ASSIGN_OR_RETURN(
      domain::Schedule loaded,
      Load(session, person, kLoadToPlan, {id, dates.end, dates.start, id, dates.end, dates.start, id}));
  if (!programme.orders.empty()) {
    std::map<Uuid, domain::Schedule> finished = {{id, {}}};
    RETURN_IF_ERROR(ScheduleRepository().LoadFinished(session, dates.start, finished));
    loaded.finished = std::move(finished.begin()->second.finished);
  }
  auto schedule = std::make_shared<const domain::Schedule>(std::move(loaded));
  kept_.Keep(person, dates, schedule);
  return schedule;
}

}  // namespace duaal::trajectory::storage
