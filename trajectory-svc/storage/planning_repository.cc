#include "trajectory-svc/storage/planning_repository.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>
#include <vector>

#include "chassis/access/rights.h"
#include "trajectory-svc/domain/offering.h"

namespace duaal::trajectory::storage {
namespace {

constexpr access::Columns kRights{"t.municipality_code", "t.participant_id"};

// Rows of several kinds in one result, for a round trip costs more than any of these look-ups. Each kind has
// its columns where the others have values of the same type. The rights stand at the person; without that
// row the others are not looked at.
enum Part : int { kPerson = 0, kSeat = 1, kPlan = 2, kTurn = 3, kCancelled = 4 };
enum Column : std::size_t {
  kPart,
  kIdA,      // person; enrolment
  kIdB,      // offering
  kCode,     // programme; component
  kText,     // municipality; name shown
  kFrom,     // start; valid or holds from; date of a session
  kUntil,    // valid or holds until
  kFlag,     // version of the programme; week pattern; for one week only
  kOrdinal,  // version of the schedule; place among the slots, activities or turns
  kFirst,    // weekday; turns; start minute of a session
  kSecond,   // start minute; week pattern
  kThird,    // end minute
  kSite,     // language level; site
};

// A seat without a timetable, and an empty saved week, come as one row with a NULL weekday. The indexes are
// named because to weigh four of them takes longer than to read the rows.
#define PLANNED_PERSON                                                                                     \
  "SELECT 0, t.participant_id, NULL, t.programme_code, t.municipality_code, t.start_date, NULL,"           \
  " p.row_version, v.row_version, NULL, NULL, NULL, c.language_level FROM trajectory t"                    \
  " LEFT JOIN trajectory_schedule v ON v.trajectory_id = t.id"                                             \
  " LEFT JOIN programme p ON p.code = t.programme_code"                                                    \
  " LEFT JOIN candidate c ON c.referral_id = t.referral_id WHERE t.id = ? AND {rights}"                    \
  " UNION ALL SELECT 1, e.id, e.offering_id, e.component_code, o.display_name, e.start_date, e.end_date,"  \
  " o.week_pattern, s.ordinal, s.weekday, s.start_minute, s.end_minute, s.site"                            \
  " FROM enrolment e FORCE INDEX (enrolment_trajectory) JOIN offering o ON o.id = e.offering_id"           \
  " LEFT JOIN offering_slot s ON s.offering_id = e.offering_id"                                            \
  " WHERE e.trajectory_id = ? AND e.start_date < ? AND e.end_date > ?"                                     \
  " UNION ALL SELECT 2, NULL, a.offering_id, a.component_code, a.display_name, w.week_date, w.until_date," \
  " w.this_week_only, a.ordinal, a.weekday, a.start_minute, a.end_minute, a.site FROM saved_week w"        \
  " LEFT JOIN planned_activity a ON a.trajectory_id = w.trajectory_id AND a.week_date = w.week_date"       \
  " AND a.this_week_only = w.this_week_only"                                                               \
  " WHERE w.trajectory_id = ? AND w.week_date < ? AND w.until_date > ?"                                    \
  " UNION ALL SELECT 3, NULL, NULL, r.component_code, NULL, r.from_date, NULL, NULL, r.position, r.turns," \
  " r.week_pattern, NULL, NULL FROM component_turn r WHERE r.trajectory_id = ?"
constexpr std::string_view kFindToPlan = PLANNED_PERSON;
constexpr std::string_view kFind = PLANNED_PERSON
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

void Add(const sql::Row& row, PlannedPerson& person) {
  domain::Schedule& schedule = person.schedule;
  switch (row.Int(kPart)) {
    case kPerson:
      person.participant_id = row.Id(kIdA);
      person.programme_code = row.Str(kCode);
      person.municipality_code = row.Str(kText);
      person.start_date = row.Date(kFrom);
      person.schedule_version = row.Int(kOrdinal);
      if (!row.IsNull(kFlag)) person.programme_version = row.Int(kFlag);
      schedule.language_level = row.Str(kSite);
      return;
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

StatusOr<PlannedPerson> FindBy(sql::Session& session, std::string_view text, const Uuid& id,
                               const Viewer& viewer, std::vector<sql::Value> values) {
  const access::Scoped scoped =
      access::Scope(text, kRights, viewer.principal, viewer.today, {id}, std::move(values));
  ASSIGN_OR_RETURN(sql::Rows rows, session.Query(scoped.text, scoped.values));
  std::sort(rows.begin(), rows.end(),
            [](const sql::Row& a, const sql::Row& b) { return KeyOf(a) < KeyOf(b); });
  if (rows.empty() || rows.front().Int(kPart) != kPerson) return NotFound("This trajectory");
  PlannedPerson person;
  for (const sql::Row& row : rows) Add(row, person);
  return person;
}

}  // namespace

StatusOr<PlannedPerson> PlanningRepository::Find(sql::Session& session, const Uuid& id,
                                                 const Interval<absl::CivilDay>& dates,
                                                 const Viewer& viewer) const {
  return FindBy(session, kFind, id, viewer,
                {id, dates.end, dates.start, id, dates.end, dates.start, id, domain::SessionState::kCancelled,
                 dates.start, dates.end, id, dates.end, dates.start});
}

StatusOr<PlannedPerson> PlanningRepository::FindToPlan(sql::Session& session, const Uuid& id,
                                                       const Interval<absl::CivilDay>& dates,
                                                       const Viewer& viewer) const {
  return FindBy(session, kFindToPlan, id, viewer,
                {id, dates.end, dates.start, id, dates.end, dates.start, id});
}

}  // namespace duaal::trajectory::storage
