#ifndef TRAJECTORY_SVC_PLANNER_TOOL_SHOW_H_
#define TRAJECTORY_SVC_PLANNER_TOOL_SHOW_H_

#include <string>

#include "chassis/core/status.h"
#include "rapidjson/document.h"
#include "trajectory-svc/planner/instance.h"
#include "trajectory-svc/planner/tool/report.h"

// How people and placements look in the reports of duaal-plan.
namespace duaal::planner::tool {

// The offering and when its chosen meetings are: `language class 3 North 1, Mon 09:30-12:30`.
[[nodiscard]] std::string Shown(const Instance& instance, const Placement& placement);

[[nodiscard]] rapidjson::Value JsonOf(const Instance& instance, const Requirement& requirement,
                                      const Placement& placement, Report* report);

// INVALID_ARGUMENT / UNKNOWN_PERSON: the instance has nobody of this id.
[[nodiscard]] StatusOr<int> FindPerson(const Instance& instance, const std::string& id);

}  // namespace duaal::planner::tool

#endif  // TRAJECTORY_SVC_PLANNER_TOOL_SHOW_H_
