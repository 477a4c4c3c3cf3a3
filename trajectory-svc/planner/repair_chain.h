#ifndef TRAJECTORY_SVC_PLANNER_REPAIR_CHAIN_H_
#define TRAJECTORY_SVC_PLANNER_REPAIR_CHAIN_H_

#include <array>
#include <cstdint>
#include <vector>

#include "trajectory-svc/planner/repair_state.h"

// Ejection chains: somebody takes a seat, who had it takes another one, and so on. What it costs to free a
// seat of a resource is a price; prices are found when a week that wants the seat is the best so far, never
// before.
namespace duaal::planner {

class RepairChains {
 public:
  static constexpr int kMostDepth = 3;

  // Who has to leave a seat tries to replace the placement that holds it; with `exact` the whole week is
  // looked at, which takes ten times as long and finds a little more.
  explicit RepairChains(RepairState* state);
  void set_exact(bool exact) { exact_ = exact; }

  // The best week of the person with the seats that are free, exactly; its own are among them. Gives it when
  // it costs less than the week that the person has, or as much when it is the published one.
  bool Replan(int person);
  // The same, when up to `depth` people one after the other may have to leave a seat. Takes the result only
  // when everybody together pays less.
  bool Improve(int person, int depth);
  // Weeks solved so far.
  [[nodiscard]] std::int64_t solves() const { return solves_; }
  // What the person would pay without any seat of the resource; kImpossible when not below `below`.
  Cost LeaveFor(int person, std::uint32_t resource, Cost below, Week* week);
  // Whether somebody left a group since the mark that has too few people now.
  [[nodiscard]] bool BreaksFloors(std::size_t mark) const;
  // The cheapest of the person's weeks at `free` seats and `prices` that does not use more seats than there
  // are; either may be null.
  Cost SolveFor(int person, const Cost* prices, bool seats, Cost below, Week* week);

 private:
  static constexpr Cost kNoSeat = kImpossible / 64;  // a price that nobody pays
  static constexpr std::uint32_t kNothing = 0xFFFFFFFF;

  // What it costs when somebody leaves a resource, and who that is.
  struct Leave {
    std::uint32_t stamp = 0;  // of the improvement for which this was found
    std::int32_t person = -1;
    int depth = 0;  // people who may have to leave after this one
    Cost price = 0;
    Week week;
  };
  struct Step {
    std::uint32_t resource = 0;
    int depth = 0;
  };

  [[nodiscard]] std::size_t Index(int depth, std::uint32_t resource) const {
    return static_cast<std::size_t>(depth - 1) * resources_ + resource;
  }
  void Refresh();
  [[nodiscard]] Cost LeastPrice(std::uint32_t resource) const;
  [[nodiscard]] Cost ChangeOf(int person) const;
  Cost Ideal(int person, Cost before);
  Cost SolveLazily(int person, std::uint32_t banned, int depth, Cost below, Week* week);
  Cost SolveLent(int person, std::uint32_t banned, int depth, Cost below, Week* week);
  bool PriceWeek(int person, const Week& week, int depth);
  void Evaluate(std::uint32_t resource, int depth);
  Cost Swap(int person, std::uint32_t resource, int depth, Cost below, Week* week);
  Cost SwapOne(int person, std::size_t requirement, int depth, Cost below, Week* week,
               std::uint32_t resource);
  Cost Evaluated(ItemId item, int person, std::uint32_t banned, int depth, Cost below);
  Cost PriceOfOption(ItemId item, std::uint32_t banned, int depth, Cost below, bool evaluate);
  void MarkOwn(const Week& week);
  [[nodiscard]] Cost LeastOfLeaving(int person, std::uint32_t resource, int depth);
  bool Follow(int depth);
  void Polish(std::size_t mark);
  bool LeaveDirectly(std::uint32_t resource);
  [[nodiscard]] bool Moved(int person) const;
  void Overfull(const Week& week, int depth, std::vector<Step>* steps) const;
  [[nodiscard]] bool TooMany(const Week& week, std::uint32_t* resource) const;

  RepairState& state_;
  const Model& model_;
  WeekSolver solver_;
  std::size_t resources_;
  std::uint32_t stamp_ = 0;
  std::size_t mark_ = 0;       // of the state, where this improvement began
  Cost most_ = 0;              // that a seat can be worth in this improvement
  std::vector<Leave> leaves_;  // by depth and resource
  std::vector<Cost> prices_;   // by depth and resource
  std::vector<std::uint32_t> changed_prices_;
  std::vector<std::uint32_t> own_;  // by resource: the stamp of the person who holds it
  std::uint32_t own_stamp_ = 0;
  std::vector<Cost> ideals_;  // of each person, -1: not known yet
  std::vector<std::pair<std::size_t, Cost>> lent_;
  std::vector<Step> steps_;
  std::int64_t solves_ = 0;
  bool exact_ = false;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_REPAIR_CHAIN_H_
