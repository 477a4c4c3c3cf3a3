#include "intake-svc/app/record_characteristic.h"

#include <string>
#include <vector>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"

namespace duaal::intake::app {
namespace {

constexpr int kMostListed = 1000;

}  // namespace

StatusOr<domain::Characteristic> RecordCharacteristic(const Deps& deps, const Caller& caller,
                                                      const RecordCharacteristicCommand& command) {
  domain::Characteristic wish = command.characteristic;
  wish.recorded_by = caller.principal.id;
  wish.create_time = caller.now;
  const storage::CharacteristicKey key{wish.programme_code, wish.characteristic_code};
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Characteristic> {
    // The person is held, so that facts come one after the other.
    const auto person = deps.participants.GetForUpdate(tx, wish.participant_id, ViewerOf(caller));
    const auto rules = deps.reference.FindCharacteristicRules(tx, wish.programme_code);
    RETURN_IF_ERROR(CheckReferences(person, rules, ""));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person->municipality_code, caller.today));
    ASSIGN_OR_RETURN(const auto last, deps.characteristics.Last(tx, wish.participant_id, key));
    ASSIGN_OR_RETURN(const domain::Characteristic fact,
                     domain::RecordCharacteristic(**rules, last, wish, caller.today));
    RETURN_IF_ERROR(deps.characteristics.Add(tx, fact));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {fact.participant_id.Bytes(), "", std::to_string(fact.number)}));
    return fact;
  };
  const auto replay = [&](sql::Session& session,
                          const idempotency::Outcome& outcome) -> StatusOr<domain::Characteristic> {
    const Uuid id = Uuid::FromBytes(outcome.resource_id);
    RETURN_IF_ERROR(deps.participants.Get(session, id, ViewerOf(caller)).status());
    ASSIGN_OR_RETURN(const auto facts,
                     deps.characteristics.List(session, id, wish.programme_code, kMostListed));
    for (const domain::Characteristic& one : facts) {
      const bool same = one.characteristic_code == wish.characteristic_code;
      if (same && std::to_string(one.number) == outcome.note) return one;
    }
    return NotFound("This characteristic");
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

StatusOr<domain::Specialisation> PutSpecialisation(const Deps& deps, const Caller& caller,
                                                   const PutSpecialisationCommand& command) {
  const domain::Specialisation& wish = command.specialisation;
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Specialisation> {
    RETURN_IF_ERROR(
        CheckMunicipality(deps, tx, caller, wish.municipality_code, "specialisation.municipality_code"));
    ASSIGN_OR_RETURN(const auto rules, deps.reference.FindCharacteristicRules(tx, wish.programme_code));
    RETURN_IF_ERROR(CheckFound(true, rules.has_value(), ""));
    RETURN_IF_ERROR(domain::Check(*rules, wish));
    RETURN_IF_ERROR(deps.characteristics.PutSpecialisation(tx, wish));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {"", "", ""}));
    return wish;
  };
  const auto replay = [&](sql::Session&, const idempotency::Outcome&) -> StatusOr<domain::Specialisation> {
    return wish;
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
