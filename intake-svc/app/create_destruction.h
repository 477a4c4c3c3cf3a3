#ifndef INTAKE_SVC_APP_CREATE_DESTRUCTION_H_
#define INTAKE_SVC_APP_CREATE_DESTRUCTION_H_

#include <string>
#include <vector>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/retention.h"

namespace duaal::intake::app {

// A list to propose.
struct CreateDestructionCommand {
  std::string class_code;
  std::string municipality_code;
  std::vector<Uuid> people;
};

// Status codes: those of DestructionService.CreateDestruction.
[[nodiscard]] StatusOr<domain::Destruction> CreateDestruction(const Deps& deps, const Caller& caller,
                                                              const CreateDestructionCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_CREATE_DESTRUCTION_H_
