#ifndef TOOLS_BENCH_CLASSES_H_
#define TOOLS_BENCH_CLASSES_H_

#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "tools/bench/region.h"

namespace duaal::bench {

inline constexpr int kClassSize = 25;

// People who follow the same timetable for a year, and nobody has been recorded at any of its sessions.
struct Classroom {
  std::string offering_id;
  std::vector<std::string> session_ids;  // by time
  std::vector<std::string> trajectory_ids;
  std::vector<std::string> participant_ids;  // in the order of the trajectories
};

// Makes new classes of new people, sixteen lessons a week, through the services' own methods.
[[nodiscard]] StatusOr<std::vector<Classroom>> MakeClasses(const Region& region, int count);

}  // namespace duaal::bench

#endif  // TOOLS_BENCH_CLASSES_H_
