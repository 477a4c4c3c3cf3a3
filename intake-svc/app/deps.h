#ifndef INTAKE_SVC_APP_DEPS_H_
#define INTAKE_SVC_APP_DEPS_H_

#include <optional>
#include <string>

#include "chassis/service/caller.h"
#include "chassis/sql/database.h"
#include "intake-svc/storage/assessment_repository.h"
#include "intake-svc/storage/barrier_repository.h"
#include "intake-svc/storage/characteristic_repository.h"
#include "intake-svc/storage/conversation_repository.h"
#include "intake-svc/storage/correction_repository.h"
#include "intake-svc/storage/destruction_repository.h"
#include "intake-svc/storage/duplicate_repository.h"
#include "intake-svc/storage/duty_repository.h"
#include "intake-svc/storage/family_repository.h"
#include "intake-svc/storage/household_repository.h"
#include "intake-svc/storage/intake_step_repository.h"
#include "intake-svc/storage/legal_basis_repository.h"
#include "intake-svc/storage/merge_repository.h"
#include "intake-svc/storage/participant_repository.h"
#include "intake-svc/storage/participation_task_repository.h"
#include "intake-svc/storage/plan_clock_repository.h"
#include "intake-svc/storage/plan_repository.h"
#include "intake-svc/storage/reference_repository.h"
#include "intake-svc/storage/referral_repository.h"
#include "intake-svc/storage/residence_repository.h"
#include "intake-svc/storage/retention_repository.h"
#include "intake-svc/storage/sanction_repository.h"
#include "intake-svc/storage/screening_repository.h"
#include "intake-svc/storage/sharing_repository.h"
#include "intake-svc/storage/summons_repository.h"
#include "intake-svc/storage/trajectory_repository.h"

namespace duaal::intake::app {

using service::Caller;

// What the use cases work with.
struct Deps {
  // Both outlive it.
  Deps(sql::Database& database, const crypto::KeyRing& keys)
      : db(database),
        participants(keys),
        assessments(keys),
        barriers(keys),
        steps(keys),
        conversations(keys),
        plans(keys),
        sanctions(keys),
        legal_bases(keys),
        characteristics(keys),
        corrections(keys),
        households(keys) {}

  sql::Database& db;
  storage::ParticipantRepository participants;
  storage::ReferralRepository referrals;
  storage::ReferenceRepository reference;
  storage::AssessmentRepository assessments;
  storage::BarrierRepository barriers;
  storage::IntakeStepRepository steps;
  storage::ConversationRepository conversations;
  storage::PlanRepository plans;
  storage::SanctionRepository sanctions;
  storage::LegalBasisRepository legal_bases;
  storage::CharacteristicRepository characteristics;
  storage::CorrectionRepository corrections;
  storage::HouseholdRepository households;
  storage::TrajectoryRepository trajectories;
  storage::ResidenceRepository residences;
  storage::DutyRepository duties;
  storage::SummonsRepository summonses;
  storage::ParticipationTaskRepository tasks;
  storage::PlanClockRepository plan_clocks;
  storage::MergeRepository merges;
  storage::RetentionRepository retention;
  storage::DestructionRepository destructions;
  storage::SharingRepository sharings;
  storage::FamilyRepository families;

  [[nodiscard]] storage::DuplicateRepository duplicates() const {
    return storage::DuplicateRepository(participants);
  }
  [[nodiscard]] storage::ScreeningRepository screenings() const {
    return storage::ScreeningRepository(participants.keys());
  }
  [[nodiscard]] storage::MergeLinks merge_links() const {
    return {participants, barriers, families, households};
  }
};

// The service itself, which sees everybody: for jobs, and for rules that look beyond the caller's rights.
[[nodiscard]] auth::Principal ServiceItself();

inline storage::Viewer ViewerOf(const Caller& caller) { return {caller.principal, caller.today}; }

// PERMISSION_DENIED (HUMAN_REQUIRED), with `message`: a system or a service calls, whatever its permissions.
[[nodiscard]] Status CheckHuman(const Caller& caller, const std::string& message);

// INVALID_ARGUMENT: the municipality is unknown or has ended. PERMISSION_DENIED (NO_MANDATE): the caller may
// not write for it. `field` names it in the answer.
[[nodiscard]] Status CheckMunicipality(const Deps& deps, sql::Session& session, const Caller& caller,
                                       const std::string& code, const std::string& field);

// INVALID_ARGUMENT: UNKNOWN_PARTICIPANT, UNKNOWN_PROGRAMME, whichever was not found.
[[nodiscard]] Status CheckFound(bool person_found, bool programme_found, const std::string& path);

// Both are looked up before either is refused, so that the caller is told of both; `path` stands before the
// fields, e.g. `referral.`.
//
// INVALID_ARGUMENT: UNKNOWN_PARTICIPANT, UNKNOWN_PROGRAMME. Otherwise the codes of the two look-ups.
template <typename Part>
[[nodiscard]] Status CheckReferences(const StatusOr<domain::Participant>& person,
                                     const StatusOr<std::optional<Part>>& programme,
                                     const std::string& path) {
  if (!person.ok() && !absl::IsNotFound(person.status())) return person.status();
  RETURN_IF_ERROR(programme.status());
  return CheckFound(person.ok(), programme->has_value(), path);
}

// Programmes are never unpublished, so a stored record without one is a fault of the data, not of the caller.
[[nodiscard]] Status ProgrammeMissing();

// What the programme of a stored record says.
//
// DATA_LOSS (PROGRAMME_MISSING): it is not known here. Otherwise the codes of the look-up.
template <typename Part>
[[nodiscard]] StatusOr<Part> OfStored(StatusOr<std::optional<Part>> programme) {
  RETURN_IF_ERROR(programme.status());
  if (!programme->has_value()) return ProgrammeMissing();
  return **std::move(programme);
}

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_DEPS_H_
