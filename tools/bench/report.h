#ifndef TOOLS_BENCH_REPORT_H_
#define TOOLS_BENCH_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "chassis/core/status.h"

namespace duaal::bench {

// What a figure has to reach.
struct Target {
  enum class Kind { kAtLeast, kAtMost };
  Kind kind = Kind::kAtLeast;
  double value = 0;
};

[[nodiscard]] inline Target AtLeast(double value) { return {Target::Kind::kAtLeast, value}; }
[[nodiscard]] inline Target AtMost(double value) { return {Target::Kind::kAtMost, value}; }

// The figures of one benchmark.
class Report {
 public:
  Report(std::string bench, int people) : bench_(std::move(bench)), people_(people) {}

  void Add(std::string name, double value, std::optional<Target> target = std::nullopt);
  // A figure that this run did not measure; null in JSON. A target of it is not met.
  void AddUnmeasured(std::string name, std::optional<Target> target = std::nullopt);
  // Something that has to hold.
  void AddTruth(std::string name, bool value);
  // Every target was met.
  [[nodiscard]] bool ok() const;
  // Lines for people: each figure with its target.
  [[nodiscard]] std::string Lines() const;
  // One JSON object: bench, ok, people and the figures.
  [[nodiscard]] std::string Json() const;
  // Compares with the figures that the file at `path` keeps for this benchmark.
  //
  // FAILED_PRECONDITION: a ratio is more than 15 % below the one kept; each is named. NOT_FOUND: no such
  // file. INVALID_ARGUMENT: it is not JSON.
  [[nodiscard]] Status Guard(const std::string& path) const;

 private:
  struct Figure {
    std::string name;
    std::optional<double> value;
    std::optional<Target> target;
    bool truth = false;  // the value is 0 or 1
    [[nodiscard]] bool met() const;
    [[nodiscard]] std::string text() const;
  };
  std::string bench_;
  int people_;
  std::vector<Figure> figures_;
};

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_REPORT_H_
