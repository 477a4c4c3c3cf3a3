#include <algorithm>
#include <cstdio>
#include <string>

#include "tools/bench/plan.h"
#include "tools/bench/rounds.h"
#include "trajectory-svc/planner/verifier.h"

// Plans of whole regions, each judged by the verifier before its figures count.
namespace duaal::bench {
namespace {

using planner::Cost;

constexpr std::int64_t kSwapsOfEqual = 2'000'000;

struct Judged {
  planner::RegionPlan plan;
  double gap = 0;  // percent above the proven bound, what is unplaced left out
  int unplaced = 0;
  double seconds = 0;  // prices and search
};

StatusOr<Judged> PlanAndJudge(const MadeRegion& region) {
  planner::RegionOptions options;
  options.threads = kPlanThreads;
  Judged judged;
  judged.plan = planner::PlanRegion(*region.model, options);
  const planner::RegionPlan& plan = judged.plan;
  ASSIGN_OR_RETURN(const planner::Verdict verdict,
                   planner::Verify(region.instance, plan.plan, plan.certificate, kPlanThreads));
  const planner::Objective& cost = verdict.objective;
  const Cost soft = cost.total - cost.unplaced_legal - cost.unplaced_other;
  judged.gap = 100.0 * static_cast<double>(soft - verdict.bound) / static_cast<double>(verdict.bound);
  judged.unplaced = cost.legal_count + cost.other_count;
  judged.seconds = plan.price_seconds + plan.search_seconds;
  return judged;
}

// Milliseconds to verify a plan and its bound.
StatusOr<double> VerifyMs(const MadeRegion& region, const planner::RegionPlan& plan, int threads) {
  std::vector<double> ms;
  for (int round = 0; round < kRounds; ++round) {
    Status status;
    ms.push_back(MicrosecondsOf([&] {
                   status = planner::Verify(region.instance, plan.plan, plan.certificate, threads).status();
                 }) /
                 1000);
    RETURN_IF_ERROR(status);
  }
  return Median(ms);
}

// The same plan, whatever the number of threads.
bool SameOnAnyThreads(const planner::Model& model) {
  planner::RegionOptions options;
  options.swaps = kSwapsOfEqual;
  const planner::RegionPlan one = planner::PlanRegion(model, options);
  options.threads = kPlanThreads;
  const planner::RegionPlan two = planner::PlanRegion(model, options);
  return one.plan.people == two.plan.people && one.plan.open == two.plan.open && one.prices == two.prices &&
         one.certificate.bound == two.certificate.bound;
}

}  // namespace

Status MeasureRegions(Report& report, planner::Plan* first) {
  std::printf("regions of %d people, slack 10 %%, %d threads:\n", kPlanPeople, kPlanThreads);
  std::vector<double> gaps;
  std::vector<double> seconds;
  std::vector<double> verifying;
  std::vector<double> verifying_alone;
  int unplaced = 0;
  bool same = true;
  for (std::uint64_t seed = kFirstPlanSeed; seed < kFirstPlanSeed + kPlanSeeds; ++seed) {
    ASSIGN_OR_RETURN(const auto region, MakeRegion(kPlanPeople, seed));
    ASSIGN_OR_RETURN(const Judged judged, PlanAndJudge(*region));
    ASSIGN_OR_RETURN(const double ms, VerifyMs(*region, judged.plan, kPlanThreads));
    ASSIGN_OR_RETURN(const double ms_alone, VerifyMs(*region, judged.plan, 1));
    std::printf(
        "  seed %2d   gap %6.2f %%   unplaced %2d   %5.1f s (prices %.1f s)   verified in %.1f ms, "
        "%.1f ms on one thread\n",
        static_cast<int>(seed), judged.gap, judged.unplaced, judged.seconds, judged.plan.price_seconds, ms,
        ms_alone);
    std::fflush(stdout);
    gaps.push_back(judged.gap);
    seconds.push_back(judged.seconds);
    verifying.push_back(ms);
    verifying_alone.push_back(ms_alone);
    unplaced += judged.unplaced;
    if (seed != kFirstPlanSeed) continue;
    *first = judged.plan.plan;
    same = SameOnAnyThreads(*region->model);
  }
  report.Add("gap_700", Median(gaps), AtMost(1));
  report.Add("gap_700_worst", *std::max_element(gaps.begin(), gaps.end()));
  report.Add("unplaced_700", unplaced, AtMost(0));
  report.Add("seconds_700", Median(seconds));
  report.Add("verify_700_ms", Median(verifying), AtMost(50));
  report.Add("verify_700_alone_ms", Median(verifying_alone));
  report.AddTruth("deterministic", same);
  return absl::OkStatus();
}

Status MeasureSmall(int people, Report& report) {
  int proven = 0;
  std::vector<double> seconds;
  std::vector<double> gaps;
  for (std::uint64_t seed = kFirstPlanSeed; seed < kFirstPlanSeed + kPlanSeeds; ++seed) {
    ASSIGN_OR_RETURN(const auto region, MakeRegion(people, seed));
    planner::RegionOptions options;
    options.threads = kPlanThreads;
    const planner::RegionPlan plan = planner::PlanRegion(*region->model, options);
    RETURN_IF_ERROR(planner::Verify(region->instance, plan.plan, plan.certificate, kPlanThreads).status());
    proven += plan.best() ? 1 : 0;
    seconds.push_back(plan.price_seconds + plan.search_seconds + plan.proof_seconds);
    gaps.push_back(100.0 * static_cast<double>(plan.objective.total - plan.bound) /
                   static_cast<double>(plan.bound));
  }
  std::printf(
      "%d people: %d of %d plans proven best; planned and proven in %.2f s (median), %.2f s at most; "
      "largest gap left %.2f %%\n",
      people, proven, static_cast<int>(kPlanSeeds), Median(seconds),
      *std::max_element(seconds.begin(), seconds.end()), *std::max_element(gaps.begin(), gaps.end()));
  std::fflush(stdout);
  const std::string end = "_" + std::to_string(people);
  report.Add("proven" + end, proven, AtLeast(static_cast<double>(kPlanSeeds)));
  report.Add("seconds" + end, Median(seconds));
  report.Add("seconds" + end + "_most", *std::max_element(seconds.begin(), seconds.end()), AtMost(1));
  return absl::OkStatus();
}

Status MeasureLarge(const char* name, int people, bool asked, Report& report) {
  const std::string end = std::string("_") + name;
  if (!asked) {
    std::printf("%d people: not asked; --people %d does it\n", people, people);
    for (const char* figure : {"gap", "unplaced", "seconds"}) report.AddUnmeasured(figure + end);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto region, MakeRegion(people, kFirstPlanSeed));
  ASSIGN_OR_RETURN(const Judged judged, PlanAndJudge(*region));
  std::printf("%d people: gap %.2f %%, unplaced %d, %.0f s (prices %.0f s)\n", people, judged.gap,
              judged.unplaced, judged.seconds, judged.plan.price_seconds);
  report.Add("gap" + end, judged.gap);
  report.Add("unplaced" + end, judged.unplaced);
  report.Add("seconds" + end, judged.seconds);
  return absl::OkStatus();
}

}  // namespace duaal::bench
