#ifndef TRAJECTORY_SVC_STORAGE_PLANNED_PERSON_H_
#define TRAJECTORY_SVC_STORAGE_PLANNED_PERSON_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "chassis/core/uuid.h"

namespace duaal::trajectory::storage {

// Whose weeks are planned, as far as it is not their schedule.
struct PlannedPerson {
  Uuid trajectory_id;
  Uuid participant_id;
  std::string programme_code;
  std::string municipality_code;
  std::string language_level;
  absl::CivilDay start_date;  // of the trajectory
  std::int64_t schedule_version = 0;
  std::optional<std::int64_t> programme_version;  // nothing when it is not published

  friend bool operator==(const PlannedPerson&, const PlannedPerson&) = default;
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_PLANNED_PERSON_H_
