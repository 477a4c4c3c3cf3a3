#include "trajectory-svc/planner/repair_together.h"

#include <utility>

#include "trajectory-svc/planner/overbooking.h"
#include "trajectory-svc/planner/prices.h"
#include "trajectory-svc/planner/random.h"
#include "trajectory-svc/planner/week_pool.h"

namespace duaal::planner {
namespace {

constexpr int kPriceRounds = 60;
// Several short searches find a better plan than a long one; in a region of usual size each is two tries.
constexpr int kPlans = 6;
constexpr std::int64_t kSwapsPerPerson = 3'000;
// Who gives up a seat changes a published week or goes without, so fines soon rise to what that costs.
constexpr Cost kRise = 2000 * kPoint;
constexpr double kLate = 0.5;     // nothing follows that would free the last overbooked seats
constexpr int kPriceShare = 400;  // of the work, in thousandths

// A group that somebody joins again is open.
void OpenGroupsOf(const Week& week, RepairState* state) {
  const Model& model = state->model();
  for (const ItemId id : week) {
    if (id == kNoItem) continue;
    const int floor = model.FloorResource(static_cast<int>(model.item(id).offering));
    if (floor >= 0 && state->occupants(static_cast<std::uint32_t>(floor)).empty())
      state->Open(static_cast<std::uint32_t>(floor));
  }
}

RegionState BestPlan(const RepairOptions& options, const Model& model, const Pricing& pricing,
                     const std::function<bool(int)>& progress, WeekPool* pool) {
  OverbookingOptions swaps;
  swaps.threads = options.threads;
  swaps.rise = kRise;
  swaps.late = kLate;
  swaps.swaps = kSwapsPerPerson * model.people();
  Random seeds(options.seed);
  RegionState best(model);
  bool stopped = false;
  for (int i = 0; i < kPlans && !stopped; ++i) {
    swaps.seed = seeds.Next();
    swaps.progress = [&](int permille) {
      const int done = (i * 1000 + permille) / kPlans;
      stopped = !progress(kPriceShare + done * (1000 - kPriceShare) / 1000);
      return !stopped;
    };
    RegionState plan = Overbook(model, pricing, swaps, pool);
    if (i == 0 || plan.total() < best.total()) best = std::move(plan);
  }
  return best;
}

}  // namespace

void PlanTogether(const RepairOptions& options, const std::function<bool(int)>& progress,
                  RepairState* state) {
  const Model& model = state->model();
  WeekPool pool(model);
  PriceOptions prices;
  prices.rounds = kPriceRounds;
  prices.threads = options.threads;
  prices.scarce = true;
  bool stopped = false;
  prices.progress = [&](int round, Cost) {
    stopped = !progress(round * kPriceShare / kPriceRounds);
    return !stopped;
  };
  const Pricing pricing = RaiseBound(model, prices, &pool);
  if (stopped) return;
  const RegionState plan = BestPlan(options, model, pricing, progress, &pool);
  for (int person = 0; person < model.people(); ++person) state->Lift(person);
  for (int person = 0; person < model.people(); ++person) {
    OpenGroupsOf(plan.week(person), state);
    state->Set(person, plan.week(person));
  }
  state->UpdateReferences();
  state->Forget();
}

}  // namespace duaal::planner
