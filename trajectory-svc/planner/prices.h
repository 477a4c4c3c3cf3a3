#ifndef TRAJECTORY_SVC_PLANNER_PRICES_H_
#define TRAJECTORY_SVC_PLANNER_PRICES_H_

#include <functional>
#include <vector>

#include "trajectory-svc/planner/model.h"
#include "trajectory-svc/planner/week_pool.h"

// Prices of seats. At given prices every person has a cheapest week, found exactly; what these cost, minus
// what all seats are worth, is a lower bound on every plan. The prices that make the bound high tell where a
// seat is scarce.
namespace duaal::planner {

struct PriceOptions {
  int rounds = 36;
  int threads = 1;
  const std::vector<Cost>* start = nullptr;  // yesterday's prices; null: nothing costs anything
  // Seats are so scarce that somebody goes without, or changes a published week: prices may rise to what that
  // costs. It takes twice as many rounds.
  bool scarce = false;
  // Called after each round with the number done and the best bound; false stops.
  std::function<bool(int, Cost)> progress;
};

struct Pricing {
  std::vector<Cost> prices;  // of each resource of the model; those of floors are 0
  Cost bound = 0;
  std::vector<Cost> least;  // what everybody's cheapest week costs, prices included
};

// Raises the bound by moving prices towards demand. The weeks that it meets on its way are added to `pool`.
// The result depends on the model and the options, not on the number of threads.
[[nodiscard]] Pricing RaiseBound(const Model& model, const PriceOptions& options, WeekPool* pool);

// Everybody's cheapest week at the prices, and the bound that they prove. The weeks are added to `pool` when
// there is one.
[[nodiscard]] Pricing PriceEverybody(const Model& model, const std::vector<Cost>& prices, int threads,
                                     WeekPool* pool);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_PRICES_H_
