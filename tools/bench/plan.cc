#include "tools/bench/plan.h"

#include <cstdio>
#include <utility>

#include "tools/bench/benches.h"
#include "trajectory-svc/planner/week_solver.h"

namespace duaal::bench {

using planner::ItemId;

StatusOr<std::unique_ptr<MadeRegion>> MakeRegion(int people, std::uint64_t seed) {
  auto made = std::make_unique<MadeRegion>();
  made->instance = std::move(planner::Generate({people, seed, 100}).instance);
  ASSIGN_OR_RETURN(made->model, planner::Model::Make(made->instance, kPlanThreads));
  return made;
}

void ChangeSeats(const planner::Model& model, const planner::Week& week, int by,
                 std::vector<std::int32_t>* free) {
  for (const ItemId id : week) {
    if (id == planner::kNoItem) continue;
    for (const std::uint32_t resource : model.ResourcesOf(model.item(id))) (*free)[resource] += by;
  }
}

FirstCome PlaceInTurn(const planner::Model& model) {
  FirstCome placed;
  placed.free = model.seats();
  planner::WeekSolver solver(model);
  for (int person = 0; person < model.people(); ++person) {
    planner::WeekQuery query;
    query.person = person;
    query.free = placed.free.data();
    planner::Week week = planner::EmptyWeek();
    if (solver.Solve(query, &week) >= planner::kImpossible) week = planner::EmptyWeek();
    ChangeSeats(model, week, -1, &placed.free);
    placed.weeks.push_back(week);
  }
  return placed;
}

Status BenchPlan(const Region* region, const Wish& wish, Report& report) {
  if (wish.only == "rpc") {
    if (region != nullptr) return MeasureSuggestions(*region, report);
    return Error(absl::StatusCode::kInvalidArgument, "NO_REGION", "`--only rpc` needs --home of a region.");
  }
  RETURN_IF_ERROR(MeasureWeeks(absl::ToDoubleSeconds(wish.time), report));
  if (region != nullptr) {
    RETURN_IF_ERROR(MeasureSuggestions(*region, report));
  } else {
    std::printf("a suggestion through gRPC: not measured without --home, so its target counts as missed\n");
    report.AddUnmeasured("rpc_p99_ms", AtMost(1));
  }
  planner::Plan first;
  RETURN_IF_ERROR(MeasureRegions(report, &first));
  RETURN_IF_ERROR(MeasureSmall(50, report));
  RETURN_IF_ERROR(MeasureSmall(planner::kMostProven, report));
  RETURN_IF_ERROR(MeasureLarge("10k", 10'000, wish.people >= 10'000, report));
  RETURN_IF_ERROR(MeasureLarge("100k", 100'000, wish.people >= 100'000, report));
  RETURN_IF_ERROR(MeasureRepair(first, report));
  RETURN_IF_ERROR(MeasureBroad(first, report));
  return MeasureWhyNot(report);
}

}  // namespace duaal::bench
