#ifndef INTAKE_SVC_APP_RECORD_CHARACTERISTIC_H_
#define INTAKE_SVC_APP_RECORD_CHARACTERISTIC_H_

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/characteristic.h"

namespace duaal::intake::app {

// Values of a characteristic; number, author and time are set here.
struct RecordCharacteristicCommand {
  domain::Characteristic characteristic;
};

// What a member of staff is specialised in.
struct PutSpecialisationCommand {
  domain::Specialisation specialisation;
};

// Publish no event: what people are like stays here.
//
// Status codes: those of the RPCs of the same name in CharacteristicService.
[[nodiscard]] StatusOr<domain::Characteristic> RecordCharacteristic(
    const Deps& deps, const Caller& caller, const RecordCharacteristicCommand& command);
[[nodiscard]] StatusOr<domain::Specialisation> PutSpecialisation(const Deps& deps, const Caller& caller,
                                                                 const PutSpecialisationCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_RECORD_CHARACTERISTIC_H_
