#ifndef TRAJECTORY_SVC_PLANNER_FORMAT_JSON_H_
#define TRAJECTORY_SVC_PLANNER_FORMAT_JSON_H_

#include <string>
#include <string_view>

#include "chassis/core/status.h"
#include "trajectory-svc/planner/instance.h"
#include "trajectory-svc/planner/verifier.h"

// Instances, plans and certificates as JSON, so that another solver can be compared on the same files. The
// format is described in docs/planner-format.md. In the files things refer to each other by id.
namespace duaal::planner {

inline constexpr std::size_t kMostBytes = std::size_t{2} << 30;

// INVALID_ARGUMENT: not JSON (with the offset), an unknown or missing field, a wrong type, an id that is not
// there, and all that CheckInstance says; at most 100 violations, each by its path.
[[nodiscard]] StatusOr<Instance> ReadInstance(std::string_view json);
[[nodiscard]] std::string WriteInstance(const Instance& instance);

// INVALID_ARGUMENT: as above; the plan must name people, requirements and offerings of the instance.
[[nodiscard]] StatusOr<Plan> ReadPlan(const Instance& instance, std::string_view json);
// The plan with its cost level by level.
[[nodiscard]] std::string WritePlan(const Instance& instance, const Plan& plan);

[[nodiscard]] StatusOr<Certificate> ReadCertificate(const Instance& instance, std::string_view json);
[[nodiscard]] std::string WriteCertificate(const Instance& instance, const Certificate& certificate);

}  // namespace duaal::planner

#endif  // TRAJECTORY_SVC_PLANNER_FORMAT_JSON_H_
