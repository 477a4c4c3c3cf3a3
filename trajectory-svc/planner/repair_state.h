#ifndef TRAJECTORY_SVC_PLANNER_REPAIR_STATE_H_
#define TRAJECTORY_SVC_PLANNER_REPAIR_STATE_H_

#include <cstdint>
#include <vector>

#include "trajectory-svc/planner/model.h"
#include "trajectory-svc/planner/week_solver.h"

// Everybody's week during a repair, with who holds which seat, and a way back.
namespace duaal::planner {

// What a person's published week is worth after the change.
enum class Standing : std::uint8_t { kPossible, kHit, kArrived };

// Whether a week keeps the rules within itself and consists of the person's options.
[[nodiscard]] bool WeekFits(const Model& model, int person, const Week& week);
// Whether two placements of one person leave time for both, and whether a whole week keeps the person's
// rules.
[[nodiscard]] bool LeaveTime(const Model& model, ItemId a, ItemId b);
[[nodiscard]] bool KeepsRules(const Model& model, int person, const Week& week);
[[nodiscard]] bool IsOption(const Model& model, const RequirementModel& requirement, ItemId id);
// The published week; placements that no longer exist are kNoItem.
[[nodiscard]] Week PublishedWeek(const Model& model, int person);
// What is left of a week when everything that is impossible in it is taken away.
[[nodiscard]] Week Reduced(const Model& model, int person, const Week& week);
// The cost of a week level by level; `split` is left out. `total` is that of the week, where it is known.
[[nodiscard]] Objective ObjectiveOfWeek(const Model& model, int person, const Week& week, Cost total);
[[nodiscard]] Objective ObjectiveOfWeek(const Model& model, int person, const Week& week);
void Add(const Objective& more, Objective* sum);

class RepairState {
 public:
  explicit RepairState(const Model& model);

  // Begins with the published weeks, without what is impossible in them.
  void Publish();

  [[nodiscard]] const Model& model() const { return *model_; }
  [[nodiscard]] const Week& week(int person) const { return weeks_[Place(person)]; }
  [[nodiscard]] Cost cost(int person) const { return costs_[Place(person)]; }
  [[nodiscard]] Cost total() const { return total_; }
  [[nodiscard]] Standing standing(int person) const { return standing_[Place(person)]; }
  // Of somebody who has a published week.
  [[nodiscard]] bool Changed(int person) const { return changed_[Place(person)] != 0; }
  [[nodiscard]] bool Unplaced(int person) const;
  [[nodiscard]] std::int32_t free(std::uint32_t resource) const { return free_[resource]; }
  [[nodiscard]] std::vector<std::int32_t>& free() { return free_; }
  [[nodiscard]] const std::vector<std::int32_t>& occupants(std::uint32_t resource) const {
    return occupants_[resource];
  }
  [[nodiscard]] const References& references() const { return references_; }

  // Gives a person another week; seats may go below zero.
  void Set(int person, const Week& week);
  // Takes the person's seats; the cost stays that of the week before.
  void Lift(int person) { Set(person, EmptyWeek()); }

  // Everything after a mark can be undone; who was touched after it, with the week at the mark.
  struct Was {
    std::int32_t person = 0;
    Week week;
    Cost cost = 0;
  };
  [[nodiscard]] std::size_t Mark() const { return journal_.size(); }
  void Undo(std::size_t mark);
  void Forget() { journal_.clear(); }
  [[nodiscard]] const std::vector<Was>& journal() const { return journal_; }

  // Resources whose seats changed hands since this was last cleared.
  [[nodiscard]] std::vector<std::uint32_t>& touched() { return touched_; }

  // Floors. A closed offering takes nobody.
  [[nodiscard]] int Members(std::uint32_t floor_resource) const;
  void Close(std::uint32_t floor_resource);
  void Open(std::uint32_t floor_resource);
  // Of the resource that stands for an offering's floor: its floor; 0 for real resources.
  [[nodiscard]] int FloorOf(std::uint32_t resource) const {
    return resource < first_floor_ ? 0 : floors_[resource - first_floor_];
  }
  [[nodiscard]] int OfferingOfFloor(std::uint32_t resource) const {
    return floor_offerings_[resource - first_floor_];
  }
  [[nodiscard]] bool BreaksFloor(std::uint32_t resource) const;

  void UpdateReferences();
  [[nodiscard]] Cost CostOf(int person, const Week& week) const;
  [[nodiscard]] Plan ToPlan() const;

 private:
  static std::size_t Place(int person) { return static_cast<std::size_t>(person); }
  void Assign(int person, const Week& week, Cost cost);
  void Take(int person, const Week& week, bool give_back);

  const Model* model_;
  std::vector<Week> weeks_;
  std::vector<Cost> costs_;
  Cost total_ = 0;
  std::vector<Standing> standing_;
  std::vector<std::uint8_t> changed_;
  std::vector<std::int32_t> free_;
  std::vector<std::vector<std::int32_t>> occupants_;
  References references_;
  std::vector<Was> journal_;
  std::vector<std::uint32_t> touched_;
  std::uint32_t first_floor_ = 0;
  std::vector<int> floors_;  // of the resources from first_floor_ on
  std::vector<int> floor_offerings_;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_REPAIR_STATE_H_
