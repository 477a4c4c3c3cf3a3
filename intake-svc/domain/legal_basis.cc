#include "intake-svc/domain/legal_basis.h"

#include <algorithm>

namespace duaal::intake::domain {
namespace {

const AllowedBasis* Find(const std::vector<AllowedBasis>& allowed, LegalBasisKind kind) {
  const auto found =
      std::find_if(allowed.begin(), allowed.end(), [&](const AllowedBasis& one) { return one.kind == kind; });
  return found == allowed.end() ? nullptr : &*found;
}

std::string OccasionFor(const ParticipationRules& rules, TargetGroup target_group) {
  for (const Offer& offer : rules.offers) {
    if (offer.target_group == target_group) return offer.occasion;
  }
  return {};
}

void CheckMotivation(const LegalBasis& wish, Violations& violations) {
  const bool decides = wish.kind == LegalBasisKind::kCompulsoryByMotivation;
  if (decides && wish.motivation.empty()) {
    violations.Add("motivation", "MOTIVATION_REQUIRED",
                   "Motivation decides here; say what was found of the person's motivation.");
  } else if (!decides && !wish.motivation.empty()) {
    violations.Add("motivation", "NOT_ASKED", "Motivation does not decide here; leave it out.");
  }
}

}  // namespace

std::vector<AllowedBasis> AllowedBases(const ParticipationRules& rules, const Participant& person) {
  std::vector<AllowedBasis> allowed;
  for (const CompulsionRule& rule : rules.compulsion_rules) {
    if (rule.benefit_category != person.benefit_category) continue;
    const auto kind = rule.depends_on_motivation ? LegalBasisKind::kCompulsoryByMotivation
                                                 : LegalBasisKind::kCompulsoryForBenefit;
    if (Find(allowed, kind) == nullptr) allowed.push_back({kind, rule.legal_ground, {}});
  }
  const bool compelled = !allowed.empty();
  // Where only a lack of motivation compels, who is motivated takes part of free will.
  const bool always = Find(allowed, LegalBasisKind::kCompulsoryForBenefit) != nullptr;
  const std::string occasion = compelled ? std::string() : OccasionFor(rules, person.target_group);
  if (!compelled || (rules.voluntary && !always)) {
    allowed.push_back({LegalBasisKind::kVoluntary, {}, occasion});
  }
  if (!compelled) allowed.push_back({LegalBasisKind::kCannotBeCompelled, {}, occasion});
  return allowed;
}

StatusOr<LegalBasis> RecordLegalBasis(const Referral& referral, const ParticipationRules& rules,
                                      const Participant& person, const std::vector<LegalBasis>& earlier,
                                      const LegalBasis& wish, absl::CivilDay today) {
  Violations violations;
  const std::vector<AllowedBasis> allowed = AllowedBases(rules, person);
  const AllowedBasis* basis = Find(allowed, wish.kind);
  if (basis == nullptr) {
    violations.Add("kind", "BASIS_NOT_ALLOWED",
                   "The programme gives the person no such basis; list the bases of the referral.");
  }
  CheckMotivation(wish, violations);
  if (wish.decided_date > today) {
    violations.Add("decided_date", "IN_THE_FUTURE",
                   "A decision is recorded once it is taken; take today or earlier.");
  }
  if (!earlier.empty() && wish.decided_date < earlier.back().decided_date) {
    violations.Add("decided_date", "INTERVAL_REVERSED",
                   "The decision before this one was taken later; correct the day.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (!IsOpen(referral)) {
    return Error(absl::StatusCode::kFailedPrecondition, "REFERRAL_CLOSED",
                 "This referral has ended. Refer the person again.");
  }
  if (static_cast<int>(earlier.size()) >= kMostDecisions) {
    return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_DECISIONS",
                 "A referral holds at most 50 decisions; end it and make a new one.");
  }
  LegalBasis decision = wish;
  decision.referral_id = referral.id;
  decision.participant_id = referral.participant_id;
  decision.number = static_cast<int>(earlier.size()) + 1;
  decision.legal_ground = basis->legal_ground;
  decision.occasion = basis->occasion;
  return decision;
}

}  // namespace duaal::intake::domain
