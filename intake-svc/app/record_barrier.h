#ifndef INTAKE_SVC_APP_RECORD_BARRIER_H_
#define INTAKE_SVC_APP_RECORD_BARRIER_H_

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/barrier.h"

namespace duaal::intake::app {

// A barrier that was noted; id, time and version are set here.
struct RecordBarrierCommand {
  domain::Barrier barrier;
};

// Publishes no event: what stands in a person's way stays here.
//
// Status codes: those of BarrierService.RecordBarrier.
[[nodiscard]] StatusOr<domain::Barrier> RecordBarrier(const Deps& deps, const Caller& caller,
                                                      const RecordBarrierCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_RECORD_BARRIER_H_
