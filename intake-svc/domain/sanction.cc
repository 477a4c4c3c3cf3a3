#include "intake-svc/domain/sanction.h"

#include <string_view>

#include "intake-svc/domain/plan_law.h"

namespace duaal::intake::domain {
namespace {

// What case law makes of sanctions over the time that it holds.
struct SanctionPolicy {
  absl::CivilDay from;
  bool asylum_status_holders = true;  // may be sanctioned
  std::string_view source;
};
constexpr SanctionPolicy kPolicies[] = {
    {absl::CivilDay(2022, 1, 1), true, "art. 22 and 23 of the Act"},
    {absl::CivilDay(2025, 2, 4), false,
     "CJEU 4-2-2025, C-158/23 (Keren); RvS 9-7-2025, ECLI:NL:RVS:2025:3087"},
};

const SanctionPolicy& PolicyOn(absl::CivilDay day) {
  const SanctionPolicy* policy = &kPolicies[0];
  for (const SanctionPolicy& one : kPolicies) {
    if (one.from <= day) policy = &one;
  }
  return *policy;
}

}  // namespace

Status CheckMayBeSanctioned(const Participant& person, absl::CivilDay today) {
  if (person.legal_regime != LegalRegime::kWi2021) {
    return Error(absl::StatusCode::kFailedPrecondition, "OUTSIDE_ACT",
                 "Municipalities sanction under the Act of 2021 only; the older Acts leave it to DUO.");
  }
  const SanctionPolicy& policy = PolicyOn(today);
  if (person.target_group == TargetGroup::kAsylumStatusHolder && !policy.asylum_status_holders) {
    return Error(absl::StatusCode::kFailedPrecondition, "ASYLUM_STATUS_HOLDER",
                 "Asylum status holders are not fined for how they meet the duty: " +
                     std::string(policy.source) + ". Look for support that fits instead.",
                 {{"source", std::string(policy.source)}});
  }
  return absl::OkStatus();
}

Status Check(const SanctionProposal& proposal, const Participant& person, absl::CivilDay today) {
  Violations violations;
  if (proposal.fact_date > today) {
    violations.Add("proposal.fact_date", "IN_THE_FUTURE", "The fact lies in the future; check the day.");
  }
  if (proposal.fact_date < PlanLaws().front().from) {
    violations.Add("proposal.fact_date", "BEFORE_ACT",
                   "The Act is in force since 2022-01-01; check the year.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return CheckMayBeSanctioned(person, today);
}

StatusOr<SanctionProposal> Decide(const SanctionProposal& before, const Participant& person,
                                  SanctionDecision decision, const std::string& reasons,
                                  const std::string& decided_by, absl::CivilDay today) {
  if (before.decision != SanctionDecision::kNone) {
    return Error(absl::StatusCode::kFailedPrecondition, "ALREADY_DECIDED",
                 "This proposal was decided on; make a new one when there are new facts.");
  }
  if (decision == SanctionDecision::kImposed) RETURN_IF_ERROR(CheckMayBeSanctioned(person, today));
  SanctionProposal after = before;
  after.decision = decision;
  after.decision_reasons = reasons;
  after.decided_by = decided_by;
  after.decided_date = today;
  ++after.row_version;
  return after;
}

}  // namespace duaal::intake::domain
