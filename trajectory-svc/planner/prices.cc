#include "trajectory-svc/planner/prices.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <deque>

#include "trajectory-svc/planner/parallel.h"

namespace duaal::planner {
namespace {

// Temperatures, first and last; with yesterday's prices the first is not needed any more. At a higher one the
// few weeks that are known in the beginning drive prices so far up that they have not come down again when it
// is cold, and the bound stays low.
constexpr double kHot = 2.0 * kPoint;
constexpr double kWarm = 0.3 * kPoint;
constexpr double kCold = 0.01 * kPoint;
// Of the prices in a round, in the first and in the last: early ones are for finding weeks more than for
// prices. Where seats are scarce all have as many, for prices have far to go.
constexpr int kFewSteps = 30;
constexpr int kManySteps = 60;

// Prices everybody, on several threads; all sums are of integers, so their order does not matter.
class Pricer {
 public:
  Pricer(const Model& model, Crew* crew)
      : model_(model), crew_(crew), solvers_(SolversOf(model, crew->threads())) {}

  // Says through `news` how many weeks the pool did not hold.
  Pricing Run(const std::vector<Cost>& prices, WeekPool* pool, int* news = nullptr) {
    Pricing pricing;
    pricing.prices = prices;
    pricing.least.resize(static_cast<std::size_t>(model_.people()));
    std::atomic<int> added = 0;
    crew_->ForEach(model_.people(), [&](int worker, int person) {
      WeekQuery query;
      query.person = person;
      query.prices = prices.data();
      Week week = EmptyWeek();
      const Cost least = solvers_[static_cast<std::size_t>(worker)].Solve(query, &week);
      pricing.least[static_cast<std::size_t>(person)] = least;
      if (pool != nullptr && pool->Add(person, week, least - PriceOf(prices, week))) ++added;
    });
    if (news != nullptr) *news = added;
    for (const Cost least : pricing.least) pricing.bound += least;
    for (int k = 0; k < model_.real_resources(); ++k) {
      pricing.bound -= prices[static_cast<std::size_t>(k)] * model_.seats()[static_cast<std::size_t>(k)];
    }
    return pricing;
  }

 private:
  Cost PriceOf(const std::vector<Cost>& prices, const Week& week) const {
    Cost price = 0;
    for (const ItemId id : week) {
      if (id == kNoItem) continue;
      for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) price += prices[k];
    }
    return price;
  }

  const Model& model_;
  Crew* const crew_;
  std::deque<WeekSolver> solvers_;  // by thread
};

// People who do not insist on the cheapest week: at a temperature each is spread over the weeks of the pool,
// the dearer the less. What seats they ask for changes smoothly with the prices, so that steps with momentum
// soon find the prices at which no seat is asked for too often. The colder, the closer to the true bound.
class SmoothDemand {
 public:
  SmoothDemand(const Model& model, const WeekPool& pool, Crew* crew)
      : model_(model), pool_(pool), crew_(crew), sums_(static_cast<std::size_t>(crew->threads())) {}

  // `prices` of the real resources.
  void Balance(double temperature, int steps, std::vector<double>* prices) {
    std::vector<double> ahead = *prices;  // where momentum carries them
    double momentum = 1;
    double before = -1e300;
    for (int step = 0; step < steps; ++step) {
      const double worth = Ask(temperature, ahead);
      if (worth < before) momentum = 1;
      before = worth;
      const double next = (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
      const double carry = (momentum - 1) / next;
      momentum = next;
      for (std::size_t k = 0; k < prices->size(); ++k) {
        // As far as is safe when a week takes up to four scarce seats.
        constexpr double kScarceSeats = 4;
        const double asked = Asked(k);
        const double step_size = temperature / (kScarceSeats * std::max(asked, 0.5));
        const double price = std::max(0.0, ahead[k] + step_size * (asked - model_.seats()[k]));
        ahead[k] = std::max(0.0, price + carry * (price - (*prices)[k]));
        (*prices)[k] = price;
      }
    }
  }

 private:
  // Shares and worths are summed as integers, so that the number of threads does not matter.
  static constexpr double kOne = 4294967296.0;

  [[nodiscard]] double Asked(std::size_t k) const {
    std::int64_t sum = 0;
    for (const Sum& part : sums_) sum += part.asked[k];
    return static_cast<double>(sum) / kOne;
  }

  // How many ask for each seat at the prices; answers the smoothed bound.
  double Ask(double temperature, const std::vector<double>& prices) {
    for (Sum& sum : sums_) {
      sum.asked.assign(prices.size(), 0);
      sum.worth = 0;
    }
    crew_->ForEach(model_.people(), [&](int worker, int person) {
      AskFor(person, temperature, prices, &sums_[static_cast<std::size_t>(worker)]);
    });
    double worth = 0;
    for (const Sum& sum : sums_) worth += static_cast<double>(sum.worth);
    for (std::size_t k = 0; k < prices.size(); ++k) worth -= prices[k] * model_.seats()[k];
    return worth;
  }

  // What one thread adds up, on cache lines of its own.
  struct alignas(64) Sum {
    std::vector<std::int64_t> asked;  // by resource
    std::int64_t worth = 0;
    std::vector<double> weights;  // scratch: of one person's weeks
  };

  void AskFor(int person, double temperature, const std::vector<double>& prices, Sum* sums) {
    const auto weeks = pool_.WeeksOf(person);
    std::vector<double>& weights = sums->weights;
    weights.clear();
    double least = 1e300;
    for (const PoolWeek& week : weeks) {
      auto cost = static_cast<double>(week.cost);
      for (const std::uint32_t k : pool_.SeatsOf(person, week)) cost += k < prices.size() ? prices[k] : 0.0;
      weights.push_back(cost);
      least = std::min(least, cost);
    }
    constexpr double kNothing = -22;  // e to the power of this is less than a seat of `kOne`
    double sum = 0;
    for (double& weight : weights) {
      const double power = (least - weight) / temperature;
      weight = power < kNothing ? 0.0 : std::exp(power);
      sum += weight;
    }
    sums->worth += std::llround(least - temperature * std::log(sum));
    std::vector<std::int64_t>& asked = sums->asked;
    for (std::size_t i = 0; i < weeks.size(); ++i) {
      if (weights[i] == 0.0) continue;
      const auto share = static_cast<std::int64_t>(weights[i] / sum * kOne);
      for (const std::uint32_t k : pool_.SeatsOf(person, weeks[i])) {
        if (k < asked.size()) asked[k] += share;
      }
    }
  }

  const Model& model_;
  const WeekPool& pool_;
  Crew* const crew_;
  std::vector<Sum> sums_;  // by thread
};

// What going without and changing may cost, by halves: prices follow a temperature up to a few times as high.
double ScarceHeat(const Model& model) {
  Cost most = 0;
  for (int person = 0; person < model.people(); ++person) {
    const PersonModel& who = model.person(person);
    most = std::max<Cost>(most, who.person_changed);
    for (const RequirementModel& requirement : model.RequirementsOf(who))
      most = std::max<Cost>(most, requirement.unplaced);
  }
  return std::max(kCold, static_cast<double>(most) / 2);
}

}  // namespace

Pricing PriceEverybody(const Model& model, const std::vector<Cost>& prices, int threads, WeekPool* pool) {
  Crew crew(threads);
  return Pricer(model, &crew).Run(prices, pool);
}

Pricing RaiseBound(const Model& model, const PriceOptions& options, WeekPool* pool) {
  Crew crew(options.threads);
  Pricer pricer(model, &crew);
  SmoothDemand demand(model, *pool, &crew);
  const auto real = static_cast<std::size_t>(model.real_resources());
  std::vector<Cost> prices(model.seats().size(), 0);
  if (options.start != nullptr)
    std::copy_n(options.start->begin(), std::min(real, options.start->size()), prices.begin());
  std::vector<double> smooth(prices.begin(), prices.begin() + static_cast<std::ptrdiff_t>(real));
  Pricing best = pricer.Run(prices, pool);
  const double first = options.scarce ? ScarceHeat(model) : options.start != nullptr ? kWarm : kHot;
  const int few = options.scarce ? kManySteps : kFewSteps;
  for (int round = 0; round < options.rounds; ++round) {
    // The last rounds stay cold.
    const double share = std::min(1.0, 1.25 * round / std::max(1, options.rounds));
    const int steps = few + static_cast<int>(share * (kManySteps - few));
    demand.Balance(first * std::pow(kCold / first, share), steps, &smooth);
    for (std::size_t k = 0; k < real; ++k) prices[k] = std::llround(smooth[k]);
    int news = 0;
    Pricing now = pricer.Run(prices, pool, &news);
    const bool higher = now.bound > best.bound;
    if (higher) best = std::move(now);
    if (options.progress && !options.progress(round + 1, best.bound)) break;
    if (share >= 1.0 && news == 0 && !higher) break;
  }
  return best;
}

}  // namespace duaal::planner
