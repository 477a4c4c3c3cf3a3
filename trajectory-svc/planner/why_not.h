#ifndef TRAJECTORY_SVC_PLANNER_WHY_NOT_H_
#define TRAJECTORY_SVC_PLANNER_WHY_NOT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "trajectory-svc/planner/model.h"

// Why something cannot be planned for a person, and what would make it possible.
namespace duaal::planner {

// What can stand in the way. Each is a group of constraints that is relaxed as a whole.
enum class ObstacleType {
  kRequirement,  // `requirement` has to be placed as well
  kSeats,        // the seats of offering `index` are taken
  kLimit,        // the person's limit `index` (place in Person::limits)
  kTravel,       // travel times
  kBlock,        // the person's block `index`
  kRule,         // rule `index`
  kCondition,    // condition `index` of `requirement`
  kReach,        // how far the person travels
  kEntry,        // when one can begin
  kSize,         // the size that `requirement` asks
  kPinned,       // what was agreed for `requirement`
};

struct Obstacle {
  ObstacleType type = ObstacleType::kRequirement;
  int requirement = -1;
  int index = -1;
  friend auto operator<=>(const Obstacle&, const Obstacle&) = default;
};

// One step that makes the question possible.
struct Remedy {
  Obstacle obstacle;  // that is lifted
  int from = 0;       // of a limit, in its unit: what it is, and the least that it must become
  int to = 0;
  Cost cost = 0;      // of the person's best week then
  Week week;          // that week
  Cost seat_price = 0;   // of kSeats: what the region's prices say that the seat is worth; 0 when free of charge
  int competitors = 0;   // of kSeats: people who hold the seats now
};

struct WhyNotQuery {
  int person = 0;
  std::uint32_t demanded = 0;              // bit r: requirement r is to be placed
  std::optional<int> offering;             // the requirement `wanted` is to be placed in this offering
  int wanted = -1;
  const std::int32_t* free = nullptr;      // seats left of each resource of the model
  const Cost* prices = nullptr;            // of seats, when a region plan has them
  int most_conflicts = 1;                  // how many minimal conflicts to look for, at most 50
};

struct WhyNot {
  bool possible = false;
  Week week;                               // when possible: the best week that does it
  std::vector<std::vector<Obstacle>> conflicts;  // each minimal: lifting any one member breaks it
  bool all_conflicts = false;              // there are no others
  std::vector<Remedy> remedies;            // every single step, the cheapest week first
};

[[nodiscard]] WhyNot Explain(const Model& model, const WhyNotQuery& query);

enum class Language { kDutch, kEnglish };

// A sentence about an obstacle or a remedy, with the names that people know: "De plaatsen van Taalles B
// (maandag- en woensdagochtend) zijn bezet". Says nothing about anybody else.
[[nodiscard]] std::string Describe(const Model& model, int person, const Obstacle& obstacle, Language language);
[[nodiscard]] std::string Describe(const Model& model, int person, const Remedy& remedy, Language language);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WHY_NOT_H_
