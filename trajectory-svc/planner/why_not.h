#ifndef TRAJECTORY_SVC_PLANNER_WHY_NOT_H_
#define TRAJECTORY_SVC_PLANNER_WHY_NOT_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "trajectory-svc/planner/model.h"

// Why something cannot be planned for a person, and what would make it possible.
namespace duaal::planner {

// What can stand in the way. Each is a group of constraints that is lifted as a whole.
enum class ObstacleType {
  kRequirement,  // `requirement` has to be placed as well
  kSeats,        // the seats of offering `index` are taken
  kFloor,        // offering `index` does not open: too few people
  kLimit,        // the person's limit `index` (place in Person::limits)
  kTravel,       // travel times between placements
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
  Week week;            // the person's best week then
  Cost cost = 0;        // of that week, without prices
  Cost seat_price = 0;  // of kSeats: what the given prices say of the seats that the week lacks
  int competitors = 0;  // of kSeats: people who hold the scarcest of those seats now
};

struct WhyNotQuery {
  int person = 0;
  std::uint32_t demanded = 0;   // bit r: requirement r is to be placed
  std::optional<int> offering;  // the requirement `wanted` is to be placed in this offering
  int wanted = -1;
  const std::int32_t* free = nullptr;  // seats left of each resource of the model, the person's own among
                                       // them; null: every seat is there
  const Cost* prices = nullptr;        // of seats, when a region plan has them
  const References* references = nullptr;
  int most_conflicts = 1;  // how many minimal conflicts to look for, 1 to kMostConflicts
};
inline constexpr int kMostConflicts = 50;

struct WhyNot {
  bool possible = false;
  Week week = EmptyWeek();  // when possible: the best week that does it
  Cost cost = 0;            // and its cost, without prices
  // Each is minimal: lifting any one member makes the rest of it possible. One without members says that
  // nothing which can be lifted stands in the way: there is no open offering of the kind.
  std::vector<std::vector<Obstacle>> conflicts;
  bool all_conflicts = false;    // there are no others; false as well when looking for them took too long
  std::vector<Remedy> remedies;  // every single step, the cheapest week first
};

struct WhyNotTables;

// Answers for one person at a time; keep one per thread. Answers depend on the query alone. A requirement is
// an obstacle to the others; the one that is wanted, or the only one demanded, is what the question is about
// and cannot be lifted.
class Explainer {
 public:
  explicit Explainer(const Model& model);
  ~Explainer();
  Explainer(const Explainer&) = delete;
  Explainer& operator=(const Explainer&) = delete;

  [[nodiscard]] WhyNot Explain(const WhyNotQuery& query) const;

 private:
  std::unique_ptr<const WhyNotTables> tables_;
};

// The same, for one question.
[[nodiscard]] WhyNot Explain(const Model& model, const WhyNotQuery& query);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WHY_NOT_H_
