#ifndef TOOLS_LOAD_STEPS_H_
#define TOOLS_LOAD_STEPS_H_

#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "gateway/cli/door.h"
#include "tools/load/plan.h"
#include "tools/load/progress.h"

// The steps of a load, in their order. Each looks at what is there and adds what is missing. Status codes
// are those of the RPCs.
namespace duaal::load {

using Classes = std::vector<std::string>;  // offering id per class

// FAILED_PRECONDITION (REGION_NOT_READY): municipalities or programme are missing; the message says what
// to do.
[[nodiscard]] Status CheckRegion(const cli::Door& door);

// One organisation and an offering per class.
[[nodiscard]] StatusOr<Classes> PublishClasses(const cli::Door& door, const Plan& plan, Progress& progress);

// Streams the people, referred to the programme, each in their class.
// FAILED_PRECONDITION (ROWS_REJECTED): rows came back; the first reason is named.
[[nodiscard]] Status ImportPeople(const cli::Door& door, const Plan& plan, const Classes& classes,
                                  Progress& progress);

// Intake talk and kick-off for everybody, the declaration for 80 %.
[[nodiscard]] Status LeadFunnel(const cli::Door& door, const Plan& plan, const Classes& classes,
                                Progress& progress);

// Trajectories of those who signed, and their seats in the class.
[[nodiscard]] Status StartAndEnrol(const cli::Door& door, const Plan& plan, const Classes& classes,
                                   Progress& progress);

// Attendance of the last weeks of every class.
// FAILED_PRECONDITION (ROWS_REJECTED): as above.
[[nodiscard]] Status ImportAttendance(const cli::Door& door, const Plan& plan, const Classes& classes,
                                      Progress& progress);

}  // namespace duaal::load

#endif  // TOOLS_LOAD_STEPS_H_
