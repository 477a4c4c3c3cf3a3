#include "intake-svc/domain/plan_clock.h"

#include <algorithm>

namespace duaal::intake::domain {
namespace {

constexpr int kDaysInWeek = 7;

struct Start {
  PlanClockGround ground = PlanClockGround::kNone;
  absl::CivilDay day;
};

// From when one version of the law counts; only asylum status holders are housed by a municipality.
std::optional<Start> StartBy(const PlanLaw& law, const PlanClock& clock, const Participant& person) {
  const auto& registered = person.settlement_date;
  if (clock.moved && registered) return Start{PlanClockGround::kMove, *registered};
  if (law.clock_start == PlanClockStart::kRegistration) {
    if (!registered) return std::nullopt;
    return Start{PlanClockGround::kRegistration, *registered};
  }
  const bool housed = person.target_group == TargetGroup::kAsylumStatusHolder;
  if (housed && registered && *registered > *clock.notified_date) {
    return Start{PlanClockGround::kRegistration, *registered};
  }
  return Start{PlanClockGround::kNotice, *clock.notified_date};
}

// The later of the plain last day and that of the exception.
absl::CivilDay DueBy(const PlanLaw& law, const PlanClock& clock, absl::CivilDay start) {
  const absl::CivilDay due = start + law.plan_weeks * kDaysInWeek;
  if (!clock.received_date || law.third_party_weeks == 0) return due;
  return std::max(due, *clock.received_date + law.third_party_weeks * kDaysInWeek);
}

Status Failed(const std::string& reason, const std::string& message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, message);
}

}  // namespace

bool HasSameTime(const Participant& before, const Participant& after) {
  return after.settlement_date == before.settlement_date && after.target_group == before.target_group &&
         after.legal_regime == before.legal_regime;
}

std::optional<PlanTime> TimeFor(const PlanClock& clock, const Participant& person) {
  if (person.legal_regime != LegalRegime::kWi2021 || !clock.notified_date) return std::nullopt;
  const PlanLaw* law = &PlanLaws().back();
  for (const PlanLaw& one : PlanLaws()) {
    const auto start = StartBy(one, clock, person);
    if (!start || &PlanLawOn(start->day) != &one) continue;
    law = &one;
    break;
  }
  const auto start = StartBy(*law, clock, person);
  if (!start) return std::nullopt;
  return PlanTime{start->ground, start->day, DueBy(*law, clock, start->day), law};
}

bool IsMet(const PlanClock& clock, const PlanTime& time) {
  return clock.plan_date && *clock.plan_date >= time.start;
}

bool IsWaiting(const PlanClock& clock) { return clock.requested_date && !clock.received_date; }

PlanClockState StateOf(const PlanClock& clock, const std::optional<PlanTime>& time, absl::CivilDay today) {
  if (!time) return PlanClockState::kNotStarted;
  if (IsMet(clock, *time)) return PlanClockState::kMet;
  if (IsWaiting(clock)) return PlanClockState::kWaiting;
  return time->due < today ? PlanClockState::kOverdue : PlanClockState::kRunning;
}

StatusOr<PlanClock> RecordNotice(const PlanClock& before, const Participant& person,
                                 absl::CivilDay notified_date, std::optional<absl::CivilDay> duty_start,
                                 absl::CivilDay today) {
  Violations violations;
  if (notified_date > today) {
    violations.Add("notified_date", "IN_THE_FUTURE",
                   "A notice is recorded once it is given; take today or earlier.");
  }
  if (notified_date < PlanLaws().front().from) {
    violations.Add("notified_date", "BEFORE_ACT", "The Act is in force since 2022-01-01; check the year.");
  }
  if (duty_start && *duty_start > notified_date) {
    violations.Add("duty_start_date", "INTERVAL_REVERSED",
                   "The duty starts before DUO tells of it; correct one day.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (person.legal_regime != LegalRegime::kWi2021) {
    return Failed("OUTSIDE_ACT",
                  "Only the Act of 2021 knows a time for the plan; correct the person's Act first.");
  }
  PlanClock after;
  after.duty_start = duty_start;
  after.notified_date = notified_date;
  after.moved = before.moved;
  after.plan_date = before.plan_date;
  return after;
}

StatusOr<PlanClock> RecordWait(const PlanClock& before, const Participant& person,
                               absl::CivilDay requested_date, std::optional<absl::CivilDay> received_date,
                               absl::CivilDay today) {
  const auto time = TimeFor(before, person);
  if (!time)
    return Failed("CLOCK_NOT_STARTED", "Nothing is due for this person yet; record the notice first.");
  Violations violations;
  if (requested_date > today) {
    violations.Add("requested_date", "IN_THE_FUTURE", "Information is waited for once it is asked for.");
  }
  if (requested_date > time->start + time->law->plan_weeks * kDaysInWeek) {
    violations.Add("requested_date", "AFTER_DUE",
                   "The plan was due before the information was asked for, so it did not wait for it.");
  }
  if (received_date && *received_date > today) {
    violations.Add("received_date", "IN_THE_FUTURE",
                   "Information is received once it came; take today or earlier.");
  }
  if (received_date && *received_date < requested_date) {
    violations.Add("received_date", "INTERVAL_REVERSED",
                   "It came before it was asked for; correct one of the days.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (IsMet(before, *time)) return Failed("PLAN_KNOWN", "The plan is set; it waits for nothing any more.");
  if (time->law->third_party_weeks == 0) {
    return Failed(
        "EXCEPTION_NOT_IN_FORCE",
        "Art. 5.3 of the decree knows no wait for third parties for a clock that started so early.");
  }
  PlanClock after = before;
  after.requested_date = requested_date;
  after.received_date = received_date;
  return after;
}

PlanClock Restart(const PlanClock& before) {
  PlanClock after = before;
  after.moved = true;
  after.requested_date.reset();
  after.received_date.reset();
  return after;
}

}  // namespace duaal::intake::domain
