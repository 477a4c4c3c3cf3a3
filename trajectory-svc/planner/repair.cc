#include "trajectory-svc/planner/repair.h"

#include <algorithm>
#include <limits>
#include <memory>

#include "trajectory-svc/planner/repair_bound.h"
#include "trajectory-svc/planner/repair_chain.h"
#include "trajectory-svc/planner/repair_changes.h"
#include "trajectory-svc/planner/repair_search.h"
#include "trajectory-svc/planner/repair_state.h"
#include "trajectory-svc/planner/repair_together.h"

namespace duaal::planner {
namespace {

constexpr int kBroad = 20;  // more people hit or new than this: the chains are not enough
// And when more than one in so many is, the weeks of all people are looked at together.
constexpr int kFewestOfAll = 20;
constexpr int kTogetherShare = 600;  // of all work, in thousandths
// For fewer, somebody waits for the answer: chains end after this many weeks have been solved.
constexpr std::int64_t kSmallSolves = 300;

class Repairer {
 public:
  Repairer(const Model& model, const RepairOptions& options)
      : model_(model),
        options_(options),
        state_(model),
        tried_(static_cast<std::size_t>(model.people()), -1) {}

  Repair Run() {
    Repair repair;
    state_.Publish();
    std::vector<Week> before;
    before.reserve(static_cast<std::size_t>(model_.people()));
    for (int person = 0; person < model_.people(); ++person) {
      before.push_back(state_.week(person));
      for (std::size_t r = 0; r < model_.person(person).requirement_count; ++r) {
        if (state_.week(person)[r] == kNoItem) ++repair.unplaced_before;
      }
    }
    repair.hit = HitOf(state_);
    repair.bound = repair.hit + LeastLeaving(state_);
    const int asking = repair.bound + Arrivals();
    if (!Settled()) {
      if (asking <= kBroad) {
        depth_ = 2;
        most_solves_ = kSmallSolves;
      }
      chains_ = std::make_unique<RepairChains>(&state_);
      RelieveSeats();
      Insert();
      Settle();
      const bool together = asking > kBroad && asking * kFewestOfAll > model_.people();
      if (together) TryTogether();
      if (!stopped_ && (asking > kBroad || options_.moves > 0)) {
        Search(asking, together ? kTogetherShare : 0);
        Settle();
      }
      // Cohorts may have moved; then some can come back after all.
      state_.UpdateReferences();
      if (GiveBack(0)) state_.UpdateReferences();
    }
    Conclude(state_, before, &repair);
    return repair;
  }

 private:
  [[nodiscard]] int Arrivals() const {
    int arrivals = 0;
    for (int person = 0; person < model_.people(); ++person) {
      if (state_.standing(person) == Standing::kArrived) ++arrivals;
    }
    return arrivals;
  }

  // Nobody misses anything and no seat or group is short.
  [[nodiscard]] bool Settled() const {
    for (int person = 0; person < model_.people(); ++person) {
      if (state_.standing(person) != Standing::kPossible || state_.Unplaced(person)) return false;
    }
    for (std::uint32_t k = 0; k < model_.seats().size(); ++k) {
      if (state_.free(k) < 0 || state_.BreaksFloor(k)) return false;
    }
    return true;
  }

  // Tells of a part of the work; false once somebody wants to stop.
  bool GoOn(int done_permille) {
    if (!stopped_ && options_.progress) stopped_ = !options_.progress(done_permille);
    return !stopped_;
  }

  void Search(int asking, int done_permille) {
    RepairOptions options = options_;
    options.progress = [&](int permille) {
      return GoOn(done_permille + permille * (1000 - done_permille) / 1000);
    };
    SearchRepair(options, asking, &state_);
  }

  void TryTogether() {
    const RepairState before = state_;
    PlanTogether(
        options_, [&](int permille) { return GoOn(permille * kTogetherShare / 1000); }, &state_);
    chains_ = std::make_unique<RepairChains>(&state_);
    Settle();
    if (state_.total() < before.total()) return;
    state_ = before;
    chains_ = std::make_unique<RepairChains>(&state_);
  }

  // Where people outnumber the seats, those leave to whom it costs least; who sits in two such places at once
  // counts double.
  void RelieveSeats() {
    for (std::uint32_t k = 0; k < model_.seats().size(); ++k) {
      if (state_.free(k) >= 0) continue;
      struct Leaver {
        Cost cost = 0;
        std::int32_t person = 0;
      };
      std::vector<Leaver> leavers;
      std::vector<std::int32_t> people = state_.occupants(k);
      std::sort(people.begin(), people.end());
      people.erase(std::unique(people.begin(), people.end()), people.end());
      for (const std::int32_t person : people) {
        Week week;
        const Cost cost = chains_->LeaveFor(person, k, kImpossible, &week) - state_.cost(person);
        leavers.push_back({cost / std::max(1, Shortages(person)), person});
      }
      std::stable_sort(leavers.begin(), leavers.end(),
                       [](const Leaver& a, const Leaver& b) { return a.cost < b.cost; });
      for (const Leaver& leaver : leavers) {
        if (state_.free(k) >= 0) break;
        Week week;
        if (chains_->LeaveFor(leaver.person, k, kImpossible, &week) >= kImpossible) week = EmptyWeek();
        state_.Set(leaver.person, week);
      }
      state_.Forget();
    }
  }

  [[nodiscard]] int Shortages(int person) const {
    int shortages = 0;
    for (const ItemId id : state_.week(person)) {
      if (id == kNoItem) continue;
      for (const std::uint32_t k : model_.ResourcesOf(model_.item(id)))
        shortages += state_.free(k) < 0 ? 1 : 0;
    }
    return shortages;
  }

  // Those who lost something and the new ones get the best week with the seats left, those with the least
  // choice first.
  void Insert() {
    std::vector<std::pair<std::uint32_t, std::int32_t>> order;
    for (int person = 0; person < model_.people(); ++person) {
      if (state_.Unplaced(person)) order.emplace_back(ChoicesOf(person), person);
    }
    std::sort(order.begin(), order.end());
    for (const auto& [choices, person] : order) chains_->Replan(person);
    state_.Forget();
  }

  // Options with a seat, of the requirement without a place that has fewest.
  [[nodiscard]] std::uint32_t ChoicesOf(int person) const {
    std::uint32_t least = 0xFFFFFFFF;
    const auto requirements = model_.RequirementsOf(model_.person(person));
    for (std::size_t r = 0; r < requirements.size(); ++r) {
      if (state_.week(person)[r] != kNoItem) continue;
      std::uint32_t count = 0;
      for (const Option& option : model_.OptionsOf(requirements[r])) {
        const auto resources = model_.ResourcesOf(model_.item(option.item));
        if (std::all_of(resources.begin(), resources.end(),
                        [&](std::uint32_t k) { return state_.free(k) > 0; }))
          ++count;
      }
      least = std::min(least, count);
    }
    return least;
  }

  // Chains for those who miss something; groups below their floor are closed; and who changed without being
  // hit gets the published week back where that costs nothing. Until nothing moves.
  void Settle() {
    constexpr int kMostRounds = 20;
    for (int round = 0; round < kMostRounds; ++round) {
      bool moved = false;
      moved |= ImproveUnplaced();
      moved |= CloseSmallGroups();
      moved |= OpenGroups();
      moved |= GiveBack(0);
      if (!moved && !GiveBack(1)) return;
    }
  }

  bool ImproveUnplaced() {
    std::vector<std::pair<Cost, std::int32_t>> order;
    for (int person = 0; person < model_.people(); ++person) {
      if (state_.Unplaced(person)) order.emplace_back(-state_.cost(person), person);
    }
    std::sort(order.begin(), order.end());
    bool moved = false;
    for (const auto& [cost, person] : order) {
      moved |= Improve(person, depth_);
    }
    return moved;
  }

  // Asks only once as long as nothing has changed.
  bool Improve(int person, int depth) {
    Cost& tried = tried_[static_cast<std::size_t>(person)];
    if (tried == state_.total() || chains_->solves() >= most_solves_) return false;
    const bool moved = chains_->Improve(person, depth);
    state_.Forget();
    tried = state_.total();
    return moved;
  }

  // Who changed without being hit gets the published week back, when that costs no more.
  bool GiveBack(int depth) {
    bool moved = false;
    for (int person = 0; person < model_.people(); ++person) {
      if (state_.standing(person) != Standing::kPossible || !state_.Changed(person)) continue;
      if (depth > 0) {
        moved |= Improve(person, depth);
        continue;
      }
      moved |= chains_->Replan(person);
      state_.Forget();
    }
    return moved;
  }

  // A group with too few people takes nobody; its people look for something else.
  bool CloseSmallGroups() {
    bool closed = false;
    for (auto k = static_cast<std::uint32_t>(model_.real_resources()); k < model_.seats().size(); ++k) {
      if (!state_.BreaksFloor(k)) continue;
      closed = true;
      const std::vector<std::int32_t> members = state_.occupants(k);
      for (const std::int32_t person : members) {
        Week week = state_.week(person);
        for (ItemId& id : week) {
          if (id != kNoItem && static_cast<int>(model_.item(id).offering) == state_.OfferingOfFloor(k))
            id = kNoItem;
        }
        state_.Set(person, week);
      }
      state_.Close(k);
      for (const std::int32_t person : members) chains_->Replan(person);
      state_.Forget();
    }
    return closed;
  }

  // Opens a closed group when enough people who miss something would come.
  bool OpenGroups() {
    bool opened = false;
    for (auto k = static_cast<std::uint32_t>(model_.real_resources()); k < model_.seats().size(); ++k) {
      if (!state_.occupants(k).empty()) continue;
      const std::vector<std::int32_t> people = Candidates(state_.OfferingOfFloor(k));
      if (static_cast<int>(people.size()) < state_.FloorOf(k)) continue;
      const Cost total = state_.total();
      state_.Open(k);
      const std::size_t mark = state_.Mark();
      for (const std::int32_t person : people) Join(person);
      if (state_.total() < total && !state_.BreaksFloor(k) && !chains_->BreaksFloors(mark)) {
        opened = true;
      } else {
        state_.Undo(mark);
        state_.Close(k);
      }
      state_.Forget();
    }
    return opened;
  }

  // Replan would refuse the first of a group, who is alone in it.
  void Join(int person) {
    const std::size_t mark = state_.Mark();
    const Cost before = state_.cost(person);
    state_.Lift(person);
    Week week;
    if (chains_->SolveFor(person, nullptr, true, before, &week) < before) {
      state_.Set(person, week);
    } else {
      state_.Undo(mark);
    }
  }

  [[nodiscard]] std::vector<std::int32_t> Candidates(int offering) const {
    std::vector<std::int32_t> people;
    for (int person = 0; person < model_.people(); ++person) {
      const auto requirements = model_.RequirementsOf(model_.person(person));
      bool wants = false;
      for (std::size_t r = 0; r < requirements.size() && !wants; ++r) {
        if (state_.week(person)[r] != kNoItem) continue;
        const auto options = model_.OptionsOf(requirements[r]);
        wants = std::any_of(options.begin(), options.end(), [&](const Option& option) {
          return static_cast<int>(model_.item(option.item).offering) == offering;
        });
      }
      if (wants) people.push_back(person);
    }
    return people;
  }

  const Model& model_;
  const RepairOptions& options_;
  RepairState state_;
  std::unique_ptr<RepairChains> chains_;
  int depth_ = RepairChains::kMostDepth;
  bool stopped_ = false;
  std::int64_t most_solves_ = std::numeric_limits<std::int64_t>::max();
  std::vector<Cost> tried_;  // of each person: everybody's cost when no chain was found
};

}  // namespace

Repair RepairPlan(const Model& model, const RepairOptions& options) { return Repairer(model, options).Run(); }

}  // namespace duaal::planner
