#include "intake-svc/domain/barrier.h"

namespace duaal::intake::domain {
namespace {

Status Ended() {
  return Error(absl::StatusCode::kFailedPrecondition, "BARRIER_ENDED",
               "This barrier has ended. Record a new one when it is back.");
}

void CheckDeliverer(const ExtraCoaching& coaching, const BarrierRules& rules, const std::string& at,
                    Violations& violations) {
  if (!coaching.organisation_id && coaching.deliverer_name.empty()) {
    violations.Add(at + ".deliverer_name", "DELIVERER_REQUIRED",
                   "Say who gives the coaching: an organisation, or a deliverer of the programme.");
  } else if (coaching.organisation_id && !coaching.deliverer_name.empty()) {
    violations.Add(at + ".deliverer_name", "ONE_DELIVERER",
                   "One entry has one deliverer; split the coaching or drop one of the two.");
  } else if (!coaching.organisation_id && !rules.deliverers.contains(coaching.deliverer_name)) {
    violations.Add(at + ".deliverer_name", "UNKNOWN_DELIVERER",
                   "The programme's catalogue of barriers names no such deliverer; read its definition.");
  }
}

void CheckEstimate(const CoachingEstimate& estimate, absl::CivilDay noted_date, const BarrierRules& rules,
                   absl::CivilDay today, const std::string& at, Violations& violations) {
  if (estimate.estimated_date > today) {
    violations.Add(at + ".estimated_date", "IN_THE_FUTURE",
                   "An estimate is recorded once it is made; take today or earlier.");
  }
  if (estimate.estimated_date < noted_date) {
    violations.Add(at + ".estimated_date", "ESTIMATED_BEFORE_NOTED",
                   "The barrier was noted later; correct one of the dates.");
  }
  for (std::size_t i = 0; i < estimate.coaching.size(); ++i) {
    CheckDeliverer(estimate.coaching[i], rules, at + ".coaching[" + std::to_string(i) + "]", violations);
  }
}

}  // namespace

Status Check(const Barrier& barrier, const BarrierRules& rules, const Participant& person,
             absl::CivilDay today) {
  Violations violations;
  if (!rules.kinds.contains(barrier.kind_code)) {
    violations.Add("barrier.kind_code", "UNKNOWN_BARRIER",
                   "The programme records no barrier of this kind; read its definition.");
  }
  if (barrier.noted_date > today) {
    violations.Add("barrier.noted_date", "IN_THE_FUTURE",
                   "A barrier is recorded once it is noted; take today or earlier.");
  }
  if (barrier.noted_date < person.birth_date.First()) {
    violations.Add("barrier.noted_date", "BEFORE_BIRTH",
                   "The day lies before the person's birth; one of the two is wrong.");
  }
  if (barrier.estimates.size() > 1) {
    violations.Add("barrier.estimates", "TOO_MANY_ESTIMATES",
                   "A new barrier has one estimate at most; add later ones as estimates of their own.");
  }
  for (std::size_t i = 0; i < barrier.estimates.size(); ++i) {
    CheckEstimate(barrier.estimates[i], barrier.noted_date, rules, today,
                  "barrier.estimates[" + std::to_string(i) + "]", violations);
  }
  return violations.ToStatus();
}

StatusOr<Barrier> Estimate(const Barrier& before, const CoachingEstimate& estimate, const BarrierRules& rules,
                           absl::CivilDay today) {
  Violations violations;
  CheckEstimate(estimate, before.noted_date, rules, today, "estimate", violations);
  if (!before.estimates.empty() && estimate.estimated_date < before.estimates.back().estimated_date) {
    violations.Add("estimate.estimated_date", "INTERVAL_REVERSED",
                   "The last estimate was made later; correct the date.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (before.end_date) return Ended();
  if (static_cast<int>(before.estimates.size()) >= kMostEstimates) {
    return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_ESTIMATES",
                 "A barrier holds at most 50 estimates; end it and record it anew.");
  }
  Barrier after = before;
  after.estimates.push_back(estimate);
  ++after.row_version;
  return after;
}

StatusOr<Barrier> End(const Barrier& before, absl::CivilDay end_date, absl::CivilDay today) {
  Violations violations;
  if (end_date > today) {
    violations.Add("end_date", "IN_THE_FUTURE", "A barrier ends once it is gone; take today or earlier.");
  }
  if (end_date < before.noted_date) {
    violations.Add("end_date", "INTERVAL_REVERSED", "The barrier was noted later; correct the date.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (before.end_date) return Ended();
  Barrier after = before;
  after.end_date = end_date;
  ++after.row_version;
  return after;
}

}  // namespace duaal::intake::domain
