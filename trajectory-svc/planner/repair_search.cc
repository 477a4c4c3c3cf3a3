#include "trajectory-svc/planner/repair_search.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <vector>

#include "trajectory-svc/planner/parallel.h"
#include "trajectory-svc/planner/random.h"
#include "trajectory-svc/planner/repair_chain.h"

namespace duaal::planner {
namespace {

constexpr int kSearches = 2;  // side by side, the best one counts; fixed, so that threads do not matter
constexpr std::int64_t kMovesPerPerson = 30;
constexpr std::int64_t kMostMoves = 20'000;  // of one search, unless asked for
constexpr std::size_t kMostMoved = 6;
constexpr double kHot = 30.0 * kPoint;
constexpr double kCold = 1.0 * kPoint;

// Takes the weeks of a few people apart, puts them together in another order, with chains for who misses
// something, and sometimes keeps what is worse.
class RepairSearch {
 public:
  RepairSearch(const RepairState& start, std::uint64_t seed)
      : model_(start.model()), state_(start), chains_(&state_), random_(seed) {
    Remember();
  }

  template <typename Continue>
  void Run(std::int64_t moves, const Continue& go_on) {
    const double cooling = moves > 1 ? std::pow(kCold / kHot, 1.0 / static_cast<double>(moves)) : 1.0;
    double temperature = kHot;
    for (std::int64_t i = 0; i < moves; ++i, temperature *= cooling) {
      if (i % kRefresh == 0) {
        if (!go_on(static_cast<int>(i * 1000 / moves))) break;
        Gather();
        if (wanting_.empty()) break;
      }
      Move(temperature);
      if (state_.total() < best_total_) Remember();
    }
  }

  [[nodiscard]] Cost best_total() const { return best_total_; }
  void Restore(RepairState* state) const {
    for (int person = 0; person < model_.people(); ++person) {
      const Week& week = best_[static_cast<std::size_t>(person)];
      if (state->week(person) != week) state->Set(person, week);
    }
    state->Forget();
  }

 private:
  static constexpr std::int64_t kRefresh = 64;

  void Remember() {
    best_total_ = state_.total();
    best_.resize(static_cast<std::size_t>(model_.people()));
    for (int person = 0; person < model_.people(); ++person)
      best_[static_cast<std::size_t>(person)] = state_.week(person);
  }

  // Who misses something, or changed for others.
  void Gather() {
    wanting_.clear();
    changed_.clear();
    for (int person = 0; person < model_.people(); ++person) {
      const bool made_room = state_.standing(person) == Standing::kPossible && state_.Changed(person);
      if (made_room || state_.Unplaced(person)) wanting_.push_back(person);
      if (state_.Changed(person) || state_.standing(person) != Standing::kPossible)
        changed_.push_back(person);
    }
  }

  void Move(double temperature) {
    const Cost before = state_.total();
    const std::size_t mark = state_.Mark();
    moved_.assign(1, Pick(wanting_));
    AddInTheWay(moved_.front());
    if (random_.Below(2) == 0 && !changed_.empty()) Include(Pick(changed_));
    for (const std::int32_t person : moved_) state_.Lift(person);
    for (std::size_t i = moved_.size(); i > 2; --i) {
      std::swap(moved_[i - 1], moved_[1 + static_cast<std::size_t>(random_.Below(static_cast<int>(i) - 1))]);
    }
    for (const std::int32_t person : moved_) chains_.Replan(person);
    const double limit = static_cast<double>(before) - temperature * std::log(1.0 - random_.Unit());
    for (const std::int32_t person : moved_) {
      if (static_cast<double>(state_.total()) > limit && state_.Unplaced(person)) chains_.Improve(person, 2);
    }
    if (static_cast<double>(state_.total()) > limit || chains_.BreaksFloors(mark)) state_.Undo(mark);
    state_.Forget();
  }

  std::int32_t Pick(const std::vector<std::int32_t>& people) {
    return people[static_cast<std::size_t>(random_.Below(static_cast<int>(people.size())))];
  }

  void Include(std::int32_t person) {
    if (moved_.size() < kMostMoved && std::find(moved_.begin(), moved_.end(), person) == moved_.end()) {
      moved_.push_back(person);
    }
  }

  // Those who hold the seats of what the person would like, mostly of what is missing.
  void AddInTheWay(std::int32_t person) {
    const auto requirements = model_.RequirementsOf(model_.person(person));
    if (requirements.empty()) return;
    const int wishes = 1 + random_.Below(2);
    for (int i = 0; i < wishes; ++i) {
      auto r = static_cast<std::size_t>(random_.Below(static_cast<int>(requirements.size())));
      for (std::size_t other = 0; other < requirements.size(); ++other) {
        if (state_.week(person)[other] == kNoItem && random_.Below(4) != 0) r = other;
      }
      const auto options = model_.OptionsOf(requirements[r]);
      if (options.empty()) continue;
      const Option& wish = options[static_cast<std::size_t>(random_.Below(static_cast<int>(options.size())))];
      for (const std::uint32_t k : model_.ResourcesOf(model_.item(wish.item))) {
        if (state_.free(k) <= 0 && !state_.occupants(k).empty()) Include(PickOccupant(k));
      }
    }
  }

  // Rather somebody whose week changes anyway.
  std::int32_t PickOccupant(std::uint32_t resource) {
    constexpr int kTries = 4;
    std::int32_t person = Pick(state_.occupants(resource));
    for (int i = 1; i < kTries && !state_.Changed(person); ++i) person = Pick(state_.occupants(resource));
    return person;
  }

  const Model& model_;
  RepairState state_;
  std::vector<Week> best_;
  Cost best_total_ = 0;
  RepairChains chains_;
  Random random_;
  std::vector<std::int32_t> wanting_;
  std::vector<std::int32_t> changed_;
  std::vector<std::int32_t> moved_;
};

}  // namespace

void SearchRepair(const RepairOptions& options, int hit, RepairState* state) {
  const std::int64_t moves =
      options.moves > 0 ? options.moves / kSearches + 1 : std::min(kMostMoves, kMovesPerPerson * hit);
  std::vector<std::unique_ptr<RepairSearch>> searches;
  Random seeds(options.seed);
  for (int i = 0; i < kSearches; ++i)
    searches.push_back(std::make_unique<RepairSearch>(*state, seeds.Next()));
  std::atomic<bool> stop = false;
  ForBlocks(kSearches, options.threads, [&](int, int search) {
    searches[static_cast<std::size_t>(search)]->Run(moves, [&](int permille) {
      if (search == 0 && options.progress && !options.progress(permille)) stop = true;
      return !stop;
    });
  });
  const auto best = std::min_element(searches.begin(), searches.end(), [](const auto& a, const auto& b) {
    return a->best_total() < b->best_total();
  });
  if ((*best)->best_total() < state->total()) (*best)->Restore(state);
}

}  // namespace duaal::planner
