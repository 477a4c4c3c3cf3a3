#ifndef TRAJECTORY_SVC_PLANNER_GENERATOR_H_
#define TRAJECTORY_SVC_PLANNER_GENERATOR_H_

#include <cstdint>

#include "trajectory-svc/planner/instance.h"

// Made-up regions with a plan hidden in them, so that it is known that everything can be placed.
namespace duaal::planner {

struct GeneratorOptions {
  int people = 700;
  std::uint64_t seed = 1;
  // Chance, in thousandths, that a seat which the hidden plan uses gets a spare one beside it.
  int slack_permille = 100;
};

struct Generated {
  Instance instance;
  Plan hidden;  // keeps every rule; the solvers never see it
};

// The same options make the same instance on every machine. A region of about 700 people has five towns; more
// people make more regions side by side, in which one person in ten can also reach the next region.
[[nodiscard]] Generated Generate(const GeneratorOptions& options);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_GENERATOR_H_
