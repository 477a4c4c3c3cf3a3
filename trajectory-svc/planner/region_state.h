#ifndef TRAJECTORY_SVC_PLANNER_REGION_STATE_H_
#define TRAJECTORY_SVC_PLANNER_REGION_STATE_H_

#include <cstdint>
#include <vector>

#include "trajectory-svc/planner/model.h"
#include "trajectory-svc/planner/week_solver.h"

// A plan in the making: everybody's week and the seats that are left.
namespace duaal::planner {

class RegionState {
 public:
  explicit RegionState(const Model& model);

  [[nodiscard]] const Model& model() const { return *model_; }
  [[nodiscard]] const Week& week(int person) const { return weeks_[static_cast<std::size_t>(person)]; }
  // Cost of the person's week, with deviation from the references and without prices.
  [[nodiscard]] Cost cost(int person) const { return costs_[static_cast<std::size_t>(person)]; }
  [[nodiscard]] Cost total() const;
  [[nodiscard]] const std::vector<std::int32_t>& free() const { return free_; }
  [[nodiscard]] std::vector<std::int32_t>& free() { return free_; }
  [[nodiscard]] const References& references() const { return references_; }
  [[nodiscard]] bool open(int offering) const { return open_[static_cast<std::size_t>(offering)]; }
  [[nodiscard]] int Unplaced() const;

  // Gives a person a week, or takes it away; seats follow.
  void Place(int person, const Week& week);
  void Clear(int person);
  // Sets a week whose seats are counted elsewhere.
  void Assign(int person, const Week& week, Cost cost);
  // Counts all seats again.
  void Recount();
  // Takes what most members of each cohort have as the reference, and counts the costs again.
  void UpdateReferences();

  void Close(int offering);
  void Open(int offering);
  // The people who take part in an offering.
  [[nodiscard]] std::vector<std::int32_t> MembersOf(int offering) const;

  void FromPlan(const Plan& plan);
  [[nodiscard]] Plan ToPlan() const;

 private:
  void Take(const Week& week, int seats);
  [[nodiscard]] Cost CostOf(int person, const Week& week) const;

  const Model* model_;
  std::vector<Week> weeks_;
  std::vector<Cost> costs_;
  std::vector<std::int32_t> free_;
  References references_;
  std::vector<bool> open_;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_REGION_STATE_H_
