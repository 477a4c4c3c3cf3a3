#include "intake-svc/domain/programme_rules.h"

#include <algorithm>

namespace duaal::intake::domain {
namespace {

std::string CohortOf(const ProgrammeRules& rules, const Participant& person, absl::CivilDay today) {
  if (!person.arrival_date) return {};
  const int months = WholeMonths(*person.arrival_date, today);
  for (const ArrivalCohort& cohort : rules.arrival_cohorts) {
    const bool ended = cohort.until_months != 0 && months >= cohort.until_months;
    if (months >= cohort.from_months && !ended) return cohort.code;
  }
  return {};
}

bool SettledInWindow(const ProgrammeRules& rules, const Participant& person) {
  if (!rules.settled_from && !rules.settled_until) return true;
  if (!person.settlement_date) return false;
  if (rules.settled_from && *person.settlement_date < *rules.settled_from) return false;
  return !rules.settled_until || *person.settlement_date < *rules.settled_until;
}

bool HasRequiredBarrier(const ProgrammeRules& rules, const std::set<std::string>& barriers) {
  if (rules.required_barriers.empty()) return true;
  return std::any_of(barriers.begin(), barriers.end(),
                     [&](const std::string& kind) { return rules.required_barriers.contains(kind); });
}

// For programmes that take in who does nothing yet (A01).
void CheckNotTakingPart(const ProgrammeRules& rules, const Participant& person, const Standing& standing,
                        Violations& violations) {
  if (rules.refuse_if_in_trajectory && standing.in_trajectory) {
    violations.Add("referral.participant_id", "ALREADY_IN_TRAJECTORY",
                   "The programme is for people who are in no dual trajectory yet.");
  }
  if (rules.refuse_if_active && person.benefit_category == BenefitCategory::kWorking) {
    violations.Add("referral.participant_id", "ALREADY_ACTIVE",
                   "The programme is for people who are not active yet, and this person works.");
  }
}

}  // namespace

const IntakeStep* ProgrammeRules::FindStep(std::string_view step_code) const {
  const auto step = std::find_if(intake_steps.begin(), intake_steps.end(),
                                 [&](const IntakeStep& one) { return one.code == step_code; });
  return step == intake_steps.end() ? nullptr : &*step;
}

int WholeMonths(absl::CivilDay from, absl::CivilDay until) {
  if (until <= from) return 0;
  const auto months = static_cast<int>(absl::CivilMonth(until) - absl::CivilMonth(from));
  return until.day() < from.day() ? months - 1 : months;
}

StatusOr<Admission> Admit(const ProgrammeRules& rules, const Participant& person, InflowChannel channel,
                          absl::CivilDay today, const Standing& standing) {
  Violations violations;
  const bool core =
      rules.core_municipalities.empty() || rules.core_municipalities.contains(person.municipality_code);
  if (!core && !rules.admitted_municipalities.contains(person.municipality_code)) {
    violations.Add("referral.participant_id", "MUNICIPALITY_OUTSIDE_REGION",
                   "The person lives outside the municipalities that this programme admits.");
  }
  if (!rules.benefit_categories.empty() && !rules.benefit_categories.contains(person.benefit_category)) {
    violations.Add("referral.participant_id", "BENEFIT_CATEGORY",
                   "The programme does not admit the person's benefit category.");
  }
  if (!rules.target_groups.empty() && !rules.target_groups.contains(person.target_group)) {
    violations.Add("referral.participant_id", "TARGET_GROUP",
                   "The programme does not admit the person's target group.");
  }
  if (!SettledInWindow(rules, person)) {
    violations.Add(
        "referral.participant_id", "SETTLED_OUTSIDE_WINDOW",
        "The person settled outside the period that the programme selects, or the day is not known.");
  }
  if (!HasRequiredBarrier(rules, standing.barriers)) {
    violations.Add("referral.participant_id", "BARRIER_MISSING",
                   "The programme is for people with a barrier that it names; record the barrier first.");
  }
  CheckNotTakingPart(rules, person, standing, violations);
  if (!rules.inflow_channels.empty() && !rules.inflow_channels.contains(channel)) {
    violations.Add("referral.channel", "INFLOW_CHANNEL",
                   "The programme does not take people in by this way.");
  }
  if (!violations.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_ADMITTED",
                 "The rules of the programme keep this person out; each rule is named.", {},
                 violations.list());
  }
  return Admission{.from_region = !core,
                   .arrival_cohort = CohortOf(rules, person, today),
                   .benefit_entitled = person.benefit_category == BenefitCategory::kBenefit};
}

}  // namespace duaal::intake::domain
