#ifndef TRAJECTORY_SVC_APP_SUGGEST_WEEK_H_
#define TRAJECTORY_SVC_APP_SUGGEST_WEEK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/app/misfit_words.h"
#include "trajectory-svc/app/planner_instance.h"

namespace duaal::trajectory::app {

inline constexpr int kDefaultAlternatives = 3;
inline constexpr int kMostAlternatives = 10;

// What is asked.
struct SuggestWeekQuery {
  Uuid trajectory_id;
  IsoWeek week;
  int alternatives = kDefaultAlternatives;
  std::vector<std::string> component_codes;  // empty: all that the person lacks
  std::vector<Unavailability> unavailable;
  int max_half_days = 0;
  Language language = Language::kDutch;
};

// A place in an offering, with the half-days.
struct SuggestedActivity {
  std::string component_code;
  std::shared_ptr<const domain::Offering> offering;
  std::vector<domain::Slot> timetable;
  int seats_left = 0;
  absl::CivilDay entry_date;
  bool agreed_per_person = false;
  bool enrolled = false;
  std::vector<Uuid> others;  // where the same half-days can be agreed
};

// One choice.
struct WeekChoice {
  std::vector<SuggestedActivity> activities;
  std::vector<std::string> unplaced;
  planner::Cost cost = 0;
};

// What stands in the way. The numbers are those of the proto.
enum class ObstacleKind {
  kComponent = 1,
  kSeats = 2,
  kLimit = 3,
  kTravel = 4,
  kUnavailable = 5,
  kRule = 6,
  kLanguageLevel = 7,
  kEntry = 8,
  kSize = 9,
  kFixed = 10,
  kNoOffering = 11,
};

struct MisfitObstacle {
  ObstacleKind kind = ObstacleKind::kNoOffering;
  std::string description;
  std::string component_code;
  std::optional<Uuid> offering_id;
};

struct MisfitRemedy {
  ObstacleKind kind = ObstacleKind::kNoOffering;
  std::string description;
  std::optional<Uuid> offering_id;  // that the component then gets
  int from = 0;
  int to = 0;
  planner::Cost cost = 0;
};

// Why a component is left out of the best choice.
struct Misfit {
  std::string component_code;
  std::vector<MisfitObstacle> conflict;
  std::vector<MisfitRemedy> remedies;
};

struct Suggestion {
  std::vector<WeekChoice> choices;  // best first
  std::vector<Misfit> misfits;
};

// A suggestion with the version of the schedule that it rests on, or an older one.
struct SuggestionView {
  Uuid trajectory_id;
  Uuid participant_id;
  IsoWeek week;
  std::int64_t schedule_version = 0;
  Suggestion suggestion;
};

// The choices and misfits for a task. Pure.
//
// FAILED_PRECONDITION: TOO_MANY_COMPONENTS with those that stand; CANNOT_PLAN when what stands in the weeks
// contradicts itself; TOO_VARIED when the catalogue has more different times than can be planned with.
[[nodiscard]] StatusOr<Suggestion> Suggest(const PlanningTask& task, int alternatives, Language language);

// Status codes: those of WeekService.SuggestWeek.
[[nodiscard]] StatusOr<SuggestionView> SuggestWeek(const Deps& deps, const Caller& caller,
                                                   const SuggestWeekQuery& query);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_SUGGEST_WEEK_H_
