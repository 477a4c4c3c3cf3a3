#ifndef TRAJECTORY_SVC_PLANNER_WEEK_POOL_H_
#define TRAJECTORY_SVC_PLANNER_WEEK_POOL_H_

#include <cstdint>
#include <span>
#include <vector>

#include "trajectory-svc/planner/model.h"
#include "trajectory-svc/planner/week_solver.h"

// Weeks found so far for each person, with the seats that they take. Of weeks that take the same seats only
// the cheapest is kept.
namespace duaal::planner {

struct PoolWeek {
  Cost cost = 0;  // without prices
  std::uint64_t key = 0;
  std::uint32_t first_seat = 0;  // range in the person's seats
  std::uint32_t first_item = 0;  // one item for each requirement
  std::uint16_t seat_count = 0;
};

// The pools of different people may be changed at the same time.
class WeekPool {
 public:
  explicit WeekPool(const Model& model);

  // False when the pool holds a week with these seats that costs no more.
  bool Add(int person, const Week& week, Cost cost);
  // The weeks found so far are ordered by what they cost at the prices, cheapest first, and what lies more
  // than `reach` above the cheapest is dropped.
  void Sort(int person, const std::vector<Cost>& prices, Cost reach);
  // Counts the costs again, as the references are now.
  void Recost(int person, const References& references);

  [[nodiscard]] std::span<const PoolWeek> WeeksOf(int person) const { return Of(person).weeks; }
  // Resources, one for each seat.
  [[nodiscard]] std::span<const std::uint32_t> SeatsOf(int person, const PoolWeek& week) const {
    return {Of(person).seats.data() + week.first_seat, week.seat_count};
  }
  [[nodiscard]] Week WeekOf(int person, const PoolWeek& week) const;

 private:
  struct PersonPool {
    std::vector<PoolWeek> weeks;
    std::vector<std::uint32_t> seats;
    std::vector<ItemId> items;
  };
  [[nodiscard]] const PersonPool& Of(int person) const { return people_[static_cast<std::size_t>(person)]; }

  const Model& model_;
  std::vector<PersonPool> people_;
};

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_WEEK_POOL_H_
