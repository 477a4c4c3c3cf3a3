#ifndef TRAJECTORY_SVC_DOMAIN_PROGRAMME_H_
#define TRAJECTORY_SVC_DOMAIN_PROGRAMME_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chassis/core/status.h"

// What trajectories need of a programme's definition, and the check that a definition agrees with itself.
namespace duaal::trajectory::domain {

// A kind of activity in the week. Zero means "not set" for every bound.
struct Component {
  std::string code;
  std::string display_name;
  int min_half_days = 0;  // a week
  int max_half_days = 0;
  int min_minutes = 0;  // a week
  int max_minutes = 0;
  bool class_time = false;                  // counts for limits on class time
  bool optional = false;                    // only for those who need it, so never missed
  std::string minimum_language_level = {};  // CEFR code at which it may start; empty: any (H19)
  int series_weeks = 0;                     // length of one series; zero when it comes in no series
};

// What a limit counts.
enum class LoadScope { kClass = 1, kAll = 2 };

// An upper limit on a week; zero for none.
struct LoadLimit {
  LoadScope scope = LoadScope::kAll;
  int max_half_days = 0;
  int max_minutes = 0;
  bool warning_only = false;
};

// What absence from a component leads to.
struct AbsenceRule {
  std::string component;
  int consecutive_absences = 1;  // in a row, without notice
};

// A programme as far as weeks, starts and absence need it.
struct Programme {
  std::string code;
  bool declaration_required = true;
  bool has_steps_before_start = true;
  bool case_manager_after_settlement = false;  // assigned from the day of settlement on (H08)
  std::vector<Component> components;
  std::vector<LoadLimit> load_limits;
  // Each entry: components that take turns when a week is too busy.
  std::vector<std::vector<std::string>> alternations;
  // Each entry: components of which each is finished before the next starts.
  std::vector<std::vector<std::string>> orders;
  std::vector<AbsenceRule> absence_rules;

  // The component, or nullptr.
  [[nodiscard]] const Component* Find(std::string_view component_code) const;
  // The rule that watches a component, or nullptr.
  [[nodiscard]] const AbsenceRule* FindAbsenceRule(std::string_view component_code) const;
};

// Where codes, references and ranges stand in a definition: all that its consistency depends on. Paths are
// those of the request, e.g. `definition.components[2].catalogue`.
struct ProgrammeOutline {
  // Codes that are unique among each other. `name` is what references call the list.
  struct CodeList {
    std::string name;
    std::vector<std::pair<std::string, std::string>> codes;  // path, code
  };
  // A value that must be a code of the named list; an empty value refers to nothing.
  struct Reference {
    std::string path;
    std::string list;
    std::string code;
  };
  // Two numbers in rising order. An end of 0 is open when `open_end`.
  struct Range {
    std::string path;
    std::int64_t start = 0;
    std::int64_t end = 0;
    bool open_end = false;
    bool half_open = false;  // an empty range is then a fault too
  };
  // A number that may not be negative, or not below `least`.
  struct Count {
    std::string path;
    std::int64_t value = 0;
    std::int64_t least = 0;
  };
  // Components of which each is finished before the next starts.
  struct Order {
    std::vector<std::pair<std::string, std::string>> components;  // path, code
  };
  // A date or enum that could not be read, or a value that a rule lacks.
  struct Fault {
    std::string path;
    std::string reason;
    std::string description;
  };

  std::vector<CodeList> code_lists;
  std::vector<Reference> references;
  std::vector<Range> ranges;
  std::vector<Count> counts;
  std::vector<Order> orders;
  std::vector<Fault> faults;
};

// Checks a definition against itself.
//
// INVALID_ARGUMENT: every inconsistency, each by its path: BAD_CODE, DUPLICATE_CODE, UNKNOWN_COMPONENT,
// UNKNOWN_CATALOGUE, UNKNOWN_ROLE, UNKNOWN_FUNDING_SOURCE ... (one per list), RANGE_REVERSED, OUT_OF_RANGE,
// ORDER_CYCLE (several orders together let a component wait for itself).
[[nodiscard]] Status CheckProgramme(const ProgrammeOutline& outline);

}  // namespace duaal::trajectory::domain

#endif  // TRAJECTORY_SVC_DOMAIN_PROGRAMME_H_
