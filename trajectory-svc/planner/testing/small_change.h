#ifndef TRAJECTORY_SVC_PLANNER_TESTING_SMALL_CHANGE_H_
#define TRAJECTORY_SVC_PLANNER_TESTING_SMALL_CHANGE_H_

#include <algorithm>

#include "trajectory-svc/planner/random.h"
#include "trajectory-svc/planner/repair.h"
#include "trajectory-svc/planner/testing/small_instance.h"

// Regions in which people know a plan, and something changes.
namespace duaal::planner {

// A small instance whose people know a plan, and something happens.
inline Instance SmallChange(std::uint64_t seed) {
  Instance instance = SmallInstance(seed);
  for (Person& person : instance.people) {
    person.published = false;
    for (Requirement& requirement : person.requirements) requirement.published.reset();
  }
  const auto model = Model::Make(instance);
  Publish(RepairPlan(**model, {}).plan, &instance);
  Random random(seed);
  const int what = random.Below(4);
  if (what == 0) {
    instance.offerings[static_cast<std::size_t>(random.Below(static_cast<int>(instance.offerings.size())))]
        .closed = true;
  } else if (what == 1) {
    Resource& resource =
        instance
            .resources[static_cast<std::size_t>(random.Below(static_cast<int>(instance.resources.size())))];
    resource.seats = std::max(0, resource.seats - 1);
  } else if (what == 2) {
    Person& arrived = instance.people.front();
    arrived.published = false;
    for (Requirement& requirement : arrived.requirements) requirement.published.reset();
  } else {
    instance.people.back().blocks.push_back({{1 + random.Below(5), 0, 1440, {0, instance.weeks, 1, 0}}, {}});
  }
  return instance;
}

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_TESTING_SMALL_CHANGE_H_
