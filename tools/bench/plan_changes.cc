#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <numeric>
#include <string>

#include "tools/bench/plan.h"
#include "tools/bench/plan_neighbourhood.h"
#include "tools/bench/rounds.h"
#include "trajectory-svc/planner/checker.h"
#include "trajectory-svc/planner/repair.h"
#include "trajectory-svc/planner/repair_proof.h"
#include "trajectory-svc/planner/why_not.h"

// What follows on a plan: a group that is cancelled, and somebody who asks why not.
namespace duaal::bench {
namespace {

using planner::Instance;

constexpr std::size_t kCancelled = 60;
constexpr std::uint64_t kWhyNotSeeds = 3;
constexpr std::size_t kAround = 30;           // people of a neighbourhood whose best repair is looked for
constexpr double kBroadShare = 0.2;           // of the people, whom a broad event hits
constexpr std::int64_t kPatientMoves = 2000;  // of a search for whom the first answer is not good enough

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

// One way to repair, over all events, and how far from the best of the neighbourhood it ends.
class Repairs {
 public:
  explicit Repairs(const char* name) : name_(name) {}

  // Repairs one event; the time is the median of the rounds.
  Status Add(const planner::Model& model, std::int64_t moves, int rounds) {
    planner::RepairOptions options;
    options.moves = moves;
    planner::Repair repair;
    std::vector<double> ms;
    for (int round = 0; round < rounds; ++round)
      ms.push_back(MicrosecondsOf([&] { repair = planner::RepairPlan(model, options); }) / 1000);
    RETURN_IF_ERROR(planner::CheckPlan(model.instance(), repair.plan));
    ms_.push_back(Median(ms));
    hit_ += repair.hit;
    collateral_ += repair.collateral;
    most_collateral_ = std::max(most_collateral_, repair.collateral);
    unplaced_ += repair.unplaced;
    ASSIGN_OR_RETURN(const BestAround best, FindBestAround(model, repair, kAround, kPlanThreads));
    if (!best.proven) return absl::OkStatus();
    ++proven_;
    best_ += best.same ? 1 : 0;
    const bool as_many_placed = best.unplaced_by_repair <= best.unplaced;
    within_one_ += as_many_placed && best.changed_by_repair <= best.changed + 1 ? 1 : 0;
    more_changed_ += best.changed_by_repair - best.changed;
    more_unplaced_ += best.unplaced_by_repair - best.unplaced;
    return absl::OkStatus();
  }

  void Print() const {
    std::printf(
        "  %s: median %.2f ms, p99 %.2f ms, most %.2f ms; hit %.1f people, besides them %.2f change "
        "(most %d); unplaced %.2f\n    best among %zu people around proven for %d: as good %d, within a "
        "person %d; mean"
        " %+.2f changed, %+.2f unplaced\n",
        name_, Median(ms_), Quantile(ms_, 0.99), *std::max_element(ms_.begin(), ms_.end()), hit_ / count(),
        collateral(), most_collateral_, unplaced_ / count(), kAround, proven_, best_, within_one_,
        Share(more_changed_), Share(more_unplaced_));
    std::fflush(stdout);
  }

  [[nodiscard]] const std::vector<double>& ms() const { return ms_; }
  [[nodiscard]] double collateral() const { return collateral_ / count(); }
  // People whose week changes beyond those of the best repair, mean of the events where that is proven.
  [[nodiscard]] double more_changed() const { return Share(more_changed_); }
  // Shares of these events.
  [[nodiscard]] double within_one() const { return Share(within_one_); }
  [[nodiscard]] double best() const { return Share(best_); }

 private:
  [[nodiscard]] double count() const { return static_cast<double>(ms_.size()); }
  [[nodiscard]] double Share(int part) const {
    return proven_ == 0 ? 0 : static_cast<double>(part) / proven_;
  }

  const char* name_;
  std::vector<double> ms_;
  double hit_ = 0;
  double collateral_ = 0;
  int most_collateral_ = 0;
  double unplaced_ = 0;
  int proven_ = 0;
  int best_ = 0;
  int within_one_ = 0;
  int more_changed_ = 0;
  int more_unplaced_ = 0;
};

}  // namespace

Status MeasureRepair(const planner::Plan& plan, Report& report) {
  Instance published = planner::Generate({kPlanPeople, kFirstPlanSeed, 100}).instance;
  planner::Publish(plan, &published);
  Repairs quick("repaired");
  Repairs patient("with 2,000 moves of a search");
  std::vector<double> model_ms;
  const std::vector<int> groups = GroupsOf(published, plan);
  if (groups.empty()) return absl::InternalError("the made-up region has no groups to cancel");
  for (const int group : groups) {
    Instance instance = published;
    instance.offerings[static_cast<std::size_t>(group)].closed = true;
    StatusOr<std::unique_ptr<const planner::Model>> model = absl::InternalError("not made");
    model_ms.push_back(MicrosecondsOf([&] { model = planner::Model::Make(instance); }) / 1000);
    RETURN_IF_ERROR(model.status());
    RETURN_IF_ERROR(quick.Add(**model, 0, kRounds));
    RETURN_IF_ERROR(patient.Add(**model, kPatientMoves, 1));
  }
  std::printf("one group cancelled, %zu events, median of making the model %.0f ms:\n", groups.size(),
              Median(model_ms));
  quick.Print();
  patient.Print();
  report.Add("repair_p99_ms", Quantile(quick.ms(), 0.99), AtMost(5));
  report.Add("collateral", quick.collateral());
  report.Add("collateral_above_best", quick.more_changed(), AtMost(1));
  report.Add("collateral_within_one", quick.within_one());
  report.Add("collateral_best", quick.best());
  report.Add("patient_repair_p99_ms", Quantile(patient.ms(), 0.99));
  report.Add("patient_within_one", patient.within_one());
  return absl::OkStatus();
}

// Whether somebody has a place in a closed offering.
bool IsHit(const Instance& instance, const planner::WeekPlan& week) {
  return std::any_of(week.begin(), week.end(), [&](const auto& placement) {
    return placement && instance.offerings[static_cast<std::size_t>(placement->offering)].closed;
  });
}

// Groups all over the catalogue are closed one after the other until a fifth of the people is hit.
Instance CloseMany(const Instance& published, const planner::Plan& plan) {
  constexpr std::size_t kStep = 37;  // has no divisor in common with the number of groups
  static_assert(std::gcd(kStep, kCancelled) == 1);
  Instance instance = published;
  const std::vector<int> groups = GroupsOf(published, plan);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const int group = groups[i * kStep % groups.size()];
    const auto hit = std::count_if(plan.people.begin(), plan.people.end(),
                                   [&](const auto& week) { return IsHit(instance, week); });
    if (static_cast<double>(hit) >= kBroadShare * static_cast<double>(plan.people.size())) break;
    instance.offerings[static_cast<std::size_t>(group)].closed = true;
  }
  return instance;
}

Status MeasureBroad(const planner::Plan& plan, Report& report) {
  Instance published = planner::Generate({kPlanPeople, kFirstPlanSeed, 100}).instance;
  planner::Publish(plan, &published);
  const Instance instance = CloseMany(published, plan);
  ASSIGN_OR_RETURN(const auto model, planner::Model::Make(instance, kPlanThreads));
  planner::RepairOptions options;
  options.threads = kPlanThreads;
  planner::Repair repair;
  const double seconds = MicrosecondsOf([&] { repair = planner::RepairPlan(*model, options); }) / 1e6;
  RETURN_IF_ERROR(planner::CheckPlan(instance, repair.plan));
  planner::RepairBoundOptions bounds;
  bounds.threads = kPlanThreads;
  ASSIGN_OR_RETURN(const planner::RepairBound bound, planner::BoundRepair(*model, repair.unplaced, bounds));
  const int least = std::max(bound.changed, repair.bound);
  const double gap =
      static_cast<double>(repair.objective.total - bound.total) / static_cast<double>(bound.total);
  std::printf(
      "a broad event: %d people hit, %d change, %d requirements unplaced; in no plan with as few "
      "unplaced fewer than %d change, in none fewer than %d stay unplaced\n",
      repair.hit, repair.changed, repair.unplaced, least, bound.unplaced);
  std::fflush(stdout);
  report.Add("broad_changed_ratio", static_cast<double>(repair.changed) / least, AtMost(1.05));
  report.Add("broad_gap", 100 * gap, AtMost(2));
  report.Add("broad_seconds", seconds, AtMost(3));
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
