#ifndef INTAKE_SVC_APP_CHANGE_BARRIER_H_
#define INTAKE_SVC_APP_CHANGE_BARRIER_H_

#include <cstdint>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/barrier.h"

// The two changes of a barrier. They differ in one domain function; the way through the house is the same and
// stands once, in change_barrier.cc.
namespace duaal::intake::app {

// Extra coaching was estimated (D09).
struct EstimateCoachingCommand {
  Uuid barrier_id;
  std::int64_t expected_version = 0;
  domain::CoachingEstimate estimate;
};

// The barrier stands in the way no more.
struct EndBarrierCommand {
  Uuid barrier_id;
  std::int64_t expected_version = 0;
  absl::CivilDay end_date;
};

// Status codes: those of the RPC of the same name in BarrierService.
[[nodiscard]] StatusOr<domain::Barrier> EstimateCoaching(const Deps& deps, const Caller& caller,
                                                         const EstimateCoachingCommand& command);
[[nodiscard]] StatusOr<domain::Barrier> EndBarrier(const Deps& deps, const Caller& caller,
                                                   const EndBarrierCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_CHANGE_BARRIER_H_
