#include "trajectory-svc/planner/negotiation.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "chassis/core/mutex.h"
#include "trajectory-svc/planner/parallel.h"
#include "trajectory-svc/planner/random.h"

namespace duaal::planner {
namespace {

// How wildly people look for another week. A full seat costs a fine, a free one a random part of it: the
// larger that part, the less people mind where they go, and the more the region is mixed up.
struct Heat {
  Cost fine = 0;
  double noise = 0;        // of free seats, as a share of the fine
  double walk = 0;         // share of the steps in which somebody moves whom nobody asks to
  std::int64_t steps = 0;  // per person
};
// The mildest that succeeds costs least.
constexpr Heat kHeats[] = {
    {100 * kPoint, 0.3, 0, 14}, {1000 * kPoint, 0.6, 0, 28}, {1000 * kPoint, 1, 0.5, 56}};
constexpr int kRuns = 8;  // at each heat, of which the cheapest counts; fixed, so that threads do not matter
// Steps are counted for so many people: of a large region those around the few who lack something.
constexpr int kAround = 200;
constexpr int kLeastPeople = 1000;
constexpr int kMostPeople = 10'000;
constexpr double kNoiseOfFull = 0.1;  // of full seats, as a share of the fine
constexpr double kRise = 0.01;        // of a fine, whenever somebody moves in above it
constexpr std::int64_t kStepsToAsk = 1000;

class Negotiation {
 public:
  Negotiation(const RegionState& start, const Pricing& pricing, const Heat& heat, std::uint64_t seed)
      : model_(start.model()),
        references_(start.references()),
        heat_(heat),
        solver_(model_),
        random_(seed),
        most_(model_.seats()),
        used_(most_.size()),
        fines_(pricing.prices),
        prices_(most_.size()),
        occupants_(most_.size()),
        place_(most_.size(), -1) {
    for (std::size_t i = 0; i < model_.instance().offerings.size(); ++i) {
      const int floor = model_.FloorResource(static_cast<int>(i));
      if (floor >= 0 && !start.open(static_cast<int>(i))) most_[static_cast<std::size_t>(floor)] = 0;
    }
    for (Cost& fine : fines_) fine += heat_.fine;
    for (std::uint32_t k = 0; k < prices_.size(); ++k) Reprice(k);
    for (int person = 0; person < model_.people(); ++person) {
      weeks_.push_back(start.week(person));
      Take(person);
    }
  }

  // Gives a whole week to who lacks something; false when there is no such week at all.
  bool Begin(int person) {
    Week week = EmptyWeek();
    Give(person);
    const bool possible = Ask(person, &week);
    if (possible) weeks_[static_cast<std::size_t>(person)] = week;
    Take(person);
    return possible;
  }

  // True when no seat is overbooked any more.
  template <typename Continue>
  bool Run(std::int64_t steps, const Continue& go_on) {
    for (std::int64_t i = 0; i < steps && !overbooked_.empty(); ++i) {
      if (i % kStepsToAsk == 0 && !go_on()) return false;
      if (heat_.walk > 0 && random_.Unit() < heat_.walk) {
        Walk(random_.Below(model_.people()));
      } else {
        const std::uint32_t k = overbooked_[Draw(overbooked_.size())];
        MakeWay(occupants_[k][Draw(occupants_[k].size())]);
      }
    }
    return overbooked_.empty();
  }

  [[nodiscard]] const Week& week(int person) const { return weeks_[static_cast<std::size_t>(person)]; }

 private:
  std::size_t Draw(std::size_t below) {
    return static_cast<std::size_t>(random_.Below(static_cast<int>(below)));
  }

  // The best whole week of somebody who has no seats at the moment.
  bool Ask(int person, Week* week) {
    WeekQuery query;
    query.person = person;
    query.free = most_.data();
    query.prices = prices_.data();
    query.references = &references_;
    query.demanded = (1U << model_.person(person).requirement_count) - 1;
    return solver_.Solve(query, week) < kImpossible;
  }

  // Where several want to be, it gets dearer until one of them has somewhere else to go.
  void MakeWay(int person) {
    if (!Begin(person)) return;
    ForSeats(person, [&](std::uint32_t k) {
      if (used_[k] <= most_[k]) return;
      fines_[k] += static_cast<Cost>(kRise * static_cast<double>(heat_.fine));
      Reprice(k);
    });
  }

  // Moves somebody about where nobody minds, so that free seats come together.
  void Walk(int person) {
    const int before = too_many_;
    const Week week = weeks_[static_cast<std::size_t>(person)];
    if (!Begin(person) || too_many_ <= before) return;
    Give(person);
    weeks_[static_cast<std::size_t>(person)] = week;
    Take(person);
  }

  void Reprice(std::uint32_t k) {
    const bool full = used_[k] >= most_[k];
    const double noise = (full ? kNoiseOfFull : heat_.noise) * static_cast<double>(heat_.fine);
    prices_[k] = (full ? fines_[k] : 0) + static_cast<Cost>(random_.Unit() * noise);
  }

  template <typename Work>
  void ForSeats(int person, const Work& work) {
    for (const ItemId id : weeks_[static_cast<std::size_t>(person)]) {
      if (id == kNoItem) continue;
      for (const std::uint32_t k : model_.ResourcesOf(model_.item(id))) work(k);
    }
  }

  void Take(int person) {
    ForSeats(person, [&](std::uint32_t k) {
      occupants_[k].push_back(person);
      if (++used_[k] > most_[k]) ++too_many_;
      if (used_[k] == most_[k] + 1) {
        place_[k] = static_cast<std::int32_t>(overbooked_.size());
        overbooked_.push_back(k);
      }
      Reprice(k);
    });
  }

  void Give(int person) {
    ForSeats(person, [&](std::uint32_t k) {
      auto& occupants = occupants_[k];
      *std::find(occupants.begin(), occupants.end(), person) = occupants.back();
      occupants.pop_back();
      if (used_[k]-- > most_[k]) --too_many_;
      if (used_[k] == most_[k]) {
        const std::uint32_t last = overbooked_.back();
        overbooked_[static_cast<std::size_t>(place_[k])] = last;
        place_[last] = place_[k];
        overbooked_.pop_back();
      }
      Reprice(k);
    });
  }

  const Model& model_;
  const References references_;
  const Heat heat_;
  WeekSolver solver_;
  Random random_;
  std::vector<std::int32_t> most_;  // seats; 0 for what is closed
  std::vector<std::int32_t> used_;
  std::vector<Cost> fines_;
  std::vector<Cost> prices_;  // of one more seat
  std::vector<std::vector<std::int32_t>> occupants_;
  std::vector<Week> weeks_;
  std::vector<std::uint32_t> overbooked_;  // resources
  std::vector<std::int32_t> place_;        // of each resource, there
  int too_many_ = 0;                       // people, over all resources
};

// Who lacks something, and could have all of it in an empty region.
std::vector<std::int32_t> Hopeful(const RegionState& state) {
  const Model& model = state.model();
  WeekSolver solver(model);
  std::vector<std::int32_t> hopeful;
  for (int person = 0; person < model.people(); ++person) {
    const Week& now = state.week(person);
    const auto count = model.person(person).requirement_count;
    if (std::find(now.begin(), now.begin() + count, kNoItem) == now.begin() + count) continue;
    WeekQuery query;
    query.person = person;
    query.free = model.seats().data();
    query.demanded = (1U << count) - 1;
    Week week = EmptyWeek();
    if (solver.Solve(query, &week) < kImpossible) hopeful.push_back(person);
  }
  return hopeful;
}

// The cheapest plan of several tries at one heat in which everybody has a seat, if any.
template <typename Continue>
std::optional<RegionState> TryAt(const Heat& heat, const Pricing& pricing, const RegionState& start,
                                 const std::vector<std::int32_t>& hopeful, int threads, Random* random,
                                 const Continue& go_on) {
  const Model& model = start.model();
  std::vector<std::uint64_t> seeds(kRuns);
  for (std::uint64_t& seed : seeds) seed = random->Next();
  std::vector<std::optional<RegionState>> found(kRuns);
  const int around = std::clamp(kAround * static_cast<int>(hopeful.size()), kLeastPeople, kMostPeople);
  const std::int64_t steps = heat.steps * std::min(model.people(), around);
  ForBlocks(kRuns, threads, [&](int, int run) {
    const auto place = static_cast<std::size_t>(run);
    Negotiation negotiation(start, pricing, heat, seeds[place]);
    for (const std::int32_t person : hopeful) negotiation.Begin(person);
    if (!negotiation.Run(steps, go_on)) return;
    found[place] = start;
    for (int person = 0; person < model.people(); ++person)
      found[place]->Place(person, negotiation.week(person));
    found[place]->UpdateReferences();
  });
  const auto best = std::min_element(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.has_value() && (!b.has_value() || a->total() < b->total());
  });
  return std::move(*best);
}

// Asks whether to go on, for one thread at a time, until the answer is no.
class Patience {
 public:
  explicit Patience(const NegotiationOptions& options) : options_(options) {}
  bool GoOn() {
    const MutexLock lock(mutex_);
    stopped_ = stopped_ || (options_.go_on && !options_.go_on());
    return !stopped_;
  }

 private:
  const NegotiationOptions& options_;
  Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

bool Negotiate(const Pricing& pricing, const NegotiationOptions& options, RegionState* state) {
  const std::vector<std::int32_t> hopeful = Hopeful(*state);
  if (hopeful.empty()) return false;
  Patience patience(options);
  const auto go_on = [&] { return patience.GoOn(); };
  Random random(options.seed);
  for (const Heat& heat : kHeats) {
    auto found = TryAt(heat, pricing, *state, hopeful, options.threads, &random, go_on);
    if (!go_on()) return false;
    if (!found.has_value()) continue;
    *state = std::move(*found);
    return true;
  }
  return false;
}

}  // namespace duaal::planner
