#ifndef INTAKE_SVC_APP_RECORD_PLAN_CLOCK_H_
#define INTAKE_SVC_APP_RECORD_PLAN_CLOCK_H_

#include <optional>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/plan_clock.h"

// The time for a person's plan. The two records differ in one domain function; the way through the house
// stands once, in record_plan_clock.cc.
namespace duaal::intake::app {

// A person with the clock.
struct ClockOf {
  domain::Participant person;
  domain::PlanClock clock;
};

// DUO told the person of the duty.
struct RecordDutyNoticeCommand {
  Uuid participant_id;
  absl::CivilDay notified_date;
  std::optional<absl::CivilDay> duty_start{};
};

// The plan waits for information of a third party, or waited.
struct RecordThirdPartyWaitCommand {
  Uuid participant_id;
  absl::CivilDay requested_date;
  std::optional<absl::CivilDay> received_date{};
};

// Status codes: those of the RPC of the same name in PlanClockService.
[[nodiscard]] StatusOr<ClockOf> RecordDutyNotice(const Deps& deps, const Caller& caller,
                                                 const RecordDutyNoticeCommand& command);
[[nodiscard]] StatusOr<ClockOf> RecordThirdPartyWait(const Deps& deps, const Caller& caller,
                                                     const RecordThirdPartyWaitCommand& command);
[[nodiscard]] StatusOr<ClockOf> GetPlanClock(const Deps& deps, sql::Session& session, const Caller& caller,
                                             const Uuid& participant_id);

// Holds the person's clock, if there is one, against what is known now: after the person changed or moved,
// and after a plan was set. The caller holds the person's row.
[[nodiscard]] Status RefreshPlanClock(const Deps& deps, sql::Tx& tx, const domain::Participant& person,
                                      bool moved, absl::Time now);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_RECORD_PLAN_CLOCK_H_
