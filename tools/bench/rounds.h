#ifndef TOOLS_BENCH_ROUNDS_H_
#define TOOLS_BENCH_ROUNDS_H_

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "chassis/core/status.h"

// Comparisons on a machine that is never quiet: what is compared runs in turns, A B C, C B A, A B C ..., each
// turn's results are set against each other, and the median of these ratios counts.
namespace duaal::bench {

inline constexpr int kRounds = 5;

// One thing to measure: runs for about the given time and returns operations per second.
struct Side {
  std::string name;
  std::function<StatusOr<double>(absl::Duration time)> run;
};

// Results of all sides by round.
class Rounds {
 public:
  // Runs every side once per round, after one warm-up each that does not count. `settle` is called before
  // each run, to wait until the one before has no after-effects. With `only`, runs that side alone.
  //
  // CANCELLED: with `only`, for one side gives no comparison. Otherwise the errors of the sides.
  [[nodiscard]] static StatusOr<Rounds> Run(std::vector<Side> sides, absl::Duration time,
                                            const std::string& only, const std::function<Status()>& settle);

  // Median over the rounds of one side's rate.
  [[nodiscard]] double Rate(const std::string& side) const;
  // Median over the rounds of `side` over `bound`.
  [[nodiscard]] double Ratio(const std::string& side, const std::string& bound) const;
  // The widest spread of a side: its largest rate over its smallest. 1 is a quiet machine.
  [[nodiscard]] double Spread() const;

 private:
  [[nodiscard]] const std::vector<double>& Of(const std::string& side) const;

  std::vector<std::string> names_;
  std::vector<std::vector<double>> rates_;  // by side, then by round
};

// The number of callers, of those given, with which a side is fastest; `run` gives operations per second.
[[nodiscard]] StatusOr<int> BestCount(const char* name, std::span<const int> counts,
                                      const std::function<StatusOr<double>(int callers)>& run);

[[nodiscard]] double Median(std::vector<double> values);
// The value below which `share` (0 to 1) of the values lie.
[[nodiscard]] double Quantile(std::vector<double> values, double share);

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_ROUNDS_H_
