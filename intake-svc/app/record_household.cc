#include "intake-svc/app/record_household.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"

namespace duaal::intake::app {
namespace {

using domain::Household;

// All that is wrong at once: an unknown person does not hide the faults of the household.
Status CheckAll(const StatusOr<domain::Participant>& person, const Household& household,
                absl::CivilDay today) {
  if (!person.ok() && !absl::IsNotFound(person.status())) return person.status();
  Violations violations;
  violations.Absorb(CheckFound(person.ok(), true, "household."));
  violations.Absorb(domain::Check(household, today));
  return violations.ToStatus();
}

}  // namespace

StatusOr<Household> RecordHousehold(const Deps& deps, const Caller& caller,
                                    const RecordHouseholdCommand& command) {
  Household household = command.household;
  household.id = Uuid::NewV7();
  household.create_time = caller.now;
  const auto body = [&](sql::Tx& tx) -> StatusOr<Household> {
    const auto person = deps.participants.GetForUpdate(tx, household.participant_id, ViewerOf(caller));
    RETURN_IF_ERROR(CheckAll(person, household, caller.today));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person->municipality_code, caller.today));
    RETURN_IF_ERROR(deps.households.Insert(tx, household));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {household.id.Bytes(), "", ""}));
    return household;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) -> StatusOr<Household> {
    ASSIGN_OR_RETURN(const Household stored,
                     deps.households.Get(session, Uuid::FromBytes(outcome.resource_id)));
    RETURN_IF_ERROR(deps.participants.Get(session, stored.participant_id, ViewerOf(caller)).status());
    return stored;
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
