#ifndef INTAKE_SVC_DOMAIN_SANCTION_H_
#define INTAKE_SVC_DOMAIN_SANCTION_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/participant.h"

namespace duaal::intake::domain {

// The numbers are those of the protos and of the database.
enum class SanctionGround { kUnknown = 0, kIntakeAbsence = 1, kNoCooperation = 2 };
enum class SanctionDecision { kNone = 0, kImposed = 1, kDropped = 2 };

// A proposal of a sanction by a person, and what a person decided.
struct SanctionProposal {
  Uuid id;
  Uuid participant_id;
  SanctionGround ground = SanctionGround::kUnknown;
  absl::CivilDay fact_date;
  std::string reasons;
  std::string proposed_by;
  SanctionDecision decision = SanctionDecision::kNone;
  std::string decision_reasons;
  std::string decided_by;
  std::optional<absl::CivilDay> decided_date;
  absl::Time create_time;
  std::int64_t row_version = 0;
};

// May this person be sanctioned, by what holds on `today`?
//
// FAILED_PRECONDITION: OUTSIDE_ACT; ASYLUM_STATUS_HOLDER, with the case law.
[[nodiscard]] Status CheckMayBeSanctioned(const Participant& person, absl::CivilDay today);

// Holds a proposal against the person.
//
// INVALID_ARGUMENT: IN_THE_FUTURE, BEFORE_ACT. FAILED_PRECONDITION: as `CheckMayBeSanctioned`.
[[nodiscard]] Status Check(const SanctionProposal& proposal, const Participant& person, absl::CivilDay today);

// The proposal after a decision.
//
// FAILED_PRECONDITION: ALREADY_DECIDED; and when it is imposed as `CheckMayBeSanctioned`.
[[nodiscard]] StatusOr<SanctionProposal> Decide(const SanctionProposal& before, const Participant& person,
                                                SanctionDecision decision, const std::string& reasons,
                                                const std::string& decided_by, absl::CivilDay today);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_SANCTION_H_
