#ifndef INTAKE_SVC_APP_RECORD_RETENTION_EVENT_H_
#define INTAKE_SVC_APP_RECORD_RETENTION_EVENT_H_

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/retention.h"

namespace duaal::intake::app {

// Something happened from which retention runs; the time of recording is set here.
struct RecordRetentionEventCommand {
  domain::RetentionEvent event;
};

// Publishes no event: others destroy when they are told to.
//
// Status codes: those of RetentionService.RecordRetentionEvent.
[[nodiscard]] StatusOr<domain::RetentionEvent> RecordRetentionEvent(
    const Deps& deps, const Caller& caller, const RecordRetentionEventCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_RECORD_RETENTION_EVENT_H_
