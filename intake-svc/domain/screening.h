#ifndef INTAKE_SVC_DOMAIN_SCREENING_H_
#define INTAKE_SVC_DOMAIN_SCREENING_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"

namespace duaal::intake::domain {

// The numbers are those of the protos and of the database.
enum class RegisterChange { kNew = 1, kChanged = 2, kLeft = 3 };
enum class ScreeningState { kOpen = 1, kAdmitted = 2, kDismissed = 3, kLinked = 4, kSuperseded = 5 };
enum class DismissReason { kNone = 0, kNoDuty = 1, kNotYet = 2, kLeft = 3, kOther = 4 };

// A row of a weekly list (G04), and what was decided on it.
struct Screening {
  Uuid id;
  std::string municipality_code;
  std::string list_code;
  absl::CivilDay week_date;  // the Monday
  std::string row_key;       // keyed hashes: of the row, and of what it says
  std::string content_hash;
  int revision = 1;
  RegisterChange change = RegisterChange::kNew;
  std::string person;  // as it came, for whoever admits; empty once it is decided
  std::optional<Uuid> known_participant_id{};
  ScreeningState state = ScreeningState::kOpen;
  std::string assigned_staff_id{};
  std::optional<absl::CivilDay> decided_date{};
  std::string decided_by_id{};
  DismissReason reason = DismissReason::kNone;
  std::optional<Uuid> participant_id{};
  absl::Time create_time;
  std::int64_t row_version = 1;
};

// A decision on a screening.
struct ScreeningDecision {
  ScreeningState state = ScreeningState::kDismissed;
  absl::CivilDay decided_date;
  std::string decided_by_id;
  DismissReason reason = DismissReason::kNone;
  std::optional<Uuid> participant_id{};
};

// The screening after it was given to somebody. FAILED_PRECONDITION (SCREENED): it is decided.
[[nodiscard]] StatusOr<Screening> Assign(const Screening& before, const std::string& staff_id);

// The screening after the decision; the person of the row is not kept.
//
// INVALID_ARGUMENT: a day in the future (IN_THE_FUTURE) or before the list (BEFORE_LIST).
// FAILED_PRECONDITION (SCREENED): it was decided before.
[[nodiscard]] StatusOr<Screening> Decide(const Screening& before, const ScreeningDecision& decision,
                                         absl::CivilDay today);

// The next revision of a row that says something else than `before`, which it follows in the queue.
[[nodiscard]] Screening Follow(const Screening& before, const Screening& row);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_SCREENING_H_
