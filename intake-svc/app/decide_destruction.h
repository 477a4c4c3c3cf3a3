#ifndef INTAKE_SVC_APP_DECIDE_DESTRUCTION_H_
#define INTAKE_SVC_APP_DECIDE_DESTRUCTION_H_

#include <cstdint>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/retention.h"

namespace duaal::intake::app {

// Yes or no to a list that was proposed.
struct DecideDestructionCommand {
  Uuid destruction_id;
  std::int64_t expected_version = 0;
  bool approve = false;
};

// Status codes: those of DestructionService.ApproveDestruction and RejectDestruction.
[[nodiscard]] StatusOr<domain::Destruction> DecideDestruction(const Deps& deps, const Caller& caller,
                                                              const DecideDestructionCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_DECIDE_DESTRUCTION_H_
