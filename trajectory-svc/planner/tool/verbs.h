#ifndef TRAJECTORY_SVC_PLANNER_TOOL_VERBS_H_
#define TRAJECTORY_SVC_PLANNER_TOOL_VERBS_H_

#include <cstdint>
#include <string>

#include "chassis/core/status.h"
#include "trajectory-svc/planner/generator.h"

// The verbs of duaal-plan. Each prints its report, or returns what to tell instead.
namespace duaal::planner::tool {

// What the command line says.
struct Settings {
  bool json = false;
  GeneratorOptions generate;
  std::string instance;
  std::string plan;
  std::string certificate;
  std::string xml;
  std::string out;
  std::string hidden;
  std::string person;
  std::uint64_t seed = 1;
  int threads = 1;
  std::int64_t swaps = 0;
  std::int64_t moves = 0;
  std::int64_t proof_steps = 45'000;
  double seconds = 0;
  int count = 1;
  bool dutch = false;
  bool bound = false;
};

[[nodiscard]] Status RunGenerate(const Settings& settings);
[[nodiscard]] Status RunCheck(const Settings& settings);
[[nodiscard]] Status RunVerify(const Settings& settings);
[[nodiscard]] Status RunConvert(const Settings& settings);
[[nodiscard]] Status RunSolve(const Settings& settings);
[[nodiscard]] Status RunWeek(const Settings& settings);
[[nodiscard]] Status RunExplain(const Settings& settings);
[[nodiscard]] Status RunRepair(const Settings& settings);

}  // namespace duaal::planner::tool

#endif  // TRAJECTORY_SVC_PLANNER_TOOL_VERBS_H_
