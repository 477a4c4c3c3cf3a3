#include "trajectory-svc/planner/improver.h"

#include <algorithm>
#include <cmath>

namespace duaal::planner {

Improver::Improver(const Model& model, const std::vector<Cost>& prices, const std::vector<Cost>& least)
    : model_(model), prices_(prices), least_(least), solver_(model), occupants_(model.seats().size()) {}

void Improver::Run(const Part& part, std::vector<std::int32_t> free, RegionState* state) {
  part_ = &part;
  state_ = state;
  free_ = std::move(free);
  random_ = Random(part.seed);
  Enter();
  steal_prices_.clear();
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
  for (const std::int32_t person : part_->people) {
    for (const ItemId id : state_->week(person)) {
      if (id == kNoItem) continue;
      for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) occupants_[k].push_back(person);
    }
  }
}

void Improver::Leave() {
  for (const std::int32_t person : part_->people) {
    for (const ItemId id : state_->week(person)) {
      if (id == kNoItem) continue;
      for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) occupants_[k].clear();
    }
  }
}

void Improver::Move(double temperature) {
  const int person = PickPerson();
  moved_.clear();
  before_.clear();
  before_costs_.clear();
  if (random_.Below(2) == 0) {
    Chain(person);
  } else {
    MakeRoom(person);
  }
  Cost rise = 0;
  for (std::size_t i = 0; i < moved_.size(); ++i) rise += state_->cost(moved_[i]) - before_costs_[i];
  if (rise <= 0 || random_.Unit() < std::exp(-static_cast<double>(rise) / temperature)) return;
  Undo();
}

void Improver::Begin(int person) {
  moved_.push_back(person);
  before_.push_back(state_->week(person));
  before_costs_.push_back(state_->cost(person));
  Release(person);
}

void Improver::Undo() {
  for (const std::int32_t person : moved_) Release(person);
  for (std::size_t i = 0; i < moved_.size(); ++i) {
    state_->Assign(moved_[i], before_[i], before_costs_[i]);
    Occupy(moved_[i]);
  }
}

void Improver::MakeRoom(int person) {
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
    Reinsert(wanted_[i], i + 1 < count || random_.Below(2) == 0);
  }
}

void Improver::Chain(int person) {
  constexpr Cost kSteal[] = {kPoint, 3 * kPoint, 10 * kPoint, 30 * kPoint};
  SetSteal(kSteal[random_.Below(4)]);
  Begin(person);
  wanted_.assign(1, person);
  for (std::size_t next = 0; next < wanted_.size(); ++next) {
    TakeOver(wanted_[next], moved_.size() + 4 < kMostMoved);
  }
}

void Improver::TakeOver(int person, bool may_take) {
  if (!may_take) {
    Reinsert(person, true);
    return;
  }
  WeekQuery query;
  query.person = person;
  query.prices = steal_prices_.data();
  query.references = &state_->references();
  Week week = EmptyWeek();
  if (solver_.Solve(query, &week) >= kNoSeat) {
    Reinsert(person, true);
    return;
  }
  losers_.clear();
  for (const ItemId id : week) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) {
      if (free_[k] <= 0 && !PickLoser(k)) {
        Reinsert(person, true);
        return;
      }
    }
  }
  WeekQuery plain;
  plain.person = person;
  plain.references = &state_->references();
  state_->Assign(person, week, CostOfWeek(model_, plain, week));
  for (const std::int32_t loser : losers_) {
    Begin(loser);
    wanted_.push_back(loser);
  }
  Occupy(person);
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

void Improver::SetSteal(Cost steal) {
  if (steal == steal_ && !steal_prices_.empty()) return;
  steal_ = steal;
  steal_prices_.resize(prices_.size());
  for (std::size_t k = 0; k < prices_.size(); ++k) UpdateStealPrice(static_cast<std::uint32_t>(k));
}

void Improver::UpdateStealPrice(std::uint32_t resource) {
  const bool closed = free_[resource] <= 0 && occupants_[resource].empty();
  steal_prices_[resource] = prices_[resource] + (closed ? kNoSeat : free_[resource] <= 0 ? steal_ : Cost{0});
}

// Of a few people, the one who is furthest from the cheapest week at these prices.
int Improver::PickPerson() {
  constexpr int kTries = 3;
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
      if (!steal_prices_.empty()) UpdateStealPrice(k);
    }
  }
}

void Improver::Occupy(int person) {
  for (const ItemId id : state_->week(person)) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) {
      --free_[k];
      occupants_[k].push_back(person);
      if (!steal_prices_.empty()) UpdateStealPrice(k);
    }
  }
}

void Improver::Reinsert(int person, bool priced) {
  WeekQuery query;
  query.person = person;
  query.free = free_.data();
  query.references = &state_->references();
  if (priced) query.prices = prices_.data();
  Week week = EmptyWeek();
  const Cost cost = solver_.Solve(query, &week);
  state_->Assign(person, week, priced ? cost - PriceOfWeek(week) : cost);
  Occupy(person);
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
