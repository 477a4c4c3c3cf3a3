#ifndef INTAKE_SVC_APP_RUN_DESTRUCTIONS_H_
#define INTAKE_SVC_APP_RUN_DESTRUCTIONS_H_

#include "intake-svc/app/deps.h"

namespace duaal::intake::app {

// One step of the job that carries out what was agreed to: some people, each destroyed here and told to the
// other services in the step's transaction, so that a crash loses and doubles nothing; then the lists of
// which every service has answered, which get their proof. True when there is more to do at once.
//
// Status codes: those of the database.
[[nodiscard]] StatusOr<bool> RunDestructions(const Deps& deps, sql::Tx& tx, absl::CivilDay today,
                                             absl::Time now);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_RUN_DESTRUCTIONS_H_
