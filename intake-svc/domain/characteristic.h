#ifndef INTAKE_SVC_DOMAIN_CHARACTERISTIC_H_
#define INTAKE_SVC_DOMAIN_CHARACTERISTIC_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"

namespace duaal::intake::domain {

// What a programme says of one characteristic.
struct CharacteristicRule {
  std::set<std::string> values;
  bool multiple = false;  // several values can hold at once
};

// By code.
using CharacteristicRules = std::map<std::string, CharacteristicRule>;

// Values of one characteristic from a day on.
struct Characteristic {
  Uuid participant_id;
  std::string programme_code;
  std::string characteristic_code;
  int number = 0;  // from 1
  std::vector<std::string> value_codes;
  absl::CivilDay from_date;
  std::string note;  // sealed
  std::string recorded_by;
  absl::Time create_time;
};

// In which values of a characteristic a member of staff is specialised.
struct Specialisation {
  std::string programme_code;
  std::string characteristic_code;
  std::string staff_id;
  std::string municipality_code;
  std::vector<std::string> value_codes;
};

// A person has at most so many facts of one characteristic.
inline constexpr int kMostOfOne = 100;

// Holds a wish against the programme and what was recorded last; gives it its number.
//
// INVALID_ARGUMENT, every fault: UNKNOWN_CHARACTERISTIC, UNKNOWN_VALUE, ONE_VALUE, DUPLICATE, IN_THE_FUTURE,
// INTERVAL_REVERSED. FAILED_PRECONDITION: TOO_MANY_FACTS.
[[nodiscard]] StatusOr<Characteristic> RecordCharacteristic(const CharacteristicRules& rules,
                                                            const std::optional<Characteristic>& last,
                                                            const Characteristic& wish, absl::CivilDay today);

// INVALID_ARGUMENT, every fault: UNKNOWN_CHARACTERISTIC, UNKNOWN_VALUE, DUPLICATE, by field below
// `specialisation.`.
[[nodiscard]] Status Check(const CharacteristicRules& rules, const Specialisation& specialisation);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_CHARACTERISTIC_H_
