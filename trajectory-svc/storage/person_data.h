#ifndef TRAJECTORY_SVC_STORAGE_PERSON_DATA_H_
#define TRAJECTORY_SVC_STORAGE_PERSON_DATA_H_

#include "chassis/person_data/person_data.h"
#include "trajectory-svc/storage/viewer.h"

namespace duaal::trajectory::storage {

// All that is held here belongs to the record of the integration, which intake-svc's retention classes name.
inline constexpr char kIntegrationRecord[] = "integration-record";

// Every table of trajectory-svc that holds people.
[[nodiscard]] const person_data::Catalogue& PersonCatalogue();

// Whether the person is a candidate here and within the viewer's rights.
[[nodiscard]] StatusOr<bool> IsKnownPerson(sql::Session& session, const Uuid& participant_id,
                                           const Viewer& viewer);

// Takes the person out of the events that tell of several people at once. What they tell of the session
// stays, so that figures made from them anew add up. Returns how many events held the person.
[[nodiscard]] StatusOr<std::int64_t> ForgetInBatches(sql::Tx& tx, const Uuid& participant_id);

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_PERSON_DATA_H_
