#ifndef INTAKE_SVC_DOMAIN_SHARING_H_
#define INTAKE_SVC_DOMAIN_SHARING_H_

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"

namespace duaal::intake::domain {

enum class SharingDecision { kUnknown = 0, kGiven = 1, kWithdrawn = 2 };

// What a person decided on one organisation and one purpose (every purpose, when empty).
struct Sharing {
  Uuid id;
  Uuid participant_id;
  Uuid organisation_id;
  std::string purpose;
  SharingDecision decision = SharingDecision::kUnknown;
  absl::CivilDay decision_date;
  absl::Time record_time;
  bool applied = false;  // every service that lets partners in goes by it
};

// `last` is the day of the last decision on the same organisation and purpose.
//
// INVALID_ARGUMENT: IN_THE_FUTURE, BEFORE_LAST_DECISION.
[[nodiscard]] Status Check(const Sharing& sharing, const std::optional<absl::CivilDay>& last,
                           absl::CivilDay today);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_SHARING_H_
