#include "trajectory-svc/planner/seating.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "trajectory-svc/planner/cohorts.h"
#include "trajectory-svc/planner/parallel.h"

namespace duaal::planner {
namespace {

// Stages are as short as they can be while everybody gets a few tries in each.
constexpr int kMostStages = 2000;
constexpr int kLeastStages = 100;
constexpr std::int64_t kTriesOfStage = 10;  // for a person
// Then come late ones, until nothing is overbooked any more; and if that is not enough, twice as many that
// are warm: where seats are tight, the last who has none gets one when several others move, each to something
// a little worse.
constexpr std::int64_t kTriesOfLateStage = 200;  // for a person on an overbooked seat
constexpr std::int64_t kTriesOfWarmStage = 2000;
constexpr double kWarm = 2.0 * kPoint;
constexpr int kAddTimes = 100;         // new weeks are looked for
constexpr int kFollowTimes = 40;       // cohorts and thin groups are looked at
constexpr double kHot = 0.5 * kPoint;  // temperatures, first and last
constexpr double kCold = 0.1 * kPoint;

// A fine begins a little above the price, so that a plan which overbooks nothing can be cheapest.
constexpr double kLeastFine = 0.2 * kPoint;
constexpr double kFineOfPrice = 1.3;
constexpr double kLateRise = 5;  // times as much as before
constexpr double kFall = 2;      // in all stages together, as a power of e
constexpr Cost kFineOfClosed = 1000 * kPoint;
constexpr double kMostFine = 10'000.0 * kPoint;  // who has nowhere to go must not drive it up without end

}  // namespace

Seating::Seating(const Model& model, const std::vector<Cost>& prices, WeekPool* pool, std::uint64_t seed,
                 int threads, int people_of_part, Cost rise)
    : model_(model),
      pool_(pool),
      threads_(std::max(1, threads)),
      people_of_part_(static_cast<std::size_t>(std::max(1, people_of_part))),
      rise_(static_cast<double>(rise)),
      random_(seed),
      order_(static_cast<std::size_t>(model.people())),
      at_(order_.size(), 0),
      seats_(model.seats().size()),
      raised_(seats_.size(), 0.0),
      references_(model.cohort_slots().size(), -1) {
  for (int i = 0; i < threads_; ++i) workers_.push_back(std::make_unique<Worker>(model));
  std::iota(order_.begin(), order_.end(), 0);
  const auto& people = model.instance().people;
  std::stable_sort(order_.begin(), order_.end(), [&](int a, int b) {
    return people[static_cast<std::size_t>(a)].home < people[static_cast<std::size_t>(b)].home;
  });
  for (int person = 0; person < model.people(); ++person) {
    sorted_.push_back(static_cast<std::uint32_t>(pool->WeeksOf(person).size()));
  }
  for (std::size_t k = 0; k < seats_.size(); ++k) {
    seats_[k].most = model.seats()[k];
    least_fine_.push_back(static_cast<Cost>(kFineOfPrice * static_cast<double>(prices[k]) + kLeastFine));
  }
  FollowCohorts();
  Recount();
}

void Seating::Search(std::int64_t swaps, double late_share, const std::function<bool(int)>& go_on) {
  stages_ = static_cast<int>(std::clamp<std::int64_t>(
      swaps / (kTriesOfStage * std::max<std::int64_t>(1, model_.people())), kLeastStages, kMostStages));
  const int settled = stages_ * 3 / 4;  // from here on no group is closed
  const int cold = stages_ + static_cast<int>(late_share * stages_);
  const int warm = cold + 2 * (cold - stages_);
  const double cooling = std::pow(kCold / kHot, 1.0 / stages_);
  double temperature = kHot;
  for (stage_ = 0; stage_ < warm; ++stage_) {
    const bool late = stage_ >= stages_;
    if (late && overbooked_ == 0) break;
    // Fines that rose in vain would outweigh everything else.
    if (stage_ == stages_) raised_before_late_ = raised_;
    if (stage_ == cold) raised_ = raised_before_late_;
    if (overbooked_ > 0 && stage_ % (stages_ / kAddTimes) == 0) AddWeeks();
    if (stage_ % std::max(1, stages_ / kFollowTimes) == 0) {
      FollowCohorts();
      if (go_on && !go_on(std::min(1000, stage_ * 1000 / stages_))) break;
      if (stage_ >= stages_ / 2 && stage_ < settled) CloseThinnest();
    }
    SetFines(late);
    const std::int64_t share = std::max<std::int64_t>(1, swaps / stages_);
    if (!late) {
      Stage(share, temperature);
    } else if (stage_ < cold) {
      LateStage(share, kTriesOfLateStage, temperature);
    } else {
      LateStage(share, kTriesOfWarmStage, kWarm);
    }
    Recount();
    if (stage_ >= settled && overbooked_ == 0 && cost_ < best_cost_) {
      best_cost_ = cost_;
      best_ = at_;
    }
    temperature *= cooling;
  }
  if (best_.empty()) return;
  at_ = best_;
  Recount();
}

// Parts of neighbours are searched side by side. Each takes the others to stay where they are; where two take
// the same seat it is overbooked, and later stages see to that.
void Seating::Stage(std::int64_t swaps, double temperature) {
  const std::size_t people = order_.size();
  const std::size_t parts = std::max<std::size_t>(1, people / people_of_part_);
  const auto offset = static_cast<std::size_t>(random_.Below(static_cast<int>(people)));
  std::vector<std::uint64_t> seeds(parts);
  for (std::uint64_t& seed : seeds) seed = random_.Next();
  ForBlocks(static_cast<int>(parts), threads_, [&](int number, int block) {
    Worker& worker = *workers_[static_cast<std::size_t>(number)];
    if (worker.stage != stage_) worker.seats = seats_;
    worker.stage = stage_;
    const auto part = static_cast<std::size_t>(block);
    const std::size_t first = part * people / parts;
    const std::size_t count = (part + 1) * people / parts - first;
    const auto share = swaps * static_cast<std::int64_t>(count) / static_cast<std::int64_t>(people);
    Random random(seeds[part]);
    for (std::int64_t i = 0; i < share; ++i) {
      const auto place = first + offset + static_cast<std::size_t>(random.Below(static_cast<int>(count)));
      Swap(worker, order_[place % people], temperature, random);
    }
    Forget(worker);
  });
}

// In the end only those on overbooked seats are moved, one after the other.
void Seating::LateStage(std::int64_t swaps, std::int64_t tries, double temperature) {
  const std::vector<std::int32_t> people = Overbookers();
  Worker& worker = *workers_.front();
  worker.seats = seats_;
  Random random(random_.Next());
  const auto count = static_cast<std::int64_t>(people.size());
  for (std::int64_t i = std::min(swaps, tries * count); i > 0; --i) {
    Swap(worker, people[static_cast<std::size_t>(random.Below(static_cast<int>(count)))], temperature,
         random);
  }
  worker.swapped.clear();
}

void Seating::Count(std::vector<Seat>* seats, int person, const PoolWeek& week, int change) const {
  for (const std::uint32_t k : pool_->SeatsOf(person, week)) (*seats)[k].used += change;
}

// A worse week is taken now and then, the hotter the more often.
void Seating::Swap(Worker& worker, int person, double temperature, Random& random) {
  const auto weeks = pool_->WeeksOf(person);
  if (weeks.size() < 2) return;
  const std::uint32_t place = Pick(person, weeks.size(), random);
  std::uint32_t& at = at_[static_cast<std::size_t>(person)];
  if (place == at) return;
  Cost rise = weeks[place].cost - weeks[at].cost;
  for (const std::uint32_t k : pool_->SeatsOf(person, weeks[at])) {
    Seat& seat = worker.seats[k];
    if (seat.used-- > seat.most) rise -= seat.fine;
  }
  for (const std::uint32_t k : pool_->SeatsOf(person, weeks[place])) {
    Seat& seat = worker.seats[k];
    if (seat.used++ >= seat.most) rise += seat.fine;
  }
  if (static_cast<double>(rise) <= -temperature * std::log(1.0 - random.Unit())) {
    worker.swapped.push_back({person, at});
    at = place;
    return;
  }
  Count(&worker.seats, person, weeks[place], -1);
  Count(&worker.seats, person, weeks[at], 1);
}

// Cheap weeks more often; of those that came later some.
std::uint32_t Seating::Pick(int person, std::size_t count, Random& random) const {
  constexpr int kLaterOneIn = 20;
  const std::uint32_t sorted = sorted_[static_cast<std::size_t>(person)];
  if (sorted < count && random.Below(kLaterOneIn) == 0) {
    return sorted + static_cast<std::uint32_t>(random.Below(static_cast<int>(count - sorted)));
  }
  const double bias = random.Unit();
  return static_cast<std::uint32_t>(bias * bias * static_cast<double>(count));
}

// The next part that this thread searches must not see these swaps: another thread might have it.
void Seating::Forget(Worker& worker) {
  std::stable_sort(worker.swapped.begin(), worker.swapped.end(),
                   [](const Swapped& a, const Swapped& b) { return a.person < b.person; });
  std::int32_t last = -1;
  for (const Swapped& swapped : worker.swapped) {
    if (swapped.person == last) continue;
    last = swapped.person;
    Count(&worker.seats, last, WeekAt(last), -1);
    Count(&worker.seats, last, pool_->WeeksOf(last)[swapped.before], 1);
  }
  worker.swapped.clear();
}

void Seating::Recount() {
  for (Seat& seat : seats_) seat.used = 0;
  cost_ = 0;
  for (int person = 0; person < model_.people(); ++person) {
    cost_ += WeekAt(person).cost;
    Count(&seats_, person, WeekAt(person), 1);
  }
  overbooked_ = 0;
  for (const Seat& seat : seats_) overbooked_ += std::max(0, seat.used - seat.most);
}

void Seating::SetFines(bool late) {
  const double rise = (late ? kLateRise : 1.0) * rise_ / stages_;
  const double fall = std::exp(-kFall / stages_);
  for (std::size_t k = 0; k < seats_.size(); ++k) {
    Seat& seat = seats_[k];
    const int extra = seat.used - seat.most;
    if (extra > 0) {
      raised_[k] = std::min(kMostFine, raised_[k] + rise * extra);
    } else if (!late) {
      raised_[k] *= fall;
    }
    seat.fine = least_fine_[k] + static_cast<Cost>(raised_[k]);
  }
}

bool Seating::Overbooks(int person) const {
  const auto seats = pool_->SeatsOf(person, WeekAt(person));
  return std::any_of(seats.begin(), seats.end(),
                     [&](std::uint32_t k) { return seats_[k].used > seats_[k].most; });
}

std::vector<std::int32_t> Seating::Overbookers() const {
  std::vector<std::int32_t> people;
  for (int person = 0; person < model_.people(); ++person) {
    if (Overbooks(person)) people.push_back(person);
  }
  return people;
}

void Seating::AddWeeks() {
  const std::vector<std::int32_t> people = Overbookers();
  for (const auto& worker : workers_) {
    worker->prices.assign(seats_.size(), 0);
    for (std::size_t k = 0; k < seats_.size(); ++k) {
      if (seats_[k].used >= seats_[k].most) worker->prices[k] = seats_[k].fine;
    }
  }
  ForBlocks(static_cast<int>(people.size()), threads_, [&](int number, int block) {
    AddWeek(*workers_[static_cast<std::size_t>(number)], people[static_cast<std::size_t>(block)]);
  });
}

void Seating::AddWeek(Worker& worker, int person) {
  const auto own = pool_->SeatsOf(person, WeekAt(person));
  std::vector<std::uint32_t> open;  // seats that are free once this person has gone
  for (const std::uint32_t k : own) {
    if (seats_[k].used == seats_[k].most) open.push_back(k);
  }
  for (const std::uint32_t k : open) worker.prices[k] = 0;
  WeekQuery query;
  query.person = person;
  query.prices = worker.prices.data();
  query.references = &references_;
  Week week = EmptyWeek();
  (void)worker.solver.Solve(query, &week);  // there is always a week; prices are no part of what it costs
  for (const std::uint32_t k : open) worker.prices[k] = seats_[k].fine;
  query.prices = nullptr;
  pool_->Add(person, week, CostOfWeek(model_, query, week));
}

void Seating::FollowCohorts() {
  if (references_.empty()) return;
  std::vector<Week> weeks;
  for (int person = 0; person < model_.people(); ++person) {
    weeks.push_back(pool_->WeekOf(person, WeekAt(person)));
  }
  UpdateReferences(model_, weeks, &references_);
  for (int person = 0; person < model_.people(); ++person) pool_->Recost(person, references_);
  Recount();
}

// Of the groups that some, but too few, have joined, the one that lacks the largest share of its floor.
void Seating::CloseThinnest() {
  int thinnest = -1;
  double least = 1.0;
  for (std::size_t i = 0; i < model_.instance().offerings.size(); ++i) {
    const int floor = model_.FloorResource(static_cast<int>(i));
    if (floor < 0) continue;
    const Seat& seat = seats_[static_cast<std::size_t>(floor)];
    const double share = static_cast<double>(seat.used) / model_.instance().offerings[i].floor;
    if (seat.most == 0 || seat.used == 0 || share >= least) continue;
    thinnest = static_cast<int>(i);
    least = share;
  }
  if (thinnest < 0) return;
  const auto floor = static_cast<std::size_t>(model_.FloorResource(thinnest));
  seats_[floor].most = 0;
  least_fine_[floor] = kFineOfClosed;
  closed_.push_back(thinnest);
  Recount();
}

RegionState Seating::Result() {
  RegionState state(model_);
  for (const int offering : closed_) state.Close(offering);
  std::vector<std::int32_t> later;
  for (const std::int32_t person : order_) {
    if (Overbooks(person)) {
      Count(&seats_, person, WeekAt(person), -1);
      later.push_back(person);
    } else {
      state.Place(person, pool_->WeekOf(person, WeekAt(person)));
    }
  }
  state.UpdateReferences();
  WeekSolver solver(model_);
  for (const std::int32_t person : later) {
    WeekQuery query;
    query.person = person;
    query.free = state.free().data();
    query.references = &state.references();
    Week week = EmptyWeek();
    if (solver.Solve(query, &week) < kImpossible) state.Place(person, week);
  }
  state.UpdateReferences();
  return state;
}

}  // namespace duaal::planner
