#include "intake-svc/domain/characteristic.h"

#include <cstddef>

namespace duaal::intake::domain {
namespace {

// The rule, or nullptr with the fault told.
const CharacteristicRule* Find(const CharacteristicRules& rules, const std::string& code,
                               Violations& violations) {
  const auto rule = rules.find(code);
  if (rule != rules.end()) return &rule->second;
  violations.Add("characteristic_code", "UNKNOWN_CHARACTERISTIC",
                 "The programme has no such characteristic; read its definition.");
  return nullptr;
}

void CheckValues(const CharacteristicRule& rule, const std::vector<std::string>& values,
                 const std::string& path, Violations& violations) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string at = path + "value_codes[" + std::to_string(i) + "]";
    if (!rule.values.contains(values[i])) {
      violations.Add(at, "UNKNOWN_VALUE",
                     "The programme's catalogue has no such value; read its definition.");
    }
    if (!seen.insert(values[i]).second) violations.Add(at, "DUPLICATE", "Name each value once.");
  }
}

}  // namespace

StatusOr<Characteristic> RecordCharacteristic(const CharacteristicRules& rules,
                                              const std::optional<Characteristic>& last,
                                              const Characteristic& wish, absl::CivilDay today) {
  Violations violations;
  const CharacteristicRule* rule = Find(rules, wish.characteristic_code, violations);
  if (rule != nullptr) {
    CheckValues(*rule, wish.value_codes, "", violations);
    if (!rule->multiple && wish.value_codes.size() > 1) {
      violations.Add("value_codes", "ONE_VALUE",
                     "One value of this characteristic holds at a time; choose one.");
    }
  }
  if (wish.from_date > today) {
    violations.Add("from_date", "IN_THE_FUTURE",
                   "Record it from the day on which it holds; take today or earlier.");
  }
  if (last && wish.from_date < last->from_date) {
    violations.Add("from_date", "INTERVAL_REVERSED",
                   "What was recorded last holds from a later day; correct the day.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (last && last->number >= kMostOfOne) {
    return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_FACTS",
                 "A hundred facts of this characteristic are on record; it takes no more.");
  }
  Characteristic next = wish;
  next.number = last ? last->number + 1 : 1;
  return next;
}

Status Check(const CharacteristicRules& rules, const Specialisation& specialisation) {
  Violations violations;
  const CharacteristicRule* rule = Find(rules, specialisation.characteristic_code, violations);
  if (rule != nullptr) CheckValues(*rule, specialisation.value_codes, "specialisation.", violations);
  return violations.ToStatus();
}

}  // namespace duaal::intake::domain
