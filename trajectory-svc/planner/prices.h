#ifndef TRAJECTORY_SVC_PLANNER_PRICES_H_
#define TRAJECTORY_SVC_PLANNER_PRICES_H_

#include <functional>
#include <vector>

#include "trajectory-svc/planner/model.h"
#include "trajectory-svc/planner/week_solver.h"

// Prices of seats. At given prices every person has a cheapest week, found exactly; what these cost, minus
// what all seats are worth, is a lower bound on every plan. The prices that make the bound high tell where a
// seat is scarce.
namespace duaal::planner {

struct PriceOptions {
  int iterations = 250;
  int threads = 1;
  const std::vector<Cost>* start = nullptr;  // yesterday's prices; null: nothing costs anything
  const References* references = nullptr;
  // Called after each iteration with the number done and the best bound; false stops.
  std::function<bool(int, Cost)> progress;
};

struct Pricing {
  std::vector<Cost> prices;  // of each resource of the model; those of floors are 0
  Cost bound = 0;
  std::vector<Week> weeks;  // of each person, the cheapest at these prices
  std::vector<Cost> least;  // what it costs, prices included
};

// Raises the bound by moving prices towards demand. The result depends on the model and the options, not on
// the number of threads.
[[nodiscard]] Pricing RaiseBound(const Model& model, const PriceOptions& options);

// Everybody's cheapest week at the prices, and the bound that they prove.
[[nodiscard]] Pricing PriceEverybody(const Model& model, const std::vector<Cost>& prices, int threads);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_PRICES_H_
