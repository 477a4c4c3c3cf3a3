#ifndef INTAKE_SVC_DOMAIN_LEGAL_BASIS_H_
#define INTAKE_SVC_DOMAIN_LEGAL_BASIS_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/participant.h"
#include "intake-svc/domain/referral.h"

namespace duaal::intake::domain {

// On what basis somebody takes part. The numbers are those of the protos and of the database.
enum class LegalBasisKind {
  kUnknown = 0,
  kVoluntary = 1,
  kCompulsoryForBenefit = 2,
  kCompulsoryByMotivation = 3,
  kCannotBeCompelled = 4,
};

// A ground on which the programme makes taking part compulsory (A05, N05).
struct CompulsionRule {
  BenefitCategory benefit_category = BenefitCategory::kUnknown;
  bool depends_on_motivation = false;
  std::string legal_ground;
};

// When taking part is offered to those whom no rule compels (N05).
struct Offer {
  TargetGroup target_group = TargetGroup::kUnknown;
  std::string occasion;
};

// What a legal basis needs of a programme's definition.
struct ParticipationRules {
  bool voluntary = false;
  std::vector<CompulsionRule> compulsion_rules;
  std::vector<Offer> offers;
};

// A basis that the programme gives a person.
struct AllowedBasis {
  LegalBasisKind kind = LegalBasisKind::kUnknown;
  std::string legal_ground{};
  std::string occasion{};
  friend bool operator==(const AllowedBasis&, const AllowedBasis&) = default;
};

// A decision. Nothing follows from it by itself, least of all a sanction.
struct LegalBasis {
  Uuid referral_id;
  Uuid participant_id;
  int number = 0;  // from 1
  LegalBasisKind kind = LegalBasisKind::kUnknown;
  std::string legal_ground;
  std::string occasion;    // when it was offered
  std::string motivation;  // sealed
  absl::CivilDay decided_date;
  std::string decided_by;
  absl::Time create_time;
};

// A referral holds at most so many decisions.
inline constexpr int kMostDecisions = 50;

// The bases that the programme gives the person: compulsory by each rule of the benefit category, or offered
// where no rule compels; voluntary where the programme is, and wherever no rule compels.
[[nodiscard]] std::vector<AllowedBasis> AllowedBases(const ParticipationRules& rules,
                                                     const Participant& person);

// The next decision, with number and legal ground. `earlier` are those of the referral, the first one first.
//
// INVALID_ARGUMENT, every fault: BASIS_NOT_ALLOWED, MOTIVATION_REQUIRED, NOT_ASKED, IN_THE_FUTURE,
// INTERVAL_REVERSED. FAILED_PRECONDITION: REFERRAL_CLOSED, TOO_MANY_DECISIONS.
[[nodiscard]] StatusOr<LegalBasis> RecordLegalBasis(const Referral& referral, const ParticipationRules& rules,
                                                    const Participant& person,
                                                    const std::vector<LegalBasis>& earlier,
                                                    const LegalBasis& wish, absl::CivilDay today);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_LEGAL_BASIS_H_
