#ifndef INTAKE_SVC_STORAGE_PERSON_DATA_H_
#define INTAKE_SVC_STORAGE_PERSON_DATA_H_

#include <string>
#include <vector>

#include "chassis/person_data/person_data.h"

namespace duaal::intake::storage {

// Retention classes, after art. 9.9 Besluit inburgering 2021: the record of the integration, and the few
// facts that are kept longer (BSN, name, residence, birth date, when and how the duty ended).
inline constexpr char kIntegrationRecord[] = "integration-record";
inline constexpr char kKeyData[] = "key-data";

// Where the key data goes, nothing of the record may stay behind: the classes that go with one.
[[nodiscard]] std::vector<std::string> ClassesGoingWith(const std::string& class_code);

// Every table of intake-svc that holds people.
[[nodiscard]] const person_data::Catalogue& PersonCatalogue();

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_PERSON_DATA_H_
