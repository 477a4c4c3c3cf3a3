#ifndef TRAJECTORY_SVC_DOMAIN_ORDER_H_
#define TRAJECTORY_SVC_DOMAIN_ORDER_H_

#include <vector>

#include "trajectory-svc/domain/programme.h"
#include "trajectory-svc/domain/week_plan.h"

// Components of which one is finished before the next starts.
namespace duaal::trajectory::domain {

// Where something proposed in the schedule breaks an order of the programme; each pair of components once,
// as OUT_OF_ORDER. A component runs from its first seat or saved week to the end of its last; ended early is
// finished. One that was never begun keeps those behind it waiting, unless it is optional. The schedule knows
// by `finished` what ended before the stretch it was loaded for.
[[nodiscard]] std::vector<Finding> FindOutOfOrder(const Programme& programme, const Schedule& schedule);

}  // namespace duaal::trajectory::domain

#endif  // TRAJECTORY_SVC_DOMAIN_ORDER_H_
