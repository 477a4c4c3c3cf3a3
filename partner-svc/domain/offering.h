#ifndef PARTNER_SVC_DOMAIN_OFFERING_H_
#define PARTNER_SVC_DOMAIN_OFFERING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/civil.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"

namespace duaal::partner::domain {

// The numbers are those of the protos and of the database.
enum class OfferingState { kOpen = 1, kCancelled = 2 };
enum class CancelCause { kNone = 0, kLockdown = 1, kTooFewParticipants = 2, kNoCapacity = 3, kOther = 4 };
enum class WeekPattern { kUnset = 0, kEvery = 1, kOdd = 2, kEven = 3 };
enum class DeliveryMode { kUnset = 0, kOnSite = 1, kOnline = 2 };

// A stretch of the week.
struct Slot {
  int weekday = 0;  // 1 = Monday
  Interval<TimeOfDay> time;
  std::string site;
};

// Something that can be planned into a week: a class, a module, a training series, work places.
struct Offering {
  Uuid id;
  std::string code;
  std::string display_name;
  std::string programme_code;
  std::string component_code;
  Uuid organisation_id;
  std::string municipality_code;
  std::string catalogue_code;
  std::string language_level;
  int capacity = 0;
  Interval<absl::CivilDay> period;
  std::vector<Slot> timetable;
  WeekPattern week_pattern = WeekPattern::kEvery;
  DeliveryMode delivery_mode = DeliveryMode::kOnSite;
  OfferingState state = OfferingState::kOpen;
  CancelCause cancel_cause = CancelCause::kNone;
  absl::Time create_time;
  std::int64_t row_version = 0;
};

// Checks what single fields cannot know.
//
// INVALID_ARGUMENT: every fault below `offering.`: INTERVAL_REVERSED, SLOTS_OVERLAP.
[[nodiscard]] Status Check(const Offering& offering);

// The offering after its cancellation from a day on (H15).
//
// FAILED_PRECONDITION (OFFERING_CANCELLED): cancelled before. INVALID_ARGUMENT: the day lies after its end.
[[nodiscard]] StatusOr<Offering> Cancel(const Offering& before, CancelCause cause, absl::CivilDay from_date);

}  // namespace duaal::partner::domain

#endif  // PARTNER_SVC_DOMAIN_OFFERING_H_
