#ifndef TRAJECTORY_SVC_APP_PROJECT_CANDIDATE_H_
#define TRAJECTORY_SVC_APP_PROJECT_CANDIDATE_H_

#include <optional>
#include <string>

#include "trajectory-svc/app/deps.h"
#include "trajectory-svc/domain/trajectory.h"

// What the feed of intake-svc changes here. Every function runs in the transaction that moves the reader's
// position, and gives the same result when it is run again.
namespace duaal::trajectory::app {

// A person was referred, or signed the declaration; the values are the referral's.
[[nodiscard]] Status PutCandidate(const Deps& deps, sql::Tx& tx, const domain::Candidate& candidate);

// An intake step was held, or the referral ended.
[[nodiscard]] Status SetCandidateState(const Deps& deps, sql::Tx& tx, const Uuid& referral_id,
                                       domain::CandidateState state);

// What is known of a person's settlement and language changed.
[[nodiscard]] Status SetProgress(const Deps& deps, sql::Tx& tx, const Uuid& participant_id,
                                 const std::optional<absl::CivilDay>& settlement_date,
                                 const std::string& language_level);

// A person may have moved to another municipality.
[[nodiscard]] Status MovePerson(const Deps& deps, sql::Tx& tx, const Uuid& participant_id,
                                const std::string& municipality_code);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_PROJECT_CANDIDATE_H_
