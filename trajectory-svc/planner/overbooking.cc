#include "trajectory-svc/planner/overbooking.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <utility>

#include "trajectory-svc/planner/cohorts.h"
#include "trajectory-svc/planner/parallel.h"
#include "trajectory-svc/planner/seating.h"

namespace duaal::planner {
namespace {

constexpr int kGoodWeeks = 100;       // of a person, found beforehand
constexpr Cost kNear = 3 * kPoint;    // as far as these lie above the cheapest at the prices
constexpr Cost kReach = 30 * kPoint;  // as far as the others do

References FirstReferences(const Model& model, const WeekPool& pool) {
  References references(model.cohort_slots().size(), -1);
  if (references.empty()) return references;
  std::vector<Week> weeks;
  for (int person = 0; person < model.people(); ++person) {
    weeks.push_back(pool.WeekOf(person, pool.WeeksOf(person).front()));
  }
  UpdateReferences(model, weeks, &references);
  return references;
}

// Adds to each person's weeks others that are nearly as good.
void AddGoodWeeks(const Model& model, const Pricing& pricing, int threads, WeekPool* pool) {
  Crew crew(threads);
  crew.ForEach(model.people(), [&](int, int person) { pool->Sort(person, pricing.prices, kReach); });
  const References references = FirstReferences(model, *pool);
  std::deque<WeekSolver> solvers = SolversOf(model, crew.threads());
  crew.ForEach(model.people(), [&](int worker, int person) {
    WeekQuery query;
    query.person = person;
    query.prices = pricing.prices.data();
    query.references = &references;
    query.below = pricing.least[static_cast<std::size_t>(person)] + kNear;
    WeekQuery plain;
    plain.person = person;
    plain.references = &references;
    for (const Alternative& good : solvers[static_cast<std::size_t>(worker)].Best(query, kGoodWeeks)) {
      pool->Add(person, good.week, CostOfWeek(model, plain, good.week));
    }
    if (!references.empty()) pool->Recost(person, references);
    pool->Sort(person, pricing.prices, kReach);
  });
}

}  // namespace

RegionState Overbook(const Model& model, const Pricing& pricing, const OverbookingOptions& options,
                     WeekPool* pool) {
  AddGoodWeeks(model, pricing, options.threads, pool);
  const int tries = model.people() <= options.whole ? 2 : 1;
  std::vector<WeekPool> pools(static_cast<std::size_t>(tries), *pool);
  std::vector<RegionState> found(static_cast<std::size_t>(tries), RegionState(model));
  std::atomic<bool> stopped = false;
  ForBlocks(tries, options.threads, [&](int, int number) {
    const auto place = static_cast<std::size_t>(number);
    Seating seating(model, pricing.prices, &pools[place], options.seed + place,
                    tries == 1 ? options.threads : 1, tries == 1 ? options.people_of_part : model.people(),
                    options.rise);
    seating.Search(options.swaps, options.late, [&](int permille) {
      if (number == 0 && options.progress && !options.progress(permille)) stopped = true;
      return !stopped;
    });
    found[place] = seating.Result();
  });
  const auto best = std::min_element(found.begin(), found.end(),
                                     [](const auto& a, const auto& b) { return a.total() < b.total(); });
  return *best;
}

}  // namespace duaal::planner
