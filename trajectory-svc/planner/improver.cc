#include "trajectory-svc/planner/improver.h"

#include <algorithm>
#include <cmath>

namespace duaal::planner {

Improver::Improver(const Model& model, const std::vector<Cost>& prices, const std::vector<Cost>& least,
                   const std::vector<Cost>& floors)
    : model_(model),
      prices_(prices),
      least_(least),
      floors_(floors),
      solver_(model),
      free_(model.seats().size()),
      steal_prices_(prices),
      occupants_(model.seats().size()) {
  for (Cost& price : steal_prices_) price += kNoSeat;
}

void Improver::Run(const Part& part, RegionState* state) {
  part_ = &part;
  state_ = state;
  random_ = Random(part.seed);
  Enter();
  const double cooling =
      part.moves > 1 ? std::pow(part.cold / part.hot, 1.0 / static_cast<double>(part.moves)) : 1.0;
  double temperature = part.hot;
  for (std::int64_t i = 0; i < part.moves; ++i) {
    Move(temperature);
    temperature *= cooling;
  }
  Leave();
}

void Improver::Enter() {
  constexpr Cost kSteal[] = {kPoint, 3 * kPoint, 10 * kPoint, 30 * kPoint};
  steal_ = kSteal[random_.Below(4)];
  lacking_.clear();
  touched_.clear();
  for (const auto& [k, seats] : part_->spare) {
    free_[k] = seats;
    touched_.push_back(k);
  }
  for (const std::int32_t person : part_->people) {
    for (const ItemId id : state_->week(person)) {
      if (id == kNoItem) continue;
      for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) {
        occupants_[k].push_back(person);
        touched_.push_back(k);
      }
    }
    if (Lacks(person)) lacking_.push_back(person);
  }
  for (const std::uint32_t k : touched_) UpdateStealPrice(k);
}

void Improver::Leave() {
  for (const std::uint32_t k : touched_) {
    free_[k] = 0;
    occupants_[k].clear();
    UpdateStealPrice(k);
  }
}

// What may be lost is drawn first: a move that is bound to lose more is given up at once.
void Improver::Move(double temperature) {
  const int person = PickPerson();
  moved_.clear();
  before_.clear();
  before_costs_.clear();
  allowed_ = static_cast<Cost>(-temperature * std::log(1.0 - random_.Unit()));
  const bool kept = random_.Below(2) == 0 ? Chain(person) : MakeRoom(person);
  if (!kept || !Evener()) {
    Undo();
    return;
  }
  for (const std::int32_t p : moved_) {
    if (Lacks(p) && std::find(lacking_.begin(), lacking_.end(), p) == lacking_.end()) lacking_.push_back(p);
  }
}

// Of two plans at the same cost the one that shares it more evenly is better.
bool Improver::Evener() const {
  Cost rise = 0;
  double spread = 0;
  for (std::size_t i = 0; i < moved_.size(); ++i) {
    const Cost after = state_->cost(moved_[i]);
    rise += after - before_costs_[i];
    spread += static_cast<double>(after) * static_cast<double>(after) -
              static_cast<double>(before_costs_[i]) * static_cast<double>(before_costs_[i]);
  }
  return rise != 0 || spread <= 0;
}

void Improver::Begin(int person) {
  moved_.push_back(person);
  before_.push_back(state_->week(person));
  before_costs_.push_back(state_->cost(person));
  allowed_ += state_->cost(person) - floors_[static_cast<std::size_t>(person)];
  Release(person);
  state_->Assign(person, EmptyWeek(), 0);
}

void Improver::Undo() {
  for (const std::int32_t person : moved_) Release(person);
  for (std::size_t i = 0; i < moved_.size(); ++i) {
    state_->Assign(moved_[i], before_[i], before_costs_[i]);
    Occupy(moved_[i]);
  }
}

bool Improver::MakeRoom(int person) {
  wanted_.assign(1, person);
  PickOthers(person);
  for (const std::int32_t p : wanted_) Begin(p);
  const std::size_t count = wanted_.size();
  // Whom the move is for comes first, the others in any order.
  for (std::size_t i = count; i > 2; --i) {
    std::swap(wanted_[i - 1], wanted_[1 + static_cast<std::size_t>(random_.Below(static_cast<int>(i) - 1))]);
  }
  for (std::size_t i = 0; i < count; ++i) {
    // Prices keep seats for the others; who is last can ignore them.
    if (!Reinsert(wanted_[i], i + 1 < count)) return false;
  }
  return true;
}

bool Improver::Chain(int person) {
  Begin(person);
  wanted_.assign(1, person);
  for (std::size_t next = 0; next < wanted_.size(); ++next) {
    const bool may_take = moved_.size() + 4 < kMostMoved;
    if (may_take ? !TakeOver(wanted_[next]) : !Reinsert(wanted_[next], next + 1 < wanted_.size()))
      return false;
  }
  return true;
}

bool Improver::TakeOver(int person) {
  WeekQuery query;
  query.person = person;
  query.prices = steal_prices_.data();
  query.references = &state_->references();
  Week week = EmptyWeek();
  if (solver_.Solve(query, &week) >= kNoSeat) return Reinsert(person, true);
  losers_.clear();
  taken_.clear();
  for (const ItemId id : week) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) {
      if (std::find(taken_.begin(), taken_.end(), k) != taken_.end()) return Reinsert(person, true);
      taken_.push_back(k);
      if (free_[k] <= 0 && !PickLoser(k)) return Reinsert(person, true);
    }
  }
  WeekQuery plain;
  plain.person = person;
  plain.references = &state_->references();
  if (!Settle(person, week, CostOfWeek(model_, plain, week))) return false;
  for (const std::int32_t loser : losers_) {
    Begin(loser);
    wanted_.push_back(loser);
  }
  return allowed_ >= 0;
}

// Gives a person a week; false when that costs more than the move may.
bool Improver::Settle(int person, const Week& week, Cost cost) {
  allowed_ -= cost - floors_[static_cast<std::size_t>(person)];
  state_->Assign(person, week, cost);
  Occupy(person);
  return allowed_ >= 0;
}

// Somebody who holds a seat and has not moved yet; false when there is nobody.
bool Improver::PickLoser(std::uint32_t resource) {
  const auto& occupants = occupants_[resource];
  if (occupants.empty()) return false;
  const auto count = static_cast<int>(occupants.size());
  const int start = random_.Below(count);
  for (int i = 0; i < count; ++i) {
    const std::int32_t other = occupants[static_cast<std::size_t>((start + i) % count)];
    if (std::find(moved_.begin(), moved_.end(), other) != moved_.end()) continue;
    if (std::find(losers_.begin(), losers_.end(), other) == losers_.end()) losers_.push_back(other);
    return moved_.size() + losers_.size() <= kMostMoved;
  }
  return false;
}

void Improver::UpdateStealPrice(std::uint32_t resource) {
  const bool closed = free_[resource] <= 0 && occupants_[resource].empty();
  steal_prices_[resource] = prices_[resource] + (closed ? kNoSeat : free_[resource] <= 0 ? steal_ : Cost{0});
}

// Whether something of the person's has no place.
bool Improver::Lacks(int person) const {
  const Week& week = state_->week(person);
  const auto count = model_.person(person).requirement_count;
  return std::find(week.begin(), week.begin() + count, kNoItem) != week.begin() + count;
}

// Of a few people, the one who is furthest from the cheapest week at these prices.
int Improver::PickPerson() {
  if (!lacking_.empty() && random_.Below(4) == 0) {
    const auto place = static_cast<std::size_t>(random_.Below(static_cast<int>(lacking_.size())));
    const std::int32_t person = lacking_[place];
    if (Lacks(person)) return person;
    lacking_[place] = lacking_.back();
    lacking_.pop_back();
  }
  constexpr int kTriesOf[] = {1, 4, 12, 30};
  const int kTries = kTriesOf[random_.Below(4)];
  int best = -1;
  Cost most = 0;
  for (int i = 0; i < kTries; ++i) {
    const int person =
        part_->people[static_cast<std::size_t>(random_.Below(static_cast<int>(part_->people.size())))];
    const Cost excess =
        state_->cost(person) + PriceOfWeek(state_->week(person)) - least_[static_cast<std::size_t>(person)];
    if (best < 0 || excess > most) {
      best = person;
      most = excess;
    }
  }
  return best;
}

// People in the way: those who hold the seats of something that the person would like.
void Improver::PickOthers(int person) {
  const auto requirements = model_.RequirementsOf(model_.person(person));
  if (requirements.empty()) return;
  const int wishes = 1 + random_.Below(2);
  for (int i = 0; i < wishes; ++i) {
    const auto r = static_cast<std::size_t>(random_.Below(static_cast<int>(requirements.size())));
    const auto options = model_.OptionsOf(requirements[r]);
    if (options.empty()) continue;
    // Cheap options are wished for more often.
    const double bias = random_.Unit();
    const auto wish = static_cast<std::size_t>(bias * bias * static_cast<double>(options.size()));
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(options[wish].item))) {
      if (free_[k] <= 0 && !Holds(state_->week(person), k)) AddOccupantOf(k);
    }
  }
  for (int i = random_.Below(3); i > 0; --i) {
    AddOther(part_->people[static_cast<std::size_t>(random_.Below(static_cast<int>(part_->people.size())))]);
  }
}

void Improver::AddOther(std::int32_t person) {
  if (wanted_.size() < kMostMoved && std::find(wanted_.begin(), wanted_.end(), person) == wanted_.end()) {
    wanted_.push_back(person);
  }
}

void Improver::AddOccupantOf(std::uint32_t resource) {
  const auto& occupants = occupants_[resource];
  if (occupants.empty()) return;
  AddOther(occupants[static_cast<std::size_t>(random_.Below(static_cast<int>(occupants.size())))]);
}

void Improver::Release(int person) {
  for (const ItemId id : state_->week(person)) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) {
      ++free_[k];
      auto& occupants = occupants_[k];
      *std::find(occupants.begin(), occupants.end(), person) = occupants.back();
      occupants.pop_back();
      UpdateStealPrice(k);
    }
  }
}

void Improver::Occupy(int person) {
  for (const ItemId id : state_->week(person)) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) {
      --free_[k];
      occupants_[k].push_back(person);
      UpdateStealPrice(k);
    }
  }
}

bool Improver::Reinsert(int person, bool priced) {
  WeekQuery query;
  query.person = person;
  query.free = free_.data();
  query.references = &state_->references();
  if (priced) {
    query.prices = prices_.data();
  } else {
    query.below = floors_[static_cast<std::size_t>(person)] + allowed_ + 1;
  }
  Week week = EmptyWeek();
  const Cost cost = solver_.Solve(query, &week);
  if (cost >= kImpossible) return false;
  return Settle(person, week, priced ? cost - PriceOfWeek(week) : cost);
}

Cost Improver::PriceOfWeek(const Week& week) const {
  Cost price = 0;
  for (const ItemId id : week) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) price += prices_[k];
  }
  return price;
}

bool Improver::Holds(const Week& week, std::uint32_t resource) const {
  return std::any_of(week.begin(), week.end(), [&](ItemId id) {
    if (id == kNoItem) return false;
    const auto resources = model_.ResourcesOf(model_.item(id));
    return std::find(resources.begin(), resources.end(), resource) != resources.end();
  });
}

}  // namespace duaal::planner
