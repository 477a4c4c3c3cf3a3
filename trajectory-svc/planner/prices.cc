#include "trajectory-svc/planner/prices.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "trajectory-svc/planner/parallel.h"

namespace duaal::planner {
namespace {

constexpr int kBlockPeople = 64;

// Prices everybody, by blocks on several threads; all sums are of integers, so their order does not matter.
class Pricer {
 public:
  Pricer(const Model& model, int threads, const References* references)
      : model_(model), threads_(std::max(1, threads)), references_(references) {
    for (int i = 0; i < threads_; ++i) solvers_.push_back(std::make_unique<WeekSolver>(model));
  }

  Pricing Run(const std::vector<Cost>& prices) {
    Pricing pricing;
    const auto people = static_cast<std::size_t>(model_.people());
    pricing.prices = prices;
    pricing.weeks.resize(people);
    pricing.least.resize(people);
    const int blocks = (model_.people() + kBlockPeople - 1) / kBlockPeople;
    ForBlocks(blocks, threads_, [&](int worker, int block) {
      const int end = std::min(model_.people(), (block + 1) * kBlockPeople);
      for (int person = block * kBlockPeople; person < end; ++person) {
        WeekQuery query;
        query.person = person;
        query.prices = prices.data();
        query.references = references_;
        const auto place = static_cast<std::size_t>(person);
        pricing.least[place] =
            solvers_[static_cast<std::size_t>(worker)]->Solve(query, &pricing.weeks[place]);
      }
    });
    for (const Cost least : pricing.least) pricing.bound += least;
    for (int k = 0; k < model_.real_resources(); ++k) {
      pricing.bound -= prices[static_cast<std::size_t>(k)] * model_.seats()[static_cast<std::size_t>(k)];
    }
    return pricing;
  }

 private:
  const Model& model_;
  const int threads_;
  const References* references_;
  std::vector<std::unique_ptr<WeekSolver>> solvers_;
};

// Seats asked for beyond those there are.
std::vector<std::int32_t> Excess(const Model& model, const std::vector<Week>& weeks) {
  std::vector<std::int32_t> excess(model.seats().size());
  for (std::size_t k = 0; k < excess.size(); ++k) excess[k] = -model.seats()[k];
  for (std::size_t person = 0; person < weeks.size(); ++person) {
    for (std::size_t r = 0; r < model.person(static_cast<int>(person)).requirement_count; ++r) {
      const ItemId id = weeks[person][r];
      if (id == kNoItem) continue;
      for (const std::uint32_t k : model.ResourcesOf(model.item(id))) ++excess[k];
    }
  }
  return excess;
}

}  // namespace

Pricing PriceEverybody(const Model& model, const std::vector<Cost>& prices, int threads) {
  return Pricer(model, threads, nullptr).Run(prices);
}

// Steps along a direction that remembers the earlier ones, as long as the bound is believed to lie within
// `reach` above the best; when it does not rise, the belief is halved.
Pricing RaiseBound(const Model& model, const PriceOptions& options) {
  Pricer pricer(model, options.threads, options.references);
  const auto real = static_cast<std::size_t>(model.real_resources());
  std::vector<Cost> prices(model.seats().size(), 0);
  if (options.start != nullptr)
    std::copy_n(options.start->begin(), std::min(real, options.start->size()), prices.begin());
  Pricing best = pricer.Run(prices);
  Pricing now = best;
  std::vector<double> centre(prices.begin(), prices.end());
  std::vector<double> direction(prices.size(), 0.0);
  double reach =
      std::max(static_cast<double>(std::abs(best.bound)) * (options.start != nullptr ? 0.02 : 0.5), 1000.0);
  int stuck = 0;
  for (int iteration = 1; iteration < options.iterations; ++iteration) {
    const std::vector<std::int32_t> excess = Excess(model, now.weeks);
    double square = 0.0;
    for (std::size_t k = 0; k < real; ++k) {
      double slope = excess[k];
      if (slope < 0 && centre[k] <= 0 && direction[k] <= 0) {
        direction[k] = 0.0;
        continue;
      }
      direction[k] = slope + 0.7 * direction[k];
      square += direction[k] * direction[k];
    }
    if (square == 0.0) break;
    const double target = static_cast<double>(best.bound - now.bound) + reach;
    const double step = target / square;
    for (std::size_t k = 0; k < real; ++k) {
      centre[k] = std::max(0.0, centre[k] + step * direction[k]);
      prices[k] = static_cast<Cost>(std::llround(centre[k]));
    }
    now = pricer.Run(prices);
    if (now.bound > best.bound) {
      if (static_cast<double>(now.bound - best.bound) > 0.1 * reach) stuck = 0;
      best = now;
    }
    if (++stuck >= 8) {
      reach /= 2;
      stuck = 0;
      std::copy(best.prices.begin(), best.prices.end(), centre.begin());
      std::fill(direction.begin(), direction.end(), 0.0);
      now = best;
    }
    if (options.progress && !options.progress(iteration, best.bound)) break;
  }
  return best;
}

}  // namespace duaal::planner
