#include "trajectory-svc/planner/repair_state.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "trajectory-svc/planner/cohorts.h"

namespace duaal::planner {
namespace {

constexpr std::uint64_t kHigh = 0x8000800080008000;
constexpr std::size_t kFirstOccupants = 8;  // most resources have no more

bool CountersFit(const Model& model, int person, std::span<const ItemId> items) {
  const std::uint64_t* limits = model.LimitsOf(person);
  for (int i = 0; i < model.limit_words(); ++i) {
    std::uint64_t left = limits[i] | kHigh;
    for (const ItemId id : items) {
      left -= model.LoadOf(id)[i];
      if ((left & kHigh) != kHigh) return !model.exact_counters() && model.CountsFit(person, items);
    }
  }
  return true;
}

bool RulesAllow(const Model& model, const PersonModel& person, const Week& week) {
  for (const PersonRule& rule : model.RulesOf(person)) {
    if (week[rule.a] == kNoItem || week[rule.b] == kNoItem) continue;
    const Rule& what = model.instance().rules[rule.rule];
    const RuleSide a = SideOf(model.item(week[rule.a]));
    const RuleSide b = SideOf(model.item(week[rule.b]));
    if (model.Allows(rule.rule, a, b)) continue;
    if (what.kind_a != what.kind_b || !model.Allows(rule.rule, b, a)) return false;
  }
  return true;
}

bool SeatsExist(const Model& model, ItemId id) {
  const auto resources = model.ResourcesOf(model.item(id));
  return std::all_of(resources.begin(), resources.end(),
                     [&](std::uint32_t k) { return model.seats()[k] > 0; });
}

}  // namespace

bool LeaveTime(const Model& model, ItemId a, ItemId b) {
  const Item& x = model.item(a);
  const Item& y = model.item(b);
  const std::uint64_t* first = model.MaskOf(a);
  const std::uint64_t* second = model.MaskOf(b);
  for (int i = 0; i < model.mask_words(); ++i) {
    if ((first[i] & second[i]) != 0) return false;
  }
  if (x.online || y.online) return true;
  const int tier = model.TierBetween(x.site, y.site);
  if (tier == 0) return true;
  const std::uint64_t* shadow = model.ShadowOf(a, tier);
  for (int i = 0; i < model.mask_words(); ++i) {
    if ((shadow[i] & second[i]) != 0) return false;
  }
  return true;
}

bool KeepsRules(const Model& model, int person, const Week& week) {
  std::array<ItemId, kMostRequirements> items{};
  std::size_t count = 0;
  for (const ItemId id : week) {
    if (id != kNoItem) items[count++] = id;
  }
  for (std::size_t i = 1; i < count; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!LeaveTime(model, items[i], items[j])) return false;
    }
  }
  return CountersFit(model, person, {items.data(), count}) && RulesAllow(model, model.person(person), week);
}

bool IsOption(const Model& model, const RequirementModel& requirement, ItemId id) {
  const auto options = model.OptionsOf(requirement);
  return std::any_of(options.begin(), options.end(), [&](const Option& option) { return option.item == id; });
}

bool WeekFits(const Model& model, int person, const Week& week) {
  const auto requirements = model.RequirementsOf(model.person(person));
  for (std::size_t r = 0; r < requirements.size(); ++r) {
    if (week[r] == kNoItem) continue;
    if (!SeatsExist(model, week[r]) || !IsOption(model, requirements[r], week[r])) return false;
  }
  return KeepsRules(model, person, week);
}

Week PublishedWeek(const Model& model, int person) {
  Week week = EmptyWeek();
  const auto requirements = model.RequirementsOf(model.person(person));
  for (std::size_t r = 0; r < requirements.size(); ++r) week[r] = requirements[r].published;
  return week;
}

Week Reduced(const Model& model, int person, const Week& week) {
  if (WeekFits(model, person, week)) return week;
  const auto requirements = model.RequirementsOf(model.person(person));
  std::array<std::size_t, kMostRequirements> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(requirements.size()),
      [&](std::size_t a, std::size_t b) { return requirements[a].unplaced > requirements[b].unplaced; });
  Week left = EmptyWeek();
  for (std::size_t i = 0; i < requirements.size(); ++i) {
    const std::size_t r = order[i];
    if (week[r] == kNoItem) continue;
    left[r] = week[r];
    if (!WeekFits(model, person, left)) left[r] = kNoItem;
  }
  return left;
}

Objective ObjectiveOfWeek(const Model& model, int person, const Week& week, Cost total) {
  Objective objective;
  const PersonModel& who = model.person(person);
  const auto requirements = model.RequirementsOf(who);
  bool changed = false;
  Cost unplaced = 0;
  for (std::size_t r = 0; r < requirements.size(); ++r) {
    const RequirementModel& requirement = requirements[r];
    const bool none = week[r] == kNoItem;
    if (none) {
      unplaced += requirement.unplaced;
      (requirement.legal ? objective.unplaced_legal : objective.unplaced_other) += requirement.unplaced;
      ++(requirement.legal ? objective.legal_count : objective.other_count);
    }
    if (!who.published || (week[r] == requirement.published && (!none || requirement.published_offering < 0)))
      continue;
    changed = true;
    const bool same =
        !none && static_cast<int>(model.item(week[r]).offering) == requirement.published_offering;
    objective.changes += same ? requirement.slot_changed : requirement.activity_changed;
    if (!same) ++objective.activities_changed;
  }
  if (changed) {
    objective.changes += who.person_changed;
    ++objective.people_changed;
  }
  objective.total = total;
  objective.soft = total - objective.changes - unplaced;
  return objective;
}

Objective ObjectiveOfWeek(const Model& model, int person, const Week& week) {
  WeekQuery query;
  query.person = person;
  return ObjectiveOfWeek(model, person, week, CostOfWeek(model, query, week));
}

void Add(const Objective& more, Objective* sum) {
  sum->total += more.total;
  sum->unplaced_legal += more.unplaced_legal;
  sum->unplaced_other += more.unplaced_other;
  sum->changes += more.changes;
  sum->split += more.split;
  sum->soft += more.soft;
  sum->legal_count += more.legal_count;
  sum->other_count += more.other_count;
  sum->people_changed += more.people_changed;
  sum->activities_changed += more.activities_changed;
}

RepairState::RepairState(const Model& model)
    : model_(&model),
      weeks_(static_cast<std::size_t>(model.people()), EmptyWeek()),
      costs_(static_cast<std::size_t>(model.people())),
      standing_(static_cast<std::size_t>(model.people()), Standing::kPossible),
      changed_(static_cast<std::size_t>(model.people())),
      free_(model.seats()),
      occupants_(model.seats().size()),
      references_(model.cohort_slots().size(), -1),
      first_floor_(static_cast<std::uint32_t>(model.real_resources())),
      floors_(model.seats().size() - first_floor_),
      floor_offerings_(floors_.size()) {
  const auto& offerings = model.instance().offerings;
  for (std::size_t i = 0; i < offerings.size(); ++i) {
    const int floor = model.FloorResource(static_cast<int>(i));
    if (floor < 0) continue;
    floors_[static_cast<std::size_t>(floor) - first_floor_] = offerings[i].floor;
    floor_offerings_[static_cast<std::size_t>(floor) - first_floor_] = static_cast<int>(i);
  }
}

void RepairState::Publish() {
  for (int person = 0; person < model_->people(); ++person) {
    const PersonModel& who = model_->person(person);
    Week week = EmptyWeek();
    if (!who.published) {
      standing_[Place(person)] = Standing::kArrived;
    } else {
      week = PublishedWeek(*model_, person);
      const auto requirements = model_->RequirementsOf(who);
      bool gone = false;
      for (std::size_t r = 0; r < requirements.size(); ++r)
        gone |= week[r] == kNoItem && requirements[r].published_offering >= 0;
      if (gone || !WeekFits(*model_, person, week)) {
        standing_[Place(person)] = Standing::kHit;
        week = Reduced(*model_, person, week);
      }
    }
    Take(person, week, false);
    weeks_[Place(person)] = week;
  }
  // What a week costs hangs on what the others of a cohort have, so costs come last.
  if (!references_.empty()) planner::UpdateReferences(*model_, weeks_, &references_);
  total_ = 0;
  std::fill(costs_.begin(), costs_.end(), Cost{0});
  for (int person = 0; person < model_->people(); ++person)
    Assign(person, week(person), CostOf(person, week(person)));
  for (std::uint32_t k = first_floor_; k < free_.size(); ++k) {
    if (occupants_[k].empty()) Close(k);
  }
  touched_.clear();
  Forget();
}

bool RepairState::Unplaced(int person) const {
  for (std::size_t r = 0; r < model_->person(person).requirement_count; ++r) {
    if (week(person)[r] == kNoItem) return true;
  }
  return false;
}

Cost RepairState::CostOf(int person, const Week& week) const {
  WeekQuery query;
  query.person = person;
  query.references = &references_;
  return CostOfWeek(*model_, query, week);
}

void RepairState::Take(int person, const Week& week, bool give_back) {
  for (const ItemId id : week) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_->ResourcesOf(model_->item(id))) {
      touched_.push_back(k);
      auto& occupants = occupants_[k];
      if (!give_back) {
        --free_[k];
        if (occupants.capacity() == 0) occupants.reserve(kFirstOccupants);
        occupants.push_back(person);
        continue;
      }
      ++free_[k];
      *std::find(occupants.begin(), occupants.end(), person) = occupants.back();
      occupants.pop_back();
    }
  }
}

void RepairState::Assign(int person, const Week& week, Cost cost) {
  total_ += cost - costs_[Place(person)];
  weeks_[Place(person)] = week;
  costs_[Place(person)] = cost;
  const PersonModel& who = model_->person(person);
  bool changed = false;
  const auto requirements = model_->RequirementsOf(who);
  for (std::size_t r = 0; r < requirements.size(); ++r) {
    changed |= week[r] != requirements[r].published ||
               (week[r] == kNoItem && requirements[r].published_offering >= 0);
  }
  changed_[Place(person)] = who.published && changed ? 1 : 0;
}

void RepairState::Set(int person, const Week& week) {
  journal_.push_back({person, this->week(person), cost(person)});
  Take(person, this->week(person), true);
  Take(person, week, false);
  Assign(person, week, CostOf(person, week));
}

void RepairState::Undo(std::size_t mark) {
  while (journal_.size() > mark) {
    const Was& was = journal_.back();
    Take(was.person, week(was.person), true);
    Take(was.person, was.week, false);
    Assign(was.person, was.week, was.cost);
    journal_.pop_back();
  }
}

int RepairState::Members(std::uint32_t floor_resource) const {
  std::vector<std::int32_t> members = occupants_[floor_resource];
  std::sort(members.begin(), members.end());
  return static_cast<int>(std::unique(members.begin(), members.end()) - members.begin());
}

bool RepairState::BreaksFloor(std::uint32_t resource) const {
  if (resource < first_floor_ || occupants_[resource].empty()) return false;
  return Members(resource) < FloorOf(resource);
}

void RepairState::Close(std::uint32_t floor_resource) {
  free_[floor_resource] = -static_cast<std::int32_t>(occupants_[floor_resource].size());
  touched_.push_back(floor_resource);
}

void RepairState::Open(std::uint32_t floor_resource) {
  free_[floor_resource] =
      model_->seats()[floor_resource] - static_cast<std::int32_t>(occupants_[floor_resource].size());
  touched_.push_back(floor_resource);
}

void RepairState::UpdateReferences() {
  if (references_.empty()) return;
  planner::UpdateReferences(*model_, weeks_, &references_);
  for (int person = 0; person < model_->people(); ++person) {
    const Cost cost = CostOf(person, week(person));
    total_ += cost - costs_[Place(person)];
    costs_[Place(person)] = cost;
  }
}

Plan RepairState::ToPlan() const {
  Plan plan;
  plan.people.reserve(weeks_.size());
  for (int person = 0; person < model_->people(); ++person)
    plan.people.push_back(model_->ToPlan(person, week(person)));
  plan.open.assign(model_->instance().offerings.size(), true);
  for (std::uint32_t k = first_floor_; k < free_.size(); ++k) {
    plan.open[static_cast<std::size_t>(OfferingOfFloor(k))] = !occupants_[k].empty();
  }
  return plan;
}

}  // namespace duaal::planner
