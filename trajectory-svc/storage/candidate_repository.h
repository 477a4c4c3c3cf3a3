#ifndef TRAJECTORY_SVC_STORAGE_CANDIDATE_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_CANDIDATE_REPOSITORY_H_

#include <optional>
#include <string>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/domain/trajectory.h"
#include "trajectory-svc/storage/viewer.h"

namespace duaal::trajectory::storage {

// Referrals of intake-svc, as far as a start needs them; written only by the feed.
class CandidateRepository {
 public:
  // Nothing when unknown or outside the viewer's rights; holds the row until the transaction ends.
  [[nodiscard]] StatusOr<std::optional<domain::Candidate>> FindForUpdate(sql::Tx& tx, const Uuid& referral_id,
                                                                         const Viewer& viewer) const;
  // The day of settlement of the person referred; nothing when it or the referral is unknown. Without rights,
  // for callers who have looked up the trajectory under theirs.
  [[nodiscard]] StatusOr<std::optional<absl::CivilDay>> SettlementDate(sql::Session& session,
                                                                       const Uuid& referral_id) const;
  // Inserts, or replaces all but settlement and level, which `SetProgress` keeps.
  [[nodiscard]] Status Put(sql::Tx& tx, const domain::Candidate& candidate) const;
  // Day of settlement and language level on every referral of a person.
  [[nodiscard]] Status SetProgress(sql::Tx& tx, const Uuid& participant_id,
                                   const std::optional<absl::CivilDay>& settlement_date,
                                   const std::string& language_level) const;
  // Does nothing for a referral that is not known.
  [[nodiscard]] Status SetState(sql::Tx& tx, const Uuid& referral_id, domain::CandidateState state) const;
  // Moves all that is kept of a person to another municipality, so that the rights follow the person.
  [[nodiscard]] Status Move(sql::Tx& tx, const Uuid& participant_id,
                            const std::string& municipality_code) const;
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_CANDIDATE_REPOSITORY_H_
