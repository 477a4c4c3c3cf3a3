#include "trajectory-svc/planner/region_state.h"

#include <algorithm>

#include "trajectory-svc/planner/cohorts.h"

namespace duaal::planner {

RegionState::RegionState(const Model& model)
    : model_(&model),
      weeks_(static_cast<std::size_t>(model.people()), EmptyWeek()),
      costs_(static_cast<std::size_t>(model.people())),
      free_(model.seats()),
      references_(model.cohort_slots().size(), -1),
      open_(model.instance().offerings.size(), true) {
  for (int person = 0; person < model.people(); ++person) {
    costs_[static_cast<std::size_t>(person)] = CostOf(person, EmptyWeek());
  }
}

Cost RegionState::total() const {
  Cost total = 0;
  for (const Cost cost : costs_) total += cost;
  return total;
}

int RegionState::Unplaced() const {
  int unplaced = 0;
  for (int person = 0; person < model_->people(); ++person) {
    for (std::size_t r = 0; r < model_->person(person).requirement_count; ++r) {
      if (week(person)[r] == kNoItem) ++unplaced;
    }
  }
  return unplaced;
}

Cost RegionState::CostOf(int person, const Week& week) const {
  WeekQuery query;
  query.person = person;
  query.references = &references_;
  return CostOfWeek(*model_, query, week);
}

void RegionState::Take(const Week& week, int seats) {
  for (const ItemId id : week) {
    if (id == kNoItem) continue;
    for (const std::uint32_t k : model_->ResourcesOf(model_->item(id))) free_[k] -= seats;
  }
}

void RegionState::Place(int person, const Week& week) {
  Clear(person);
  Assign(person, week, CostOf(person, week));
  Take(week, 1);
}

void RegionState::Clear(int person) {
  const Week& before = weeks_[static_cast<std::size_t>(person)];
  Take(before, -1);
  Assign(person, EmptyWeek(), CostOf(person, EmptyWeek()));
}

void RegionState::Assign(int person, const Week& week, Cost cost) {
  weeks_[static_cast<std::size_t>(person)] = week;
  costs_[static_cast<std::size_t>(person)] = cost;
}

void RegionState::Recount() {
  free_ = model_->seats();
  for (const Week& week : weeks_) Take(week, 1);
  for (std::size_t i = 0; i < open_.size(); ++i) {
    const int floor = model_->FloorResource(static_cast<int>(i));
    if (!open_[i] && floor >= 0) free_[static_cast<std::size_t>(floor)] = 0;
  }
}

void RegionState::UpdateReferences() {
  if (references_.empty()) return;
  planner::UpdateReferences(*model_, weeks_, &references_);
  for (int person = 0; person < model_->people(); ++person) {
    costs_[static_cast<std::size_t>(person)] = CostOf(person, week(person));
  }
}

std::vector<std::int32_t> RegionState::MembersOf(int offering) const {
  std::vector<std::int32_t> members;
  for (int person = 0; person < model_->people(); ++person) {
    const Week& all = week(person);
    const bool member = std::any_of(all.begin(), all.end(), [&](ItemId id) {
      return id != kNoItem && static_cast<int>(model_->item(id).offering) == offering;
    });
    if (member) members.push_back(person);
  }
  return members;
}

void RegionState::Close(int offering) {
  open_[static_cast<std::size_t>(offering)] = false;
  for (const std::int32_t person : MembersOf(offering)) {
    Week left = week(person);
    for (ItemId& id : left) {
      if (id != kNoItem && static_cast<int>(model_->item(id).offering) == offering) id = kNoItem;
    }
    Place(person, left);
  }
  Recount();
}

void RegionState::Open(int offering) {
  open_[static_cast<std::size_t>(offering)] = true;
  Recount();
}

void RegionState::FromPlan(const Plan& plan) {
  for (int person = 0; person < model_->people(); ++person) {
    Week week = EmptyWeek();
    const WeekPlan& placed = plan.people[static_cast<std::size_t>(person)];
    for (std::size_t r = 0; r < placed.size(); ++r) {
      if (placed[r]) week[r] = model_->Find(*placed[r]);
    }
    Assign(person, week, CostOf(person, week));
  }
  for (std::size_t i = 0; i < plan.open.size(); ++i) open_[i] = plan.open[i];
  Recount();
  UpdateReferences();
}

Plan RegionState::ToPlan() const {
  Plan plan;
  for (int person = 0; person < model_->people(); ++person) {
    plan.people.push_back(model_->ToPlan(person, week(person)));
  }
  plan.open = open_;
  return plan;
}

}  // namespace duaal::planner
