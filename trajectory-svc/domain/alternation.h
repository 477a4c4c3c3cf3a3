#ifndef TRAJECTORY_SVC_DOMAIN_ALTERNATION_H_
#define TRAJECTORY_SVC_DOMAIN_ALTERNATION_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "trajectory-svc/domain/programme.h"
#include "trajectory-svc/domain/timetable.h"

// Components that take turns, so that never two of them run in the same week (H13).
//
// Turns are counted in weeks from the Monday on which the alternation begins, not read off week numbers:
// after a year of 53 weeks two odd weeks follow each other, and one component would run twice in a row.
// Only where an offering itself runs in odd or even weeks do the components follow week numbers, because
// their offerings leave no choice; odd and even never share a week either.
namespace duaal::trajectory::domain {

// A component's place among those that take turns.
struct Turn {
  std::string component_code;
  int position = 0;                           // 0 .. turns-1
  int turns = 1;                              // how many take turns; 1: by `pattern` alone
  WeekPattern pattern = WeekPattern::kEvery;  // kEvery when turns are counted

  friend bool operator==(const Turn&, const Turn&) = default;
};

// What holds from a Monday on, until the next alternation.
struct Alternation {
  absl::CivilDay from;
  std::vector<Turn> turns;

  friend bool operator==(const Alternation&, const Alternation&) = default;
};

// What an offering demands of the component it delivers.
struct EnrolledPattern {
  std::string component_code;
  WeekPattern pattern = WeekPattern::kEvery;
};

// How a component runs as far as a client needs it: in `first_week` and every so many weeks after it.
struct Rhythm {
  WeekPattern pattern = WeekPattern::kEvery;  // of `first_week`, where two take turns
  std::optional<IsoWeek> first_week;          // set when turns are counted
  int every_weeks = 1;
};

// Whether the component runs in the week that begins on `monday`. Components outside every alternation
// always do. `alternations` stand in rising order of `from`; the last one that has begun decides.
[[nodiscard]] bool OnTurn(const std::vector<Alternation>& alternations, std::string_view component_code,
                          absl::CivilDay monday);

// The rhythm of a component under the newest alternation.
[[nodiscard]] Rhythm RhythmOf(const std::vector<Alternation>& alternations, std::string_view component_code);

// The alternation of the programme's rules over what is enrolled, from the Monday `from` on. The first
// component of a rule has the first turn.
//
// FAILED_PRECONDITION: NO_ALTERNATION_RULE; NOTHING_TO_ALTERNATE when no rule has two of its components
// enrolled; CANNOT_ALTERNATE when the offerings' own odd and even weeks leave no way.
[[nodiscard]] StatusOr<Alternation> PlanAlternation(const Programme& programme,
                                                    const std::vector<EnrolledPattern>& enrolled,
                                                    absl::CivilDay from);

}  // namespace duaal::trajectory::domain

#endif  // TRAJECTORY_SVC_DOMAIN_ALTERNATION_H_
