#ifndef INTAKE_SVC_DOMAIN_PLAN_CLOCK_H_
#define INTAKE_SVC_DOMAIN_PLAN_CLOCK_H_

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/participant.h"
#include "intake-svc/domain/plan_law.h"

namespace duaal::intake::domain {

// The numbers are those of the protos and of the database.
enum class PlanClockGround { kNone = 0, kRegistration = 1, kNotice = 2, kMove = 3 };
enum class PlanClockState { kNotStarted = 1, kRunning = 2, kWaiting = 3, kOverdue = 4, kMet = 5 };

// What is on record of the time for a person's plan.
struct PlanClock {
  std::optional<absl::CivilDay> duty_start{};
  std::optional<absl::CivilDay> notified_date{};
  bool moved = false;                              // from another municipality, since the notice
  std::optional<absl::CivilDay> requested_date{};  // of information of a third party
  std::optional<absl::CivilDay> received_date{};
  std::optional<absl::CivilDay> plan_date{};  // of the last plan with a route
  friend bool operator==(const PlanClock&, const PlanClock&) = default;
};

// What the law makes of it.
struct PlanTime {
  PlanClockGround ground = PlanClockGround::kNone;
  absl::CivilDay start;
  absl::CivilDay due;  // the last day in time
  const PlanLaw* law = nullptr;
};

// From when and until when: by the version of the law that held on the day from which it makes the clock
// count, or the last one where none did, as for a notice of 2022 to somebody who registered in 2023. The
// registration is the person's settlement in the municipality. Nothing without a notice, and outside the Act
// of 2021.
[[nodiscard]] std::optional<PlanTime> TimeFor(const PlanClock& clock, const Participant& person);
// Whether TimeFor reads the same of both, so that it gives the same for any clock.
[[nodiscard]] bool HasSameTime(const Participant& before, const Participant& after);
// Whether the plan on record is of this clock: not older than its start.
[[nodiscard]] bool IsMet(const PlanClock& clock, const PlanTime& time);
// Whether it waits for information of a third party.
[[nodiscard]] bool IsWaiting(const PlanClock& clock);
[[nodiscard]] PlanClockState StateOf(const PlanClock& clock, const std::optional<PlanTime>& time,
                                     absl::CivilDay today);

// The clock after a notice; whatever it waited for counts no more.
//
// FAILED_PRECONDITION: OUTSIDE_ACT. INVALID_ARGUMENT: IN_THE_FUTURE, BEFORE_ACT, INTERVAL_REVERSED.
[[nodiscard]] StatusOr<PlanClock> RecordNotice(const PlanClock& before, const Participant& person,
                                               absl::CivilDay notified_date,
                                               std::optional<absl::CivilDay> duty_start,
                                               absl::CivilDay today);
// The clock with a wait for information, or with its end.
//
// FAILED_PRECONDITION: CLOCK_NOT_STARTED, PLAN_KNOWN, EXCEPTION_NOT_IN_FORCE. INVALID_ARGUMENT:
// IN_THE_FUTURE, AFTER_DUE, INTERVAL_REVERSED.
[[nodiscard]] StatusOr<PlanClock> RecordWait(const PlanClock& before, const Participant& person,
                                             absl::CivilDay requested_date,
                                             std::optional<absl::CivilDay> received_date,
                                             absl::CivilDay today);
// The clock after a move to another municipality, which sets a plan of its own.
[[nodiscard]] PlanClock Restart(const PlanClock& before);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_PLAN_CLOCK_H_
