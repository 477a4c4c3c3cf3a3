#ifndef TOOLS_BENCH_PLAN_PEOPLE_H_
#define TOOLS_BENCH_PLAN_PEOPLE_H_

#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "tools/bench/newcomers.h"
#include "tools/bench/region.h"

namespace duaal::bench {

// A programme with a catalogue and people who lack part of it.
struct HalfPlanned {
  std::string week;  // ISO week from which on there is something to plan
  std::vector<Newcomer> people;
  int offerings = 0;
  int seats_taken = 0;
};

// Makes a programme like that of Hengelo: 28 language classes, 100 modules, 100 series of trade training, 100
// places to work at. One class of people lacks everything. The others have a language class and, in turn, the
// best of what is left for some of the rest, as it is suggested to them; groups fill up meanwhile. Everybody
// lacks something. All through the services' own methods.
[[nodiscard]] StatusOr<HalfPlanned> MakeHalfPlanned(const Region& region, int people);

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_PLAN_PEOPLE_H_
