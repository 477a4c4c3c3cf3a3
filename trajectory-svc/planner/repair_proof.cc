#include "trajectory-svc/planner/repair_proof.h"

#include <algorithm>
#include <memory>

#include "trajectory-svc/planner/prices.h"
#include "trajectory-svc/planner/week_pool.h"

namespace duaal::planner {
namespace {

// What a changed person weighs, or a requirement without a place where changes weigh nothing. Prices are
// whole numbers, so it is much more than one.
constexpr Cost kUnit = 20 * kPoint;
// What a requirement without a place may weigh against a changed person, in powers of two.
constexpr int kLeastPower = -2;
constexpr int kMostPower = 6;

// The region with nothing soft left: a changed week costs `changed`, a requirement without a place
// `unplaced`.
Instance OnlyCounted(Instance instance, Cost changed, Cost unplaced) {
  Weights& weights = instance.weights;
  weights.travel_minute = 0;
  weights.evening = 0;
  weights.above_preferred = 0;
  weights.week_later = 0;
  weights.person_changed = changed;
  weights.activity_changed = 0;
  weights.slot_changed = 0;
  weights.late_factor = 1;
  for (Person& person : instance.people) {
    person.cohort = -1;
    person.per_day = 0;
    person.weight_permille = 1000;
    for (PersonLimit& limit : person.limits) limit.preferred.reset();
    for (Requirement& requirement : person.requirements) {
      requirement.unplaced = unplaced;
      requirement.short_half_day = 0;
      for (Condition& condition : requirement.conditions) {
        if (condition.cost) condition.cost = 0;
      }
    }
  }
  return instance;
}

// The bound on what every plan of the model costs.
Cost ProvenLeast(const Model& model, const RepairBoundOptions& options) {
  PriceOptions prices;
  prices.rounds = options.rounds;
  prices.threads = options.threads;
  prices.scarce = true;
  WeekPool pool(model);
  return RaiseBound(model, prices, &pool).bound;
}

StatusOr<Cost> CountedLeast(const Model& model, Cost changed, Cost unplaced,
                            const RepairBoundOptions& options) {
  const Instance counted = OnlyCounted(model.instance(), changed, unplaced);
  ASSIGN_OR_RETURN(const std::unique_ptr<const Model> other, Model::Make(counted, options.threads));
  return ProvenLeast(*other, options);
}

// In whole units, rounded up: what is counted is whole.
int UnitsOf(Cost cost) { return static_cast<int>(std::max<Cost>(0, (cost + kUnit - 1) / kUnit)); }

// The fewest changed people at one weight of a requirement without a place, in kUnit.
StatusOr<Cost> ChangedAt(const Model& model, int power, int unplaced, const RepairBoundOptions& options) {
  const Cost weight = power < 0 ? kUnit >> -power : kUnit << power;
  ASSIGN_OR_RETURN(const Cost least, CountedLeast(model, kUnit, weight, options));
  return least - weight * unplaced;
}

// The bound rises with the weight up to some weight and falls beyond it, so it is followed from one on in the
// direction in which it rises.
StatusOr<Cost> LeastChanged(const Model& model, int unplaced, const RepairBoundOptions& options) {
  ASSIGN_OR_RETURN(Cost best, ChangedAt(model, 0, unplaced, options));
  for (const int step : {1, -1}) {
    const Cost before = best;
    for (int power = step; power >= kLeastPower && power <= kMostPower; power += step) {
      ASSIGN_OR_RETURN(const Cost bound, ChangedAt(model, power, unplaced, options));
      if (bound <= best) break;
      best = bound;
    }
    if (best > before) break;
  }
  return best;
}

}  // namespace

StatusOr<RepairBound> BoundRepair(const Model& model, int unplaced, const RepairBoundOptions& options) {
  RepairBound bound;
  bound.total = ProvenLeast(model, options);
  ASSIGN_OR_RETURN(const Cost without, CountedLeast(model, 0, kUnit, options));
  bound.unplaced = UnitsOf(without);
  ASSIGN_OR_RETURN(const Cost changed, LeastChanged(model, unplaced, options));
  bound.changed = UnitsOf(changed);
  return bound;
}

}  // namespace duaal::planner
