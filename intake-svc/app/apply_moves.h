#ifndef INTAKE_SVC_APP_APPLY_MOVES_H_
#define INTAKE_SVC_APP_APPLY_MOVES_H_

#include "intake-svc/app/deps.h"

namespace duaal::intake::app {

// One step of the job that lets people go over on the day: those whose move has come, then those whose
// municipality has gone on in another. True when there may be more to do.
//
// Status codes: those of the database.
[[nodiscard]] StatusOr<bool> ApplyMoves(const Deps& deps, sql::Tx& tx, absl::CivilDay today, absl::Time now);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_APPLY_MOVES_H_
