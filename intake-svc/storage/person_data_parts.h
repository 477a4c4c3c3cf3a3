#ifndef INTAKE_SVC_STORAGE_PERSON_DATA_PARTS_H_
#define INTAKE_SVC_STORAGE_PERSON_DATA_PARTS_H_

#include "chassis/person_data/person_data.h"

// Parts of the catalogue of people's data, by what the tables are about.
namespace duaal::intake::storage {

// Conditions that find a person's rows, and why something is held and not told.
inline constexpr char kOfPerson[] = "participant_id = ?";
inline constexpr char kOfReferral[] =
    "referral_id IN (SELECT r.id FROM referral r WHERE r.participant_id = ?)";
inline constexpr char kTheirs[] = "the person asked about";
inline constexpr char kIndex[] = "an index of what stands beside it";
inline constexpr char kTechnical[] = "counts changes, says nothing of the person";

// How the intake went: who held it, what was said, on what basis the person takes part.
[[nodiscard]] person_data::Catalogue IntakeSections();
// Plans, the time for them, and proposals of sanctions.
[[nodiscard]] person_data::Catalogue PlanSections();
// Lists, duplicates and merges, and what programmes want to know of people in codes.
[[nodiscard]] person_data::Catalogue InflowSections();

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_PERSON_DATA_PARTS_H_
