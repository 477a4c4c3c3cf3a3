#ifndef INTAKE_SVC_APP_RECORD_HOUSEHOLD_H_
#define INTAKE_SVC_APP_RECORD_HOUSEHOLD_H_

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/household.h"

namespace duaal::intake::app {

// How a person lives; id and time are set here.
struct RecordHouseholdCommand {
  domain::Household household;
};

// Publishes no event: how somebody lives stays here.
//
// Status codes: those of HouseholdService.RecordHousehold.
[[nodiscard]] StatusOr<domain::Household> RecordHousehold(const Deps& deps, const Caller& caller,
                                                          const RecordHouseholdCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_RECORD_HOUSEHOLD_H_
