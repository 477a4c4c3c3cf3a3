#ifndef TOOLS_BENCH_PLAN_H_
#define TOOLS_BENCH_PLAN_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "tools/bench/benches.h"
#include "trajectory-svc/planner/generator.h"
#include "trajectory-svc/planner/model.h"
#include "trajectory-svc/planner/region.h"

// The parts of the benchmark of the week planner. All but the suggestions through gRPC works on made-up
// regions. Seeds 11 to 20 are reported; tune on 1 to 3.
namespace duaal::bench {

inline constexpr int kPlanPeople = 700;  // of one region
inline constexpr std::uint64_t kFirstPlanSeed = 11;
inline constexpr int kPlanSeeds = 10;
inline constexpr int kPlanThreads = 2;

// A made-up region that is ready to be planned.
struct MadeRegion {
  planner::Instance instance;
  std::unique_ptr<const planner::Model> model;  // points into `instance`
};
[[nodiscard]] StatusOr<std::unique_ptr<MadeRegion>> MakeRegion(int people, std::uint64_t seed);

// Everybody placed in turn with the best week that is left, as is done by hand today.
struct FirstCome {
  std::vector<planner::Week> weeks;
  std::vector<std::int32_t> free;  // seats left
};
[[nodiscard]] FirstCome PlaceInTurn(const planner::Model& model);
// Gives back, or takes, the seats of a week.
void ChangeSeats(const planner::Model& model, const planner::Week& week, int by,
                 std::vector<std::int32_t>* free);

// One person's exact week, against solvers of others. Peers get `seconds` a person.
[[nodiscard]] Status MeasureWeeks(double seconds, Report& report);
// One person's suggestion through gRPC, in a running region; the only part that needs one.
[[nodiscard]] Status MeasureSuggestions(const Region& region, Report& report);
// Regions of 700 people; the plan of the first seed goes to `first`.
[[nodiscard]] Status MeasureRegions(Report& report, planner::Plan* first);
// Regions so small that the best plan of all can be told.
[[nodiscard]] Status MeasureSmall(int people, Report& report);
// One region of 10,000 or 100,000 people, by the name of its figures: `10k`, `100k`.
[[nodiscard]] Status MeasureLarge(const char* name, int people, bool asked, Report& report);
// Groups cancelled one by one in the plan of the first seed.
[[nodiscard]] Status MeasureRepair(const planner::Plan& plan, Report& report);
// A fifth of the people hit at once in the same plan, against what no plan can do better.
[[nodiscard]] Status MeasureBroad(const planner::Plan& plan, Report& report);
// Everybody who cannot get a full week in first-come plans.
[[nodiscard]] Status MeasureWhyNot(Report& report);

// Runs `work` and gives the microseconds that it took.
template <typename Work>
double MicrosecondsOf(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_PLAN_H_
