#ifndef TOOLS_BENCH_BENCHES_H_
#define TOOLS_BENCH_BENCHES_H_

#include <string>

#include "absl/time/time.h"
#include "tools/bench/region.h"
#include "tools/bench/report.h"

// The benchmarks. Each measures the region and, in the same run, the bound that it is held against.
namespace duaal::bench {

inline constexpr int kCallers = 64;

struct Wish {
  int people = 2000;
  absl::Duration time = absl::Seconds(3);  // of one measured stretch
  std::string only;                        // one side alone, for a profiler; no figures then
};

[[nodiscard]] Status BenchWrite(const Region& region, const Wish& wish, Report& report);
[[nodiscard]] Status BenchRead(const Region& region, const Wish& wish, Report& report);
[[nodiscard]] Status BenchBulk(const Region& region, const Wish& wish, Report& report);
[[nodiscard]] Status BenchImport(const Region& region, const Wish& wish, Report& report);
[[nodiscard]] Status BenchList(const Region& region, const Wish& wish, Report& report);
[[nodiscard]] Status BenchSearch(const Region& region, const Wish& wish, Report& report);
[[nodiscard]] Status BenchFeed(const Region& region, const Wish& wish, Report& report);
[[nodiscard]] Status BenchGateway(const Region& region, const Wish& wish, Report& report);
[[nodiscard]] Status BenchFootprint(const Region& region, const Wish& wish, Report& report);
// Calls the planner's library. With a region it measures suggestions through gRPC, too; without (nullptr),
// that figure is left unmeasured. `wish.only` may be `rpc`: nothing else then.
[[nodiscard]] Status BenchPlan(const Region* region, const Wish& wish, Report& report);

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_BENCHES_H_
