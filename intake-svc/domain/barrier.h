#ifndef INTAKE_SVC_DOMAIN_BARRIER_H_
#define INTAKE_SVC_DOMAIN_BARRIER_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/participant.h"

namespace duaal::intake::domain {

// Extra coaching by one deliverer: an organisation, or one that the programme names.
struct ExtraCoaching {
  int minutes_per_week = 0;
  int weeks = 0;  // 0 when open
  std::optional<Uuid> organisation_id{};
  std::string deliverer_name{};
  friend bool operator==(const ExtraCoaching&, const ExtraCoaching&) = default;
};

// What a barrier asks for, as it is estimated on a day.
struct CoachingEstimate {
  absl::CivilDay estimated_date;
  std::vector<ExtraCoaching> coaching;
  friend bool operator==(const CoachingEstimate&, const CoachingEstimate&) = default;
};

// Something in another field of life that stands in a person's way. Mostly a fact of health.
struct Barrier {
  Uuid id;
  Uuid participant_id;
  std::string programme_code;
  std::string kind_code;
  absl::CivilDay noted_date;
  std::optional<absl::CivilDay> end_date;
  std::vector<CoachingEstimate> estimates;
  absl::Time create_time;
  std::int64_t row_version = 0;
};

// What barriers need of a programme's definition.
struct BarrierRules {
  std::set<std::string> kinds;
  std::set<std::string> deliverers;
};

// A barrier holds at most so many estimates.
inline constexpr int kMostEstimates = 50;

// Holds a new barrier against the programme's catalogue and the person, by field below `barrier.`.
//
// INVALID_ARGUMENT, every fault: UNKNOWN_BARRIER, IN_THE_FUTURE, BEFORE_BIRTH, TOO_MANY_ESTIMATES,
// ESTIMATED_BEFORE_NOTED, DELIVERER_REQUIRED, ONE_DELIVERER, UNKNOWN_DELIVERER.
[[nodiscard]] Status Check(const Barrier& barrier, const BarrierRules& rules, const Participant& person,
                           absl::CivilDay today);

// The barrier with one more estimate (D09).
//
// INVALID_ARGUMENT: as above, by field below `estimate.`; INTERVAL_REVERSED: estimated before the last one.
// FAILED_PRECONDITION: BARRIER_ENDED, TOO_MANY_ESTIMATES.
[[nodiscard]] StatusOr<Barrier> Estimate(const Barrier& before, const CoachingEstimate& estimate,
                                         const BarrierRules& rules, absl::CivilDay today);

// The barrier after it ended.
//
// INVALID_ARGUMENT: IN_THE_FUTURE, INTERVAL_REVERSED. FAILED_PRECONDITION: BARRIER_ENDED.
[[nodiscard]] StatusOr<Barrier> End(const Barrier& before, absl::CivilDay end_date, absl::CivilDay today);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_BARRIER_H_
