#ifndef INTAKE_SVC_APP_RECORD_DUTY_H_
#define INTAKE_SVC_APP_RECORD_DUTY_H_

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/duty.h"

// The three facts of a duty. They differ in one domain function; the way through the house stands once, in
// record_duty.cc.
namespace duaal::intake::app {

// The date of the first plan.
struct RecordPlanDateCommand {
  Uuid participant_id;
  absl::CivilDay plan_date;
};

// An extension of the term.
struct RecordExtensionCommand {
  Uuid participant_id;
  domain::TermExtension extension;
};

// The term as DUO gives it.
struct RecordTermCommand {
  Uuid participant_id;
  domain::RegisteredTerm term;
};

// Status codes: those of the RPC of the same name in DutyService.
[[nodiscard]] StatusOr<domain::Duty> RecordPlanDate(const Deps& deps, const Caller& caller,
                                                    const RecordPlanDateCommand& command);
[[nodiscard]] StatusOr<domain::Duty> RecordExtension(const Deps& deps, const Caller& caller,
                                                     const RecordExtensionCommand& command);
[[nodiscard]] StatusOr<domain::Duty> RecordTerm(const Deps& deps, const Caller& caller,
                                                const RecordTermCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_RECORD_DUTY_H_
