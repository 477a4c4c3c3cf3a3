#include "trajectory-svc/planner/repair_chain.h"

#include <algorithm>

namespace duaal::planner {
namespace {

constexpr int kMostRounds = 40;  // of asking what the seats of the best week cost
constexpr int kAlternatives = 64;

}  // namespace

RepairChains::RepairChains(RepairState* state)
    : state_(*state),
      model_(state->model()),
      solver_(model_),
      resources_(model_.seats().size()),
      leaves_(resources_ * kMostDepth),
      prices_(resources_ * kMostDepth),
      own_(resources_, 0),
      ideals_(static_cast<std::size_t>(model_.people()), -1) {
  for (std::uint32_t k = 0; k < resources_; ++k) changed_prices_.push_back(k);
}

// Whether the week takes two seats where one is left; the solver looks at each placement by itself.
bool RepairChains::TooMany(const Week& week, std::uint32_t* resource) const {
  for (std::size_t r = 0; r < week.size(); ++r) {
    if (week[r] == kNoItem) continue;
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(week[r]))) {
      if (state_.free(k) >= kMostRequirements) continue;
      int taken = 0;
      for (const ItemId other : week) {
        if (other == kNoItem) continue;
        const auto resources = model_.ResourcesOf(model_.item(other));
        taken += static_cast<int>(std::count(resources.begin(), resources.end(), k));
      }
      if (taken <= state_.free(k)) continue;
      *resource = k;
      return true;
    }
  }
  return false;
}

Cost RepairChains::SolveFor(int person, const Cost* prices, bool seats, Cost below, Week* week) {
  WeekQuery query;
  query.person = person;
  query.free = seats ? state_.free().data() : nullptr;
  query.prices = prices;
  query.references = &state_.references();
  query.below = below;
  ++solves_;
  *week = EmptyWeek();
  const Cost cost = solver_.Solve(query, week);
  std::uint32_t resource = 0;
  if (!seats || cost >= below || !TooMany(*week, &resource)) return cost;
  for (const Alternative& other : solver_.Best(query, kAlternatives)) {
    *week = other.week;
    if (!TooMany(*week, &resource)) return other.cost;
  }
  *week = EmptyWeek();
  const Cost empty = state_.CostOf(person, *week);
  return empty < below ? empty : kImpossible;
}

bool RepairChains::Replan(int person) {
  const std::size_t mark = state_.Mark();
  const Cost before = state_.cost(person);
  const bool changed = state_.Changed(person);
  state_.Lift(person);
  Week week;
  const Cost cost = SolveFor(person, nullptr, true, before + 1, &week);
  if (cost <= before) {
    state_.Set(person, week);
    if ((cost < before || (changed && !state_.Changed(person))) && !BreaksFloors(mark)) return true;
  }
  state_.Undo(mark);
  return false;
}

Cost RepairChains::LeaveFor(int person, std::uint32_t resource, Cost below, Week* week) {
  const std::size_t mark = state_.Mark();
  state_.Lift(person);
  const std::int32_t seats = state_.free(resource);
  state_.free()[resource] = 0;
  const Cost cost = SolveFor(person, nullptr, true, below, week);
  state_.free()[resource] = seats;
  state_.Undo(mark);
  return cost;
}

bool RepairChains::BreaksFloors(std::size_t mark) const {
  const auto& journal = state_.journal();
  for (std::size_t i = mark; i < journal.size(); ++i) {
    const Week& now = state_.week(journal[i].person);
    for (const ItemId id : journal[i].week) {
      if (id == kNoItem) continue;
      const std::uint32_t offering = model_.item(id).offering;
      const int floor = model_.FloorResource(static_cast<int>(offering));
      if (floor < 0 || !state_.BreaksFloor(static_cast<std::uint32_t>(floor))) continue;
      const bool stays = std::any_of(now.begin(), now.end(), [&](ItemId other) {
        return other != kNoItem && model_.item(other).offering == offering;
      });
      if (!stays) return true;
    }
  }
  return false;
}

// The least that the person pays for leaving a seat, whatever comes instead. All requirements of a person
// weigh a change the same.
Cost RepairChains::ChangeOf(int person) const {
  const PersonModel& who = model_.person(person);
  if (!who.published || who.requirement_count == 0 || state_.Changed(person)) return 0;
  const RequirementModel& any = model_.RequirementsOf(who).front();
  return who.person_changed + std::min(any.activity_changed, any.slot_changed);
}

// What the person would pay if nobody else were there; does not change as others move.
Cost RepairChains::Ideal(int person, Cost before) {
  Cost& ideal = ideals_[static_cast<std::size_t>(person)];
  if (ideal < 0) {
    Week week;
    ideal = std::min(before, SolveFor(person, nullptr, false, before, &week));
  }
  return ideal;
}

Cost RepairChains::LeastPrice(std::uint32_t resource) const {
  if (state_.free(resource) > 0) return 0;
  Cost least = kNoSeat;
  if (state_.FloorOf(resource) > 0) return least;
  for (const std::int32_t person : state_.occupants(resource)) {
    least = std::min(least, ChangeOf(person));
    if (least == 0) return 1;  // not free: somebody has to leave
  }
  return least;
}

// Prices of resources that changed hands, or that the last improvement asked for, begin at the least again.
void RepairChains::Refresh() {
  auto& touched = state_.touched();
  changed_prices_.insert(changed_prices_.end(), touched.begin(), touched.end());
  touched.clear();
  std::sort(changed_prices_.begin(), changed_prices_.end());
  changed_prices_.erase(std::unique(changed_prices_.begin(), changed_prices_.end()), changed_prices_.end());
  for (const std::uint32_t k : changed_prices_) {
    const Cost price = LeastPrice(k);
    for (int depth = 1; depth <= kMostDepth; ++depth) prices_[Index(depth, k)] = price;
  }
  changed_prices_.clear();
  ++stamp_;
}

bool RepairChains::Improve(int person, int depth) {
  const std::size_t mark = state_.Mark();
  mark_ = mark;
  const Cost total = state_.total();
  const Cost before = state_.cost(person);
  Week direct_week;
  state_.Lift(person);
  most_ = before - Ideal(person, before);
  if (most_ <= 0) {
    state_.Undo(mark);
    return false;
  }
  Refresh();
  const Cost direct = std::min(before, SolveFor(person, nullptr, true, before, &direct_week));
  most_ -= before - direct;
  const std::size_t lifted = state_.Mark();
  for (int deep = 1; deep <= depth && most_ > 0; ++deep) {
    Week week;
    const Cost estimate = SolveLazily(person, kNothing, deep, direct, &week);
    if (estimate >= direct) continue;
    state_.Set(person, week);
    steps_.clear();
    Overfull(week, deep, &steps_);
    if (Follow(deep) && state_.total() < total - (before - direct) && !BreaksFloors(mark)) {
      Polish(mark);
      return true;
    }
    state_.Undo(lifted);
  }
  if (direct < before) {
    state_.Set(person, direct_week);
    if (!BreaksFloors(mark)) return true;
  }
  state_.Undo(mark);
  return false;
}

// Who moved on an estimate may have it better now that everybody sits.
void RepairChains::Polish(std::size_t mark) {
  const std::size_t end = state_.Mark();
  for (std::size_t i = mark; i < end; ++i) Replan(state_.journal()[i].person);
}

void RepairChains::Overfull(const Week& week, int depth, std::vector<Step>* steps) const {
  for (const ItemId id : week) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) {
      if (state_.free(k) < 0) steps->push_back({k, depth});
    }
  }
}

// The best week when seats have the prices of `depth`; asks what they really cost until those of the best
// week are known.
Cost RepairChains::SolveLazily(int person, std::uint32_t banned, int depth, Cost below, Week* week) {
  for (int round = 0; round < kMostRounds; ++round) {
    const Cost cost = SolveLent(person, banned, depth, below, week);
    if (cost >= below || depth == 0 || !PriceWeek(person, *week, depth)) return cost;
  }
  return kImpossible;
}

// Solves as if the person's own seats were free, which they will be, and the banned one gone.
Cost RepairChains::SolveLent(int person, std::uint32_t banned, int depth, Cost below, Week* week) {
  lent_.clear();
  auto& free = state_.free();
  for (const ItemId id : state_.week(person)) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) {
      if (depth == 0) {
        ++free[k];
      } else {
        lent_.emplace_back(Index(depth, k), prices_[Index(depth, k)]);
        prices_[Index(depth, k)] = 0;
      }
    }
  }
  if (banned != kNothing && depth > 0) {
    lent_.emplace_back(Index(depth, banned), prices_[Index(depth, banned)]);
    prices_[Index(depth, banned)] = kNoSeat;
  }
  const std::int32_t seats = banned == kNothing ? 0 : free[banned];
  if (banned != kNothing && depth == 0) free[banned] = 0;
  const Cost* prices = depth == 0 ? nullptr : prices_.data() + Index(depth, 0);
  const Cost cost = SolveFor(person, prices, depth == 0, below, week);
  if (banned != kNothing && depth == 0) free[banned] = seats;
  for (auto at = lent_.rbegin(); at != lent_.rend(); ++at) prices_[at->first] = at->second;
  if (depth > 0) return cost;
  for (const ItemId id : state_.week(person)) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) --free[k];
  }
  return cost;
}

// Finds out what the full resources of a week cost; false when that was known already.
bool RepairChains::PriceWeek(int person, const Week& week, int depth) {
  bool news = false;
  for (const ItemId id : week) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) {
      if (state_.free(k) > 0 || leaves_[Index(depth, k)].stamp == stamp_) continue;
      const auto& occupants = state_.occupants(k);
      if (std::find(occupants.begin(), occupants.end(), person) != occupants.end()) continue;
      Evaluate(k, depth);
      news = true;
    }
  }
  return news;
}

// Who leaves the resource most cheaply, and what that costs.
void RepairChains::Evaluate(std::uint32_t resource, int depth) {
  Leave best;
  best.price = std::min(kNoSeat, most_);
  if (depth > 1) {
    if (leaves_[Index(depth - 1, resource)].stamp != stamp_) Evaluate(resource, depth - 1);
    if (leaves_[Index(depth - 1, resource)].person >= 0) best = leaves_[Index(depth - 1, resource)];
  }
  for (const std::int32_t person : state_.occupants(resource)) {
    if (ChangeOf(person) >= best.price) continue;
    const Cost now = state_.cost(person);
    Week week;
    Cost cost = kImpossible;
    if (!exact_) {
      cost = Swap(person, resource, depth - 1, now + best.price, &week);
    } else if (LeastOfLeaving(person, resource, depth - 1) < best.price) {
      cost = SolveLazily(person, resource, depth - 1, now + best.price, &week);
    }
    if (cost - now >= best.price) continue;
    best.person = person;
    best.depth = depth - 1;
    best.price = std::max<Cost>(1, cost - now);
    best.week = week;
  }
  best.stamp = stamp_;
  if (best.person < 0) best.price = kNoSeat;
  leaves_[Index(depth, resource)] = best;
  prices_[Index(depth, resource)] = best.price;
  changed_prices_.push_back(resource);
}

void RepairChains::MarkOwn(const Week& week) {
  if (++own_stamp_ == 0) {
    std::fill(own_.begin(), own_.end(), 0);
    own_stamp_ = 1;
  }
  for (const ItemId id : week) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) own_[k] = own_stamp_;
  }
}

// What the seats of an option cost somebody whose own are marked, as far as known; all of it when
// `evaluate`. May stop when that is `below` or more.
Cost RepairChains::PriceOfOption(ItemId item, std::uint32_t banned, int depth, Cost below, bool evaluate) {
  Cost price = 0;
  const std::uint32_t stamp = own_stamp_;
  for (const std::uint32_t k : model_.ResourcesOf(model_.item(item))) {
    if (k == banned) return kNoSeat;
    if (own_[k] == stamp) continue;
    if (depth == 0) {
      if (state_.free(k) <= 0) return kNoSeat;
      continue;
    }
    if (evaluate && state_.free(k) <= 0 && leaves_[Index(depth, k)].stamp != stamp_)
      return -1 - static_cast<Cost>(k);
    price += prices_[Index(depth, k)];
    if (price >= below) return price;
  }
  return price;
}

// What the person would pay for another placement instead of the one that holds the seat, other things left
// as they are.
Cost RepairChains::Swap(int person, std::uint32_t resource, int depth, Cost below, Week* week) {
  const Week& now = state_.week(person);
  std::size_t holder = now.size();
  for (std::size_t r = 0; r < now.size(); ++r) {
    if (now[r] == kNoItem) continue;
    const auto held = model_.ResourcesOf(model_.item(now[r]));
    if (std::find(held.begin(), held.end(), resource) == held.end()) continue;
    if (holder != now.size()) return kImpossible;
    holder = r;
    const int floor = model_.FloorResource(static_cast<int>(model_.item(now[r]).offering));
    if (floor < 0) continue;
    const auto place = static_cast<std::uint32_t>(floor);
    if (state_.Members(place) <= state_.FloorOf(place)) return kImpossible;
  }
  return SwapOne(person, holder, depth, below, week, resource);
}

Cost RepairChains::SwapOne(int person, std::size_t requirement, int depth, Cost below, Week* week,
                           std::uint32_t resource) {
  const RequirementModel& what = model_.RequirementsOf(model_.person(person))[requirement];
  const Cost room = below - state_.cost(person) - ChangeOf(person);
  Week other = state_.week(person);
  other[requirement] = kNoItem;
  MarkOwn(state_.week(person));
  if (what.unplaced < room) {
    const Cost none = state_.CostOf(person, other);
    if (none < below) {
      below = none;
      *week = other;
    }
  }
  for (const Option& option : model_.OptionsOf(what)) {
    Cost price = PriceOfOption(option.item, resource, depth, room, false);
    if (price >= room) continue;
    const bool apart = std::all_of(other.begin(), other.end(), [&](ItemId id) {
      return id == kNoItem || LeaveTime(model_, id, option.item);
    });
    if (!apart) continue;
    other[requirement] = option.item;
    const Cost cost = KeepsRules(model_, person, other) ? state_.CostOf(person, other) : kImpossible;
    if (cost + price < below) {
      if (depth > 0) price = Evaluated(option.item, person, resource, depth, below - cost);
      if (cost + price < below) {
        below = cost + price;
        *week = other;
      }
    }
    other[requirement] = kNoItem;
  }
  return below;
}

// The price of an option with everything asked that is not known.
Cost RepairChains::Evaluated(ItemId item, int person, std::uint32_t banned, int depth, Cost below) {
  for (;;) {
    const Cost price = PriceOfOption(item, banned, depth, below, true);
    if (price >= 0) return price;
    Evaluate(static_cast<std::uint32_t>(-1 - price), depth);
    MarkOwn(state_.week(person));
  }
}

// A bound on what leaving costs: the change, and the cheapest thing that could come instead.
Cost RepairChains::LeastOfLeaving(int person, std::uint32_t resource, int depth) {
  const Week& week = state_.week(person);
  MarkOwn(week);
  const auto requirements = model_.RequirementsOf(model_.person(person));
  Cost least = kNoSeat;
  for (std::size_t r = 0; r < requirements.size(); ++r) {
    if (week[r] == kNoItem) continue;
    const auto held = model_.ResourcesOf(model_.item(week[r]));
    if (std::find(held.begin(), held.end(), resource) == held.end()) continue;
    const int floor = model_.FloorResource(static_cast<int>(model_.item(week[r]).offering));
    if (floor >= 0) {
      const auto place = static_cast<std::uint32_t>(floor);
      if (state_.Members(place) <= state_.FloorOf(place)) return kNoSeat;
    }
    Cost instead = requirements[r].unplaced;
    for (const Option& option : model_.OptionsOf(requirements[r])) {
      instead = std::min(instead, PriceOfOption(option.item, resource, depth, instead, false));
      if (instead == 0) break;
    }
    least = std::min(least, instead);
  }
  return least + ChangeOf(person);
}

bool RepairChains::Moved(int person) const {
  const auto& journal = state_.journal();
  return std::any_of(journal.begin() + static_cast<std::ptrdiff_t>(mark_), journal.end(),
                     [&](const RepairState::Was& was) { return was.person == person; });
}

// Lets people leave as found, each in turn, until every seat has one owner.
bool RepairChains::Follow(int depth) {
  constexpr std::size_t kMostSteps = 24;
  for (std::size_t next = 0; next < steps_.size(); ++next) {
    if (next >= kMostSteps) return false;
    const Step step = steps_[next];
    while (state_.free(step.resource) < 0) {
      const Leave* leave =
          step.depth > 0 && step.depth <= depth ? &leaves_[Index(step.depth, step.resource)] : nullptr;
      if (leave == nullptr || leave->stamp != stamp_ || leave->person < 0 || Moved(leave->person)) {
        if (!LeaveDirectly(step.resource)) return false;
        continue;
      }
      const Week week = leave->week;
      const int left = leave->depth;
      state_.Set(leave->person, week);
      Overfull(week, left, &steps_);
    }
  }
  return true;
}

// Somebody who has not moved yet goes where a seat is free.
bool RepairChains::LeaveDirectly(std::uint32_t resource) {
  Cost least = kNoSeat;
  int leaver = -1;
  Week best = EmptyWeek();
  for (const std::int32_t person : state_.occupants(resource)) {
    if (Moved(person) || LeastOfLeaving(person, resource, 0) >= least) continue;
    const Cost now = state_.cost(person);
    Week week;
    const Cost cost = SolveLent(person, resource, 0, now + least, &week);
    if (cost - now >= least) continue;
    least = cost - now;
    leaver = person;
    best = week;
  }
  if (leaver < 0) return false;
  state_.Set(leaver, best);
  return true;
}

}  // namespace duaal::planner
