#ifndef INTAKE_SVC_APP_TELL_PLAN_DUE_H_
#define INTAKE_SVC_APP_TELL_PLAN_DUE_H_

#include "intake-svc/app/deps.h"

namespace duaal::intake::app {

// One step of the job that tells whose plan is due within two weeks, and whose is overdue. It tells and does
// nothing else: what follows is for people to decide. True when there may be more to tell.
//
// Status codes: those of the database.
[[nodiscard]] StatusOr<bool> TellPlanDue(const Deps& deps, sql::Tx& tx, absl::CivilDay today, absl::Time now);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_TELL_PLAN_DUE_H_
