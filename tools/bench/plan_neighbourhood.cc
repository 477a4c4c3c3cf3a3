#include "tools/bench/plan_neighbourhood.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/prices.h"
#include "trajectory-svc/planner/proof.h"

namespace duaal::bench {
namespace {

using planner::Instance;
using planner::ItemId;
using planner::Model;

constexpr int kPriceRounds = 300;
constexpr std::int64_t kSteps = 20'000;

std::size_t Z(int index) { return static_cast<std::size_t>(index); }

// The seats that a week takes, of the instance's own resources.
template <typename Visit>
void ForSeats(const Model& model, const planner::WeekPlan& week, const Visit& visit) {
  for (const auto& placement : week) {
    if (!placement) continue;
    const ItemId id = model.Find(*placement);
    if (id == planner::kNoItem) continue;
    for (const std::uint32_t k : model.ResourcesOf(model.item(id))) {
      if (k < static_cast<std::uint32_t>(model.real_resources())) visit(k);
    }
  }
}

// By resource: how much of it the options of these people are, every requirement counting once.
std::vector<double> WantedBy(const Model& model, const std::vector<int>& people) {
  std::vector<double> wanted(model.seats().size(), 0);
  for (const int person : people) {
    for (const planner::RequirementModel& requirement : model.RequirementsOf(model.person(person))) {
      for (const planner::Option& option : model.OptionsOf(requirement)) {
        for (const std::uint32_t k : model.ResourcesOf(model.item(option.item)))
          wanted[k] += 1.0 / requirement.option_count;
      }
    }
  }
  return wanted;
}

std::vector<bool> PeopleAround(const Model& model, const planner::Repair& repair, std::size_t most) {
  std::vector<bool> inside(Z(model.people()), false);
  std::vector<int> people;
  for (const planner::PersonChange& change : repair.changes) {
    inside[Z(change.person)] = true;
    people.push_back(change.person);
  }
  const std::vector<double> wanted = WantedBy(model, people);
  std::vector<std::pair<double, int>> others;
  for (int person = 0; person < model.people(); ++person) {
    if (inside[Z(person)]) continue;
    double holds = 0;
    ForSeats(model, repair.plan.people[Z(person)], [&](std::uint32_t k) { holds += wanted[k]; });
    others.emplace_back(-holds, person);
  }
  std::sort(others.begin(), others.end());
  for (std::size_t i = 0; i < others.size() && people.size() + i < most; ++i)
    inside[Z(others[i].second)] = true;
  return inside;
}

// These people alone, with the seats that the others leave them.
struct Part {
  Instance instance;
  planner::Plan plan;
};

Part PartOf(const Model& model, const planner::Repair& repair, const std::vector<bool>& inside) {
  Part part{model.instance(), {{}, repair.plan.open}};
  part.instance.people.clear();
  part.instance.cohorts.clear();
  for (planner::Offering& offering : part.instance.offerings) offering.floor = 0;
  for (int person = 0; person < model.people(); ++person) {
    const planner::WeekPlan& week = repair.plan.people[Z(person)];
    if (inside[Z(person)]) {
      part.instance.people.push_back(model.instance().people[Z(person)]);
      part.instance.people.back().cohort = -1;
      part.plan.people.push_back(week);
    } else {
      ForSeats(model, week, [&](std::uint32_t k) { --part.instance.resources[k].seats; });
    }
  }
  return part;
}

}  // namespace

StatusOr<BestAround> FindBestAround(const Model& model, const planner::Repair& repair, std::size_t most,
                                    int threads) {
  Part part = PartOf(model, repair, PeopleAround(model, repair, most));
  ASSIGN_OR_RETURN(const std::unique_ptr<const Model> small, Model::Make(part.instance, threads));
  const planner::Objective own = planner::ObjectiveOf(part.instance, part.plan);
  planner::WeekPool pool(*small);
  planner::PriceOptions prices;
  prices.rounds = kPriceRounds;
  prices.threads = threads;
  const planner::Pricing pricing = planner::RaiseBound(*small, prices, &pool);
  planner::ProofOptions options;
  options.prices = &pricing.prices;
  options.total = own.total;
  options.threads = threads;
  options.steps = kSteps;
  const planner::Proof proof = planner::ProveBest(*small, options);
  planner::Objective best = own;
  if (!proof.weeks.empty()) {
    planner::Plan plan{{}, part.plan.open};
    for (int person = 0; person < small->people(); ++person)
      plan.people.push_back(small->ToPlan(person, proof.weeks[Z(person)]));
    best = planner::ObjectiveOf(part.instance, plan);
  }
  return BestAround{proof.best,
                    small->people(),
                    best.people_changed,
                    best.legal_count + best.other_count,
                    own.people_changed,
                    own.legal_count + own.other_count,
                    best.total == own.total};
}

}  // namespace duaal::bench
