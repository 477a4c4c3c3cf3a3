#include "trajectory-svc/planner/region.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <numeric>

#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/improver.h"
#include "trajectory-svc/planner/negotiation.h"
#include "trajectory-svc/planner/overbooking.h"
#include "trajectory-svc/planner/parallel.h"
#include "trajectory-svc/planner/prices.h"
#include "trajectory-svc/planner/proof.h"
#include "trajectory-svc/planner/region_state.h"
#include "trajectory-svc/planner/week_pool.h"

namespace duaal::planner {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kPeopleOfPart = 400;
// Beyond a few thousand people the last swaps of each win little, and somebody waits. A move takes as long as
// a few hundred swaps and wins less than these.
constexpr std::int64_t kSwapsPerPerson = 40'000;
constexpr std::int64_t kSwapsPerFurtherPerson = 3'500;
constexpr std::int64_t kMovesPerPerson = 140;
constexpr std::int64_t kMovesPerFurtherPerson = 50;
constexpr std::int64_t kFurtherPeople = 2'000;
// A proof finds what is better, so a quarter of the search will do before it.
constexpr std::int64_t kShareBeforeProof = 4;
constexpr std::int64_t kMovesOfRound = 5;  // per person; seats move between parts from round to round
constexpr std::int64_t kMostRounds = 2000;
constexpr double kHot = 0.5 * kPoint;  // temperatures of the moves, first and last
constexpr double kCold = 0.05 * kPoint;
constexpr int kSearchPhase = 1;
constexpr int kProofPhase = 2;
constexpr int kSwapsShare = 500;  // of the search, in thousandths

double Since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

class Planner {
 public:
  Planner(const Model& model, const RegionOptions& options)
      : model_(model), options_(options), random_(options.seed), state_(model) {
    for (std::size_t i = 0; i < model.instance().offerings.size(); ++i) {
      if (model.FloorResource(static_cast<int>(i)) >= 0) floored_.push_back(static_cast<int>(i));
    }
  }

  RegionPlan Run() {
    RegionPlan result;
    auto start = Clock::now();
    RaisePrices(&result);
    result.price_seconds = Since(start);
    start = Clock::now();
    begun_ = start;
    Begin();
    const bool searched = TryOverbooking() && Search(&result) && PlaceTheLast(&result);
    result.search_seconds = Since(start);
    result.bound = pricing_.bound;
    start = Clock::now();
    if (searched && Proves()) Prove(&result);
    result.proof_seconds = Since(start);
    result.plan = best_.ToPlan();
    result.objective = ObjectiveOf(model_.instance(), result.plan);
    return result;
  }

 private:
  void RaisePrices(RegionPlan* result) {
    PriceOptions options;
    options.rounds = options_.price_rounds;
    options.threads = options_.threads;
    options.start = options_.prices;
    if (options_.progress) {
      options.progress = [&](int done, Cost bound) {
        RegionProgress progress;
        progress.done_permille = done * 1000 / std::max(1, options_.price_rounds);
        progress.bound = bound;
        return options_.progress(progress);
      };
    }
    pricing_ = RaiseBound(model_, options, &pool_);
    floors_ =
        PriceEverybody(model_, std::vector<Cost>(model_.seats().size()), options_.threads, nullptr).least;
    result->prices = pricing_.prices;
    result->prices.resize(static_cast<std::size_t>(model_.real_resources()));
    result->certificate = {model_.instance().id, result->prices, pricing_.bound};
  }

  // People in turn, those with the fewest choices first, each with the best week at the prices.
  void Begin() {
    if (options_.start != nullptr) {
      state_.FromPlan(*options_.start);
      best_ = state_;
      return;
    }
    std::vector<std::int32_t> people(static_cast<std::size_t>(model_.people()));
    std::iota(people.begin(), people.end(), 0);
    std::stable_sort(people.begin(), people.end(),
                     [&](int a, int b) { return OptionCount(a) < OptionCount(b); });
    WeekSolver solver(model_);
    for (const std::int32_t person : people) {
      WeekQuery query;
      query.person = person;
      query.free = state_.free().data();
      query.prices = pricing_.prices.data();
      Week week = EmptyWeek();
      if (solver.Solve(query, &week) < kImpossible) state_.Place(person, week);
    }
    state_.UpdateReferences();
    best_ = state_;
    CloseThin(&best_);
  }

  [[nodiscard]] bool Proves() const { return options_.proof_steps > 0 && model_.people() <= kMostProven; }

  // So much for each of the first people, and so much for each further one.
  [[nodiscard]] std::int64_t Effort(std::int64_t first, std::int64_t further) const {
    const std::int64_t people = model_.people();
    const std::int64_t all = first * std::min(people, kFurtherPeople) +
                             further * std::max<std::int64_t>(0, people - kFurtherPeople);
    return Proves() ? all / kShareBeforeProof : all;
  }

  // False when the search is to stop.
  bool TryOverbooking() {
    OverbookingOptions options;
    options.seed = random_.Next();
    options.threads = options_.threads;
    options.swaps = options_.swaps > 0 ? options_.swaps : Effort(kSwapsPerPerson, kSwapsPerFurtherPerson);
    bool stopped = false;
    options.progress = [&](int permille) {
      stopped = Stop(permille * kSwapsShare / 1000);
      return !stopped;
    };
    state_ = Overbook(model_, pricing_, options, &pool_);
    CloseThin(&state_);
    if (state_.total() < best_.total()) {
      best_ = state_;
    } else {
      state_ = best_;
    }
    return !stopped;
  }

  [[nodiscard]] std::uint32_t OptionCount(int person) const {
    std::uint32_t count = 0;
    for (const auto& requirement : model_.RequirementsOf(model_.person(person)))
      count += requirement.option_count;
    return count;
  }

  // The second half of the search goes by rounds and never overbooks. In each the people are parted anew,
  // every part gets the seats it has and a share of the spare ones, and the parts are searched side by side.
  // Parts do not depend on the number of threads. False when it was stopped.
  bool Search(RegionPlan* result) {
    const std::int64_t moves =
        options_.moves > 0 ? options_.moves : Effort(kMovesPerPerson, kMovesPerFurtherPerson);
    const std::int64_t rounds = std::clamp<std::int64_t>(
        moves / (std::max<std::int64_t>(model_.people(), 100) * kMovesOfRound), 1, kMostRounds);
    std::vector<std::unique_ptr<Improver>> improvers;
    for (int i = 0; i < std::max(1, options_.threads); ++i) {
      improvers.push_back(std::make_unique<Improver>(model_, pricing_.prices, pricing_.least, floors_));
    }
    for (std::int64_t round = 0; round < rounds; ++round) {
      std::vector<Part> parts = MakeParts();
      const auto share = static_cast<double>(round) / static_cast<double>(rounds);
      const auto next = static_cast<double>(round + 1) / static_cast<double>(rounds);
      for (Part& part : parts) {
        part.moves = moves / rounds * static_cast<std::int64_t>(part.people.size()) / model_.people();
        part.hot = kHot * std::pow(kCold / kHot, share);
        part.cold = kHot * std::pow(kCold / kHot, next);
        result->moves += part.moves;
      }
      ShareSeats(&parts);
      ForBlocks(static_cast<int>(parts.size()), options_.threads, [&](int worker, int part) {
        const auto place = static_cast<std::size_t>(part);
        improvers[static_cast<std::size_t>(worker)]->Run(parts[place], &state_);
      });
      state_.Recount();
      state_.UpdateReferences();
      KeepBest(round, rounds);
      if (Stop(kSwapsShare + static_cast<int>((round + 1) * (1000 - kSwapsShare) / rounds))) return false;
    }
    return true;
  }

  // Where somebody still lacks something, everybody moves until nobody does, and the search goes on from
  // there; false when it was stopped.
  bool PlaceTheLast(RegionPlan* result) {
    if (best_.Unplaced() == 0) return true;
    NegotiationOptions options;
    options.seed = random_.Next();
    options.threads = options_.threads;
    bool stopped = false;
    options.go_on = [&] { return !(stopped = Stop(1000)); };
    const RegionState before = best_;
    state_ = best_;
    if (!Negotiate(pricing_, options, &state_)) return !stopped;
    CloseThin(&state_);
    best_ = state_;
    const bool searched = Search(result);
    if (before.total() <= best_.total()) best_ = before;
    return searched;
  }

  // Looks for the best plan of all. What it finds leaves floors and cohorts out of account, so it is taken
  // when it is better with them, too.
  void Prove(RegionPlan* result) {
    ProofOptions options;
    options.prices = &result->certificate.prices;
    options.total = best_.total();
    options.threads = options_.threads;
    options.steps = options_.proof_steps;
    options.go_on = [&](Cost bound) {
      pricing_.bound = std::max(pricing_.bound, bound);
      return !Stop(1000, kProofPhase);
    };
    const Proof proof = ProveBest(model_, options);
    result->bound = proof.bound;
    if (proof.weeks.empty()) return;
    RegionState found(model_);
    for (int person = 0; person < model_.people(); ++person)
      found.Place(person, proof.weeks[static_cast<std::size_t>(person)]);
    found.UpdateReferences();
    CloseThin(&found);
    if (found.total() < best_.total()) best_ = found;
  }

  // Groups that have too few people do not open. The search may fill such groups for a while; what counts is
  // the plan without them, and every now and then the search goes on from there.
  void KeepBest(std::int64_t round, std::int64_t rounds) {
    constexpr std::int64_t kTimes = 20;
    if (floored_.empty()) {
      if (state_.total() < best_.total()) best_ = state_;
      return;
    }
    RegionState candidate = state_;
    CloseThin(&candidate);
    if (candidate.total() < best_.total()) best_ = candidate;
    if (round % std::max<std::int64_t>(1, rounds / kTimes) != 0) return;
    state_ = candidate;
    for (const int offering : floored_) {
      if (!state_.open(offering) && Wanted(offering) >= Floor(offering)) state_.Open(offering);
    }
  }

  void CloseThin(RegionState* state) {
    WeekSolver solver(model_);
    for (int thin = Thinnest(*state); thin >= 0; thin = Thinnest(*state)) {
      std::vector<std::int32_t> members = state->MembersOf(thin);
      state->Close(thin);
      for (const std::int32_t person : members) {
        state->Clear(person);
        WeekQuery query;
        query.person = person;
        query.free = state->free().data();
        query.references = &state->references();
        Week week = EmptyWeek();
        if (solver.Solve(query, &week) < kImpossible) state->Place(person, week);
      }
    }
  }

  // The open group that lacks the largest share of its floor, or -1.
  [[nodiscard]] int Thinnest(const RegionState& state) const {
    int thinnest = -1;
    double least = 1.0;
    for (const int offering : floored_) {
      const auto members = state.MembersOf(offering).size();
      const double share = static_cast<double>(members) / Floor(offering);
      if (!state.open(offering) || members == 0 || share >= least) continue;
      thinnest = offering;
      least = share;
    }
    return thinnest;
  }

  [[nodiscard]] int Floor(int offering) const {
    return model_.instance().offerings[static_cast<std::size_t>(offering)].floor;
  }

  // People who lack something that a closed group could give them.
  [[nodiscard]] int Wanted(int offering) const {
    int wanted = 0;
    for (int person = 0; person < model_.people(); ++person) {
      const auto requirements = model_.RequirementsOf(model_.person(person));
      for (std::size_t r = 0; r < requirements.size(); ++r) {
        const auto options = model_.OptionsOf(requirements[r]);
        wanted += state_.week(person)[r] == kNoItem &&
                  std::any_of(options.begin(), options.end(), [&](const Option& option) {
                    return static_cast<int>(model_.item(option.item).offering) == offering;
                  });
      }
    }
    return wanted;
  }

  bool Stop(int done_permille, int phase = kSearchPhase) {
    if (options_.seconds > 0 && Since(begun_) > options_.seconds) return true;
    if (!options_.progress) return false;
    RegionProgress progress;
    progress.phase = phase;
    done_permille_ = std::max(done_permille_, done_permille);  // the search may begin again
    progress.done_permille = done_permille_;
    progress.bound = pricing_.bound;
    progress.total = best_.total();
    progress.unplaced = best_.Unplaced();
    return !options_.progress(progress);
  }

  // People who live near each other come into one part, each time with other neighbours.
  std::vector<Part> MakeParts() {
    const auto people = static_cast<std::size_t>(model_.people());
    std::vector<std::pair<double, std::int32_t>> order;
    std::vector<std::int32_t> by_home(people);
    std::iota(by_home.begin(), by_home.end(), 0);
    const auto& all = model_.instance().people;
    std::stable_sort(by_home.begin(), by_home.end(), [&](int a, int b) {
      return all[static_cast<std::size_t>(a)].home < all[static_cast<std::size_t>(b)].home;
    });
    for (std::size_t i = 0; i < people; ++i) {
      order.emplace_back(static_cast<double>(i) + random_.Unit() * 2 * kPeopleOfPart, by_home[i]);
    }
    std::sort(order.begin(), order.end());
    const std::size_t count =
        std::max<std::size_t>(1, people / kPeopleOfPart + (people >= kPeopleOfPart ? 1 : 0));
    std::vector<Part> parts(count);
    for (std::size_t i = 0; i < people; ++i) parts[i * count / people].people.push_back(order[i].second);
    for (Part& part : parts) part.seed = random_.Next();
    return parts;
  }

  // Spare seats go one by one to parts that may use them.
  void ShareSeats(std::vector<Part>* parts) {
    constexpr std::int32_t kMany = 1000;
    const auto& free = state_.free();
    const std::vector<std::vector<std::int32_t>> interested = Interested(*parts);
    std::vector<std::int32_t> share;
    for (std::size_t k = 0; k < free.size(); ++k) {
      const auto count = static_cast<std::int32_t>(interested[k].size());
      if (count == 0) continue;
      share.assign(interested[k].size(), free[k] < kMany ? 0 : free[k] / count);
      if (count == 1) {
        share[0] = free[k];
      } else if (free[k] < kMany) {
        for (std::int32_t i = 0; i < free[k]; ++i) ++share[static_cast<std::size_t>(random_.Below(count))];
      }
      for (std::size_t i = 0; i < share.size(); ++i) {
        Part& part = (*parts)[static_cast<std::size_t>(interested[k][i])];
        if (share[i] > 0) part.spare.emplace_back(static_cast<std::uint32_t>(k), share[i]);
      }
    }
  }

  // The parts with people who have a free resource among their options.
  std::vector<std::vector<std::int32_t>> Interested(const std::vector<Part>& parts) const {
    std::vector<std::vector<std::int32_t>> interested(state_.free().size());
    for (std::size_t part = 0; part < parts.size(); ++part) {
      for (const std::int32_t person : parts[part].people) {
        AddInterest(person, static_cast<std::int32_t>(part), &interested);
      }
    }
    return interested;
  }

  void AddInterest(int person, std::int32_t part, std::vector<std::vector<std::int32_t>>* interested) const {
    for (const auto& requirement : model_.RequirementsOf(model_.person(person))) {
      for (const Option& option : model_.OptionsOf(requirement)) {
        for (const std::uint32_t k : model_.ResourcesOf(model_.item(option.item))) {
          std::vector<std::int32_t>& of = (*interested)[k];
          if (state_.free()[k] > 0 && (of.empty() || of.back() != part)) of.push_back(part);
        }
      }
    }
  }

  const Model& model_;
  const RegionOptions& options_;
  Random random_;
  WeekPool pool_{model_};
  Pricing pricing_;
  std::vector<Cost> floors_;  // everybody's cheapest week when seats are free
  RegionState state_;
  RegionState best_{model_};
  std::vector<int> floored_;  // offerings with a floor
  Clock::time_point begun_;
  int done_permille_ = 0;
};

}  // namespace

RegionPlan PlanRegion(const Model& model, const RegionOptions& options) {
  return Planner(model, options).Run();
}

}  // namespace duaal::planner
