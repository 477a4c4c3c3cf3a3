#include "trajectory-svc/planner/repair_changes.h"

#include <algorithm>
#include <map>
#include <set>

#include "trajectory-svc/planner/repair_order.h"

namespace duaal::planner {
namespace {

// Seats left of each real resource when people have these weeks. Those of floors are never scarce here.
std::vector<std::int32_t> FreeWith(const Model& model, const std::vector<Week>& weeks) {
  std::vector<std::int32_t> free = model.seats();
  for (const Week& week : weeks) {
    for (const ItemId id : week) {
      if (id == kNoItem) continue;
      for (const std::uint32_t k : model.ResourcesOf(model.item(id))) --free[k];
    }
  }
  return free;
}

bool IsIn(const Model& model, const Week& week, int offering) {
  return std::any_of(week.begin(), week.end(), [&](ItemId id) {
    return id != kNoItem && static_cast<int>(model.item(id).offering) == offering;
  });
}

// How many people each offering with a floor has.
std::map<int, int> MembersOfFloors(const Model& model, const std::vector<Week>& weeks) {
  std::map<int, int> members;
  for (const Week& week : weeks) {
    std::set<int> offerings;
    for (const ItemId id : week) {
      if (id == kNoItem) continue;
      const auto offering = static_cast<int>(model.item(id).offering);
      if (model.FloorResource(offering) >= 0) offerings.insert(offering);
    }
    for (const int offering : offerings) ++members[offering];
  }
  return members;
}

std::vector<GroupFloor> FloorsOf(const Model& model, const std::vector<Week>& weeks) {
  const std::map<int, int> members = MembersOfFloors(model, weeks);
  std::vector<GroupFloor> floors;
  const auto& offerings = model.instance().offerings;
  for (std::size_t i = 0; i < offerings.size(); ++i) {
    const int resource = model.FloorResource(static_cast<int>(i));
    if (resource < 0) continue;
    const auto at = members.find(static_cast<int>(i));
    floors.push_back(
        {static_cast<std::uint32_t>(resource), offerings[i].floor, at == members.end() ? 0 : at->second});
  }
  return floors;
}

class Concluder {
 public:
  Concluder(const RepairState& state, const std::vector<Week>& before, Repair* repair)
      : state_(state),
        model_(state.model()),
        before_(before),
        free_(FreeWith(model_, before)),
        repair_(*repair) {}

  void Run() {
    repair_.plan = state_.ToPlan();
    std::vector<ChangeDraft> drafts;
    for (int person = 0; person < model_.people(); ++person) {
      const Week& week = state_.week(person);
      // With cohorts the state's costs hold deviations, which are counted apart.
      const Objective objective = model_.cohort_slots().empty()
                                      ? ObjectiveOfWeek(model_, person, week, state_.cost(person))
                                      : ObjectiveOfWeek(model_, person, week);
      Add(objective, &repair_.objective);
      if (state_.Changed(person)) ++repair_.changed;
      const bool arrived = state_.standing(person) == Standing::kArrived;
      if (arrived ? state_.week(person) != EmptyWeek() : state_.Changed(person)) {
        drafts.push_back(Draft(person, objective));
      }
    }
    repair_.unplaced = repair_.objective.legal_count + repair_.objective.other_count;
    repair_.objective.split = state_.total() - repair_.objective.total;
    repair_.objective.total = state_.total();
    repair_.collateral = repair_.changed - repair_.hit;
    repair_.changes = OrderChanges(std::move(drafts), free_, FloorsOf(model_, before_));
  }

 private:
  ChangeDraft Draft(int person, const Objective& after) const {
    const Week& start = before_[static_cast<std::size_t>(person)];
    ChangeDraft draft;
    PersonChange& change = draft.change;
    change.person = person;
    change.from = Published(person);
    change.to = repair_.plan.people[static_cast<std::size_t>(person)];
    change.before = ObjectiveOfWeek(model_, person, start);
    change.after = after;
    change.cause = CauseOf(person);
    draft.seats = SeatsBetween(model_, start, state_.week(person));
    for (const auto& [k, count] : draft.seats) {
      if (static_cast<int>(k) >= model_.real_resources()) break;
      for (int seat = 0; seat < count; ++seat) change.seats.push_back(static_cast<int>(k));
    }
    return draft;
  }

  [[nodiscard]] WeekPlan Published(int person) const {
    const Person& who = model_.instance().people[static_cast<std::size_t>(person)];
    WeekPlan week(who.requirements.size());
    for (std::size_t r = 0; who.published && r < week.size(); ++r) week[r] = who.requirements[r].published;
    return week;
  }

  [[nodiscard]] ChangeCause CauseOf(int person) const {
    if (state_.standing(person) == Standing::kArrived) return ChangeCause::kArrived;
    if (state_.standing(person) == Standing::kHit) return ChangeCause::kHit;
    const Week& from = before_[static_cast<std::size_t>(person)];
    const Week& to = state_.week(person);
    bool waited = false;
    for (std::size_t r = 0; r < from.size(); ++r) {
      if (from[r] == to[r]) continue;
      waited |= from[r] == kNoItem;
      if (from[r] != kNoItem && SeatGone(from[r])) return ChangeCause::kSeatGone;
    }
    return waited ? ChangeCause::kWaited : ChangeCause::kMadeRoom;
  }

  [[nodiscard]] bool SeatGone(ItemId id) const {
    const auto resources = model_.ResourcesOf(model_.item(id));
    if (std::any_of(resources.begin(), resources.end(), [&](std::uint32_t k) { return free_[k] < 0; }))
      return true;
    return !repair_.plan.open[model_.item(id).offering];
  }

  const RepairState& state_;
  const Model& model_;
  const std::vector<Week>& before_;
  const std::vector<std::int32_t> free_;
  Repair& repair_;
};

// Makes accepted changes in today's weeks.
class Accepter {
 public:
  Accepter(const Model& model, const Repair& repair, const std::vector<WeekPlan>& now)
      : model_(model), repair_(repair), now_(now) {
    for (std::size_t p = 0; p < now.size(); ++p) {
      const auto person = static_cast<int>(p);
      weeks_.push_back(Reduced(model, person, ToWeek(now[p])));
    }
    free_ = FreeWith(model, weeks_);
    members_ = MembersOfFloors(model, weeks_);
  }

  Acceptance Run(const std::vector<int>& accepted) {
    Acceptance result;
    const std::vector<std::vector<int>> bundles = Bundles(accepted, &result);
    std::vector<Refused> why(bundles.size());
    std::vector<bool> done(bundles.size(), false);
    // A change that found no seat may find one after a later one.
    for (bool any = true; any;) {
      any = false;
      for (std::size_t i = 0; i < bundles.size(); ++i) {
        if (done[i] || !Make(bundles[i], &why[i])) continue;
        done[i] = any = true;
        result.taken.insert(result.taken.end(), bundles[i].begin(), bundles[i].end());
      }
    }
    for (std::size_t i = 0; i < bundles.size(); ++i) {
      if (!done[i]) Refuse(bundles[i], why[i], &result);
    }
    result.plan = MakePlan();
    return result;
  }

 private:
  [[nodiscard]] const PersonChange& ChangeAt(int place) const {
    return repair_.changes[static_cast<std::size_t>(place)];
  }

  [[nodiscard]] Week ToWeek(const WeekPlan& plan) const {
    Week week = EmptyWeek();
    for (std::size_t r = 0; r < plan.size(); ++r) {
      if (plan[r]) week[r] = model_.Find(*plan[r]);
    }
    return week;
  }

  // What is accepted, in the repair's order, each bundle as one; bundles of which something is missing come
  // back at once.
  std::vector<std::vector<int>> Bundles(const std::vector<int>& accepted, Acceptance* result) const {
    const std::set<int> chosen(accepted.begin(), accepted.end());
    std::map<int, std::vector<int>> bundles;  // by the first place
    std::map<int, int> size;
    std::map<int, int> first;
    for (std::size_t i = 0; i < repair_.changes.size(); ++i) {
      const auto place = static_cast<int>(i);
      const int together = ChangeAt(place).together;
      if (together >= 0) ++size[together];
      if (chosen.count(place) == 0) continue;
      const int at = together < 0 ? place : first.try_emplace(together, place).first->second;
      bundles[at].push_back(place);
    }
    std::vector<std::vector<int>> whole;
    for (auto& [at, bundle] : bundles) {
      const int together = ChangeAt(at).together;
      if (together < 0 || size[together] == static_cast<int>(bundle.size())) {
        whole.push_back(std::move(bundle));
        continue;
      }
      for (const int place : bundle) result->refused.push_back({place, Refusal::kTogether, -1});
    }
    return whole;
  }

  bool Make(const std::vector<int>& bundle, Refused* why) {
    SeatCounts seats;
    for (const int place : bundle) {
      const PersonChange& change = ChangeAt(place);
      const auto person = static_cast<std::size_t>(change.person);
      if (person >= now_.size() || now_[person] != change.from) {
        *why = {place, Refusal::kWeekChanged, -1};
        return false;
      }
      for (const auto& [k, count] : SeatsBetween(model_, weeks_[person], ToWeek(change.to)))
        seats[k] += count;
    }
    for (const auto& [k, count] : seats) {
      if (count <= std::max(0, free_[k])) continue;
      const int place = WhoTakes(bundle, k);
      *why = {place, Refusal::kSeatTaken, static_cast<int>(k)};
      return false;
    }
    if (LeavesTooFew(bundle, why)) return false;
    for (const auto& [k, count] : seats) free_[k] -= count;
    for (const int place : bundle)
      weeks_[static_cast<std::size_t>(ChangeAt(place).person)] = ToWeek(ChangeAt(place).to);
    return true;
  }

  [[nodiscard]] int WhoTakes(const std::vector<int>& bundle, std::uint32_t k) const {
    for (const int place : bundle) {
      const PersonChange& change = ChangeAt(place);
      const SeatCounts seats =
          SeatsBetween(model_, weeks_[static_cast<std::size_t>(change.person)], ToWeek(change.to));
      const auto at = seats.find(k);
      if (at != seats.end() && at->second > 0) return place;
    }
    return bundle.front();
  }

  // Counts the people of the groups on the way; true when one that had enough, or nobody, has too few.
  bool LeavesTooFew(const std::vector<int>& bundle, Refused* why) {
    std::map<int, int> members = members_;
    for (const int place : bundle) {
      const auto person = static_cast<std::size_t>(ChangeAt(place).person);
      const Week to = ToWeek(ChangeAt(place).to);
      std::set<int> offerings;
      for (const Week& week : {weeks_[person], to}) {
        for (const ItemId id : week) {
          if (id != kNoItem) offerings.insert(static_cast<int>(model_.item(id).offering));
        }
      }
      for (const int offering : offerings) {
        if (model_.FloorResource(offering) < 0) continue;
        members[offering] +=
            (IsIn(model_, to, offering) ? 1 : 0) - (IsIn(model_, weeks_[person], offering) ? 1 : 0);
      }
    }
    for (const auto& [offering, count] : members) {
      const int floor = FloorOf(offering);
      const auto at = members_.find(offering);
      const int was = at == members_.end() ? 0 : at->second;
      if (count == was || count == 0 || count >= floor || (was > 0 && was < floor && count > was)) continue;
      *why = {bundle.front(), Refusal::kFloor, -1};
      return true;
    }
    members_ = std::move(members);
    return false;
  }

  [[nodiscard]] int FloorOf(int offering) const {
    return model_.instance().offerings[static_cast<std::size_t>(offering)].floor;
  }

  static void Refuse(const std::vector<int>& bundle, const Refused& why, Acceptance* result) {
    for (const int place : bundle) {
      result->refused.push_back(place == why.change ? why : Refused{place, Refusal::kTogether, -1});
    }
  }

  // A group that has too few people although nobody's change asked for it does not run.
  Plan MakePlan() {
    Plan plan;
    plan.open.assign(model_.instance().offerings.size(), true);
    for (std::size_t i = 0; i < plan.open.size(); ++i) {
      const auto offering = static_cast<int>(i);
      if (model_.FloorResource(offering) < 0) continue;
      const auto at = members_.find(offering);
      plan.open[i] = at != members_.end() && at->second >= FloorOf(offering);
      if (plan.open[i] || at == members_.end()) continue;
      for (Week& week : weeks_) {
        for (ItemId& id : week) {
          if (id != kNoItem && static_cast<int>(model_.item(id).offering) == offering) id = kNoItem;
        }
      }
    }
    for (std::size_t p = 0; p < weeks_.size(); ++p) {
      plan.people.push_back(model_.ToPlan(static_cast<int>(p), weeks_[p]));
    }
    return plan;
  }

  const Model& model_;
  const Repair& repair_;
  const std::vector<WeekPlan>& now_;
  std::vector<Week> weeks_;
  std::vector<std::int32_t> free_;
  std::map<int, int> members_;  // of offerings with a floor
};

}  // namespace

void Conclude(const RepairState& state, const std::vector<Week>& before, Repair* repair) {
  Concluder(state, before, repair).Run();
}

Acceptance Accept(const Model& model, const Repair& repair, const std::vector<WeekPlan>& now,
                  const std::vector<int>& accepted) {
  return Accepter(model, repair, now).Run(accepted);
}

}  // namespace duaal::planner
