#ifndef TRAJECTORY_SVC_DOMAIN_WEEK_PLAN_H_
#define TRAJECTORY_SVC_DOMAIN_WEEK_PLAN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "trajectory-svc/domain/alternation.h"
#include "trajectory-svc/domain/programme.h"
#include "trajectory-svc/domain/timetable.h"

// The week of a person: what stands in it by enrolment, what is planned besides, what it adds up to, and
// what does not fit.
namespace duaal::trajectory::domain {

// Weeks ahead over which a change of the schedule is checked.
inline constexpr int kCheckedWeeks = 156;

// A seat in an offering, with the timetable it brings into the person's weeks.
struct EnrolledOffering {
  Uuid enrolment_id;
  Uuid offering_id;
  std::string component_code;
  std::string display_name;
  Interval<absl::CivilDay> valid;
  WeekPattern pattern = WeekPattern::kEvery;  // of the offering
  std::vector<Slot> timetable;                // empty: half-days are agreed per person
  bool proposed = false;                      // not taken yet; it is asked whether it fits
};

// A stretch agreed with the person.
struct PlannedActivity {
  std::string component_code;
  Slot slot;
  std::optional<Uuid> offering_id;
  std::string display_name;
};

// What was saved for a week: it holds from that Monday until a later saved week, or for one week.
struct SavedPlan {
  Interval<absl::CivilDay> holds;
  bool this_week_only = false;
  std::vector<PlannedActivity> activities;
  bool proposed = false;  // not saved yet; it is asked whether it fits
};

// A session of an offering that does not take place.
struct CancelledSession {
  Uuid offering_id;
  absl::CivilDay date;
  TimeOfDay start;
};

// All that decides a person's weeks within the stretch of time it was loaded for.
struct Schedule {
  std::vector<EnrolledOffering> enrolled;
  std::vector<SavedPlan> plans;
  std::vector<CancelledSession> cancelled;
  std::vector<Alternation> alternations;  // in rising order of `from`
  std::string language_level;             // of the person; empty when unknown
  // Components that ended before the stretch; only loaded where the programme orders components.
  std::vector<std::string> finished;
};

// A stretch of one week.
struct Activity {
  std::string component_code;
  Slot slot;
  absl::CivilDay date;
  HalfDay half_day = HalfDay::kMorning;
  std::optional<Uuid> offering_id;
  std::string display_name;
  bool fixed = false;      // by enrolment
  bool proposed = false;   // of something that is not saved yet
  int planned_index = -1;  // place among the planned activities of its plan
};

// A component's share of a week.
struct ComponentTotal {
  std::string component_code;
  int half_days = 0;
  int minutes = 0;

  friend bool operator==(const ComponentTotal&, const ComponentTotal&) = default;
};

// Something worth knowing about a week.
struct Finding {
  std::string reason;  // TIMETABLE_CLASH, LOAD_EXCEEDED ... as `ComposeWeek` and `FindOutOfOrder` say
  std::string description;
  bool blocking = false;  // something proposed takes part, so it is refused
  std::vector<std::string> component_codes;
  std::vector<int> planned_indexes;  // of the proposed planned activities concerned
};

// A day after all days: the end of what has no end.
inline constexpr absl::CivilDay kForever(9999, 12, 31);

// One ISO week.
struct Week {
  IsoWeek week;
  std::vector<Activity> activities;    // by time
  std::vector<ComponentTotal> totals;  // in the programme's order; only components that occur
  int half_days = 0;                   // distinct half-days in which anything starts
  int class_half_days = 0;             // the same, of components that count as class time
  int minutes = 0;
  std::vector<Finding> findings;
};

// The plan that holds in the week of a Monday, or nullptr; one for that week alone goes first.
[[nodiscard]] const SavedPlan* PlanOf(const Schedule& schedule, absl::CivilDay monday);

// Whether the person has a seat in the offering on a day.
[[nodiscard]] bool HoldsSeat(const Schedule& schedule, const Uuid& offering_id, absl::CivilDay date);

// The schedule with a plan proposed for `week`: it takes the place of what was saved for that very week and
// holds until the next saved week, or for this week only.
[[nodiscard]] Schedule WithPlan(Schedule schedule, const IsoWeek& week, bool this_week_only,
                                std::vector<PlannedActivity> activities);

// Puts the week together and says what does not fit:
//   TIMETABLE_CLASH  two activities share a moment;
//   LOAD_EXCEEDED    more half-days or minutes than a limit of the programme;
//   TOO_BUSY         the same, of a limit that only warns; or a limit is reached while components that may
//                    take turns run side by side (H13);
//   ABOVE_MAXIMUM    more of a component than the programme asks;
//   BELOW_MINIMUM    less of one than it asks, unless another component has its turn;
//   LANGUAGE_LEVEL_TOO_LOW  a component stands in the week that asks for more language than the person has;
//   AWAITS_LANGUAGE_LEVEL   one does not, and waits for the person's language (H19).
[[nodiscard]] Week ComposeWeek(const Programme& programme, const Schedule& schedule, const IsoWeek& week);

// The blocking findings of all weeks from `first` for `weeks` weeks, each kind once, with the first week in
// which it shows.
[[nodiscard]] std::vector<Finding> FindBlocking(const Programme& programme, const Schedule& schedule,
                                                const IsoWeek& first, int weeks);

// A component that the person's language level does not reach, as LANGUAGE_LEVEL_TOO_LOW; nothing when it
// does.
[[nodiscard]] std::optional<Finding> FindLevelTooLow(const Component& component,
                                                     const std::string& language_level);

// Checks planned activities by themselves, before they are put into a week. Paths begin with
// `activities[i]`.
//
// INVALID_ARGUMENT: UNKNOWN_COMPONENT, INTERVAL_REVERSED, NOT_ENROLLED in the offering named,
// FIXED_TIMETABLE of that offering, OTHER_COMPONENT than the offering's, OUT_OF_TURN in a week of its own
// where another component has its turn.
[[nodiscard]] Status CheckPlanned(const Programme& programme, const Schedule& schedule,
                                  const std::vector<PlannedActivity>& activities, const IsoWeek& week,
                                  bool this_week_only);

}  // namespace duaal::trajectory::domain

#endif  // TRAJECTORY_SVC_DOMAIN_WEEK_PLAN_H_
