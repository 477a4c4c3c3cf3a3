#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include "tools/bench/plan.h"
#include "tools/bench/rounds.h"
#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/repair.h"
#include "trajectory-svc/planner/why_not.h"

// What follows on a plan: a group that is cancelled, and somebody who asks why not.
namespace duaal::bench {
namespace {

using planner::Instance;

constexpr std::size_t kCancelled = 60;
constexpr std::uint64_t kWhyNotSeeds = 3;

// The instance as people know it once the plan is published.
void Publish(const planner::Plan& plan, Instance* instance) {
  for (std::size_t p = 0; p < instance->people.size(); ++p) {
    planner::Person& person = instance->people[p];
    person.published = true;
    for (std::size_t r = 0; r < person.requirements.size(); ++r)
      person.requirements[r].published = plan.people[p][r];
  }
}

// Groups that people are in, spread over the catalogue. Work and coaches are not groups: one cannot be
// cancelled for all.
std::vector<int> GroupsOf(const Instance& instance, const planner::Plan& plan) {
  std::map<int, int> members;
  for (const planner::WeekPlan& week : plan.people) {
    for (const auto& placement : week) {
      if (placement && instance.offerings[static_cast<std::size_t>(placement->offering)].choose_most == 0)
        ++members[placement->offering];
    }
  }
  std::vector<int> groups;
  for (const auto& [offering, count] : members) {
    const std::string& kind =
        instance.kinds[static_cast<std::size_t>(instance.offerings[static_cast<std::size_t>(offering)].kind)]
            .id;
    if (kind == "series" || kind == "module") groups.push_back(offering);
  }
  std::vector<int> spread;
  const std::size_t count = std::min(kCancelled, groups.size());
  for (std::size_t i = 0; i < count; ++i) spread.push_back(groups[i * groups.size() / count]);
  return spread;
}

struct Repaired {
  double ms = 0;        // median of the rounds
  double model_ms = 0;  // to make the model anew, apart
  planner::Repair repair;
};

StatusOr<Repaired> Cancel(const Instance& published, int offering) {
  Instance instance = published;
  instance.offerings[static_cast<std::size_t>(offering)].closed = true;
  Repaired repaired;
  StatusOr<std::unique_ptr<const planner::Model>> model = absl::InternalError("not made");
  repaired.model_ms = MicrosecondsOf([&] { model = planner::Model::Make(instance); }) / 1000;
  RETURN_IF_ERROR(model.status());
  std::vector<double> ms;
  for (int round = 0; round < kRounds; ++round) {
    ms.push_back(MicrosecondsOf([&] { repaired.repair = planner::RepairPlan(**model, {}); }) / 1000);
  }
  repaired.ms = Median(ms);
  RETURN_IF_ERROR(planner::CheckPlan(instance, repaired.repair.plan));
  return repaired;
}

}  // namespace

Status MeasureRepair(const planner::Plan& plan, Report& report) {
  Instance published = planner::Generate({kPlanPeople, kFirstPlanSeed, 100}).instance;
  Publish(plan, &published);
  std::vector<double> ms;
  std::vector<double> model_ms;
  double hit = 0;
  double collateral = 0;
  int most_collateral = 0;
  int unplaced = 0;
  const std::vector<int> groups = GroupsOf(published, plan);
  for (const int group : groups) {
    ASSIGN_OR_RETURN(const Repaired repaired, Cancel(published, group));
    ms.push_back(repaired.ms);
    model_ms.push_back(repaired.model_ms);
    hit += repaired.repair.hit;
    collateral += repaired.repair.collateral;
    most_collateral = std::max(most_collateral, repaired.repair.collateral);
    unplaced += repaired.repair.unplaced;
  }
  if (groups.empty()) return absl::InternalError("the made-up region has no groups to cancel");
  const auto count = static_cast<double>(groups.size());
  std::printf(
      "one group cancelled, %zu events: repair median %.2f ms, p99 %.2f ms, most %.2f ms (and the model "
      "%.0f ms); hit %.1f people, besides them %.2f change (most %d); unplaced %.2f\n",
      groups.size(), Median(ms), Quantile(ms, 0.99), *std::max_element(ms.begin(), ms.end()),
      Median(model_ms), hit / count, collateral / count, most_collateral, unplaced / count);
  std::fflush(stdout);
  report.Add("repair_p99_ms", Quantile(ms, 0.99), AtMost(5));
  report.Add("collateral", collateral / count);
  return absl::OkStatus();
}

Status MeasureWhyNot(Report& report) {
  std::vector<double> ms;
  std::size_t members = 0;
  std::size_t remedied = 0;
  for (std::uint64_t seed = kFirstPlanSeed; seed < kFirstPlanSeed + kWhyNotSeeds; ++seed) {
    ASSIGN_OR_RETURN(const auto region, MakeRegion(kPlanPeople, seed));
    const planner::Model& model = *region->model;
    FirstCome placed = PlaceInTurn(model);
    const planner::Explainer explainer(model);
    for (int person = 0; person < model.people(); ++person) {
      const planner::Week& week = placed.weeks[static_cast<std::size_t>(person)];
      const unsigned count = model.person(person).requirement_count;
      if (std::none_of(week.begin(), week.begin() + count, [](auto id) { return id == planner::kNoItem; }))
        continue;
      ChangeSeats(model, week, 1, &placed.free);
      planner::WhyNotQuery query;
      query.person = person;
      query.demanded = (1U << count) - 1U;
      query.free = placed.free.data();
      std::vector<double> rounds;
      planner::WhyNot answer;
      for (int round = 0; round < kRounds; ++round)
        rounds.push_back(MicrosecondsOf([&] { answer = explainer.Explain(query); }) / 1000);
      ChangeSeats(model, week, -1, &placed.free);
      if (answer.possible) continue;  // a full week that costs more than it is worth
      ms.push_back(Median(rounds));
      members += answer.conflicts.empty() ? 0 : answer.conflicts.front().size();
      remedied += answer.remedies.empty() ? 0 : 1;
    }
  }
  if (ms.empty()) return absl::InternalError("everybody got a full week; there is nothing to ask");
  std::printf(
      "why not, %zu people: one minimal conflict and all remedies median %.3f ms, p99 %.3f ms, most "
      "%.3f ms; %.1f obstacles in a conflict; a single remedy for %zu\n",
      ms.size(), Median(ms), Quantile(ms, 0.99), *std::max_element(ms.begin(), ms.end()),
      static_cast<double>(members) / static_cast<double>(ms.size()), remedied);
  report.Add("whynot_p99_ms", Quantile(ms, 0.99), AtMost(1));
  return absl::OkStatus();
}

}  // namespace duaal::bench
