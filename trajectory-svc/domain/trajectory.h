#ifndef TRAJECTORY_SVC_DOMAIN_TRAJECTORY_H_
#define TRAJECTORY_SVC_DOMAIN_TRAJECTORY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "trajectory-svc/domain/programme.h"

namespace duaal::trajectory::domain {

// Where a referral stands, as intake-svc told. The numbers are those of the protos and of the database.
enum class CandidateState {
  kReferred = 1,
  kInIntake = 2,
  kIntakeComplete = 3,
  kDeclared = 4,
  kRefused = 5,
  kExcluded = 6,
};

// A referral from which a trajectory may start.
struct Candidate {
  Uuid referral_id;
  Uuid participant_id;
  std::string programme_code;
  std::string municipality_code;
  std::optional<Uuid> class_offering_id;
  CandidateState state = CandidateState::kReferred;
  std::optional<absl::CivilDay> settlement_date{};  // in the municipality; nothing when unknown
  std::string language_level{};                     // CEFR code; empty when unknown
};

enum class TrajectoryState { kActive = 1, kEnded = 2 };

// One person's way through one programme, under exactly one case manager (H08).
struct Trajectory {
  Uuid id;
  Uuid referral_id;
  Uuid participant_id;
  std::string programme_code;
  std::string municipality_code;
  std::string case_manager_id;
  absl::CivilDay start_date;
  TrajectoryState state = TrajectoryState::kActive;
  absl::Time create_time;
  std::int64_t row_version = 0;
};

// The trajectory that starts from a candidate. A programme that asks for a declaration of intent starts
// nobody without it (H06); one that asks for none starts whoever has had the steps before the start.
//
// FAILED_PRECONDITION (NOT_DECLARED): the declaration, or a step before the start, is missing.
// FAILED_PRECONDITION (REFERRAL_CLOSED): the referral ended.
// INVALID_ARGUMENT, field `start_date`: BEFORE_SETTLEMENT, where the programme assigns after it (H08).
[[nodiscard]] StatusOr<Trajectory> Start(const Candidate& candidate, const Programme& programme,
                                         const Uuid& id, const std::string& case_manager_id,
                                         absl::CivilDay start_date, absl::Time now);

// What is told of a referral that cannot start; `Start` and callers that know no such candidate say the
// same, so that nobody learns which referrals exist.
[[nodiscard]] Status NotDeclared();

// The trajectory under another case manager, from `today` on, or from its first day if that is still to come.
// `settlement_date` is the person's in the municipality of today; nothing when unknown.
//
// INVALID_ARGUMENT, field `case_manager_id`: BEFORE_SETTLEMENT, where the programme assigns after it (H08).
[[nodiscard]] StatusOr<Trajectory> AssignCaseManager(const Trajectory& before, const Programme& programme,
                                                     std::optional<absl::CivilDay> settlement_date,
                                                     const std::string& case_manager_id,
                                                     absl::CivilDay today);

}  // namespace duaal::trajectory::domain

#endif  // TRAJECTORY_SVC_DOMAIN_TRAJECTORY_H_
