#ifndef TRAJECTORY_SVC_PLANNER_IMPROVER_H_
#define TRAJECTORY_SVC_PLANNER_IMPROVER_H_

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/random.h"
#include "trajectory-svc/planner/region_state.h"

// The search of region plans: someone who could have it better, and those who are in the way, give up their
// weeks and get new ones, each the exact best that the seats allow; worse results are sometimes kept.
namespace duaal::planner {

// A part of the region that is searched by itself: some people, with the seats that they may use.
struct Part {
  std::vector<std::int32_t> people;
  std::vector<std::pair<std::uint32_t, std::int32_t>> spare;  // seats beside those that its people have
  std::uint64_t seed = 0;
  std::int64_t moves = 0;
  double hot = 0;  // temperature at the beginning and at the end
  double cold = 0;
};

// Searches parts, one at a time; keep one per thread.
class Improver {
 public:
  // `prices` and `least` (everybody's cheapest week at these prices) tell who could have it better; `floors`
  // is everybody's cheapest week when seats cost nothing and never run out.
  Improver(const Model& model, const std::vector<Cost>& prices, const std::vector<Cost>& least,
           const std::vector<Cost>& floors);

  // Improves the weeks of the part's people in `state`. Touches nothing else of the state, not even its
  // seats.
  void Run(const Part& part, RegionState* state);

 private:
  static constexpr std::size_t kMostMoved = 20;
  static constexpr Cost kNoSeat = kImpossible / 64;  // a price that nobody pays

  void Enter();
  void Leave();
  void Move(double temperature);
  // People in the way make room, and get new weeks in any order. These moves say whether to keep the result.
  bool MakeRoom(int person);
  // The person takes what seems best, also from others; who loses a seat does the same, and so on.
  bool Chain(int person);
  bool TakeOver(int person);
  bool Settle(int person, const Week& week, Cost cost);
  [[nodiscard]] bool PickLoser(std::uint32_t resource);
  [[nodiscard]] bool Evener() const;
  void Begin(int person);
  void Undo();
  [[nodiscard]] bool Lacks(int person) const;
  [[nodiscard]] int PickPerson();
  void PickOthers(int person);
  void AddOther(std::int32_t person);
  void AddOccupantOf(std::uint32_t resource);
  void Release(int person);
  void Occupy(int person);
  bool Reinsert(int person, bool priced);
  void UpdateStealPrice(std::uint32_t resource);
  [[nodiscard]] Cost PriceOfWeek(const Week& week) const;
  [[nodiscard]] bool Holds(const Week& week, std::uint32_t resource) const;

  const Model& model_;
  const std::vector<Cost>& prices_;
  const std::vector<Cost>& least_;
  const std::vector<Cost>& floors_;
  WeekSolver solver_;
  Random random_{0};
  const Part* part_ = nullptr;
  RegionState* state_ = nullptr;
  std::vector<std::int32_t> free_;      // seats left; 0 outside the part's
  std::vector<std::uint32_t> touched_;  // resources that the part can use
  std::vector<Cost> steal_prices_;  // of each resource: the price, and more where a seat would be another's
  Cost steal_ = 0;
  Cost allowed_ = 0;  // what the weeks of those who move may still cost above their floors
  std::vector<std::vector<std::int32_t>> occupants_;  // of each resource, of this part's people
  std::vector<std::int32_t> moved_;
  std::vector<std::int32_t> lacking_;  // people of this part who lack something, and some who did
  std::vector<std::int32_t> wanted_;
  std::vector<std::int32_t> losers_;
  std::vector<std::uint32_t> taken_;
  std::vector<Week> before_;  // of those in `moved_`
  std::vector<Cost> before_costs_;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_IMPROVER_H_
