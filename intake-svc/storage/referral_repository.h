#ifndef INTAKE_SVC_STORAGE_REFERRAL_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_REFERRAL_REPOSITORY_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/composition.h"
#include "intake-svc/domain/referral.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Which referrals of a programme.
struct ReferralFilter {
  std::string programme_code;
  std::optional<Uuid> class_offering_id;
  std::optional<domain::ReferralState> state;
};

// Referrals in the database, each with the steps held.
class ReferralRepository {
 public:
  // NOT_FOUND: unknown, or outside the viewer's rights.
  [[nodiscard]] StatusOr<domain::Referral> Get(sql::Session& session, const Uuid& id,
                                               const Viewer& viewer) const;
  [[nodiscard]] StatusOr<domain::Referral> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                        const Viewer& viewer) const;

  // At most `limit` referrals with an id below `before_id` (nil: from the newest on), newest first.
  [[nodiscard]] StatusOr<std::vector<domain::Referral>> List(sql::Session& session, const Viewer& viewer,
                                                             const ReferralFilter& filter,
                                                             const Uuid& before_id, int limit) const;

  // ALREADY_EXISTS (ALREADY_REFERRED): the person has an open referral to the programme.
  [[nodiscard]] Status InsertMany(sql::Tx& tx, const std::vector<domain::Referral>& referrals) const;
  // Writes the new state; steps beyond those stored are added. ABORTED (ETAG_MISMATCH): the state before is
  // not there any more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::Referral& referral) const;

  // The newest referral of a person to a programme, open or ended.
  [[nodiscard]] StatusOr<std::optional<Uuid>> FindLast(sql::Session& session, const Uuid& participant_id,
                                                       const std::string& programme_code) const;

  // Those of `participant_ids` with an open referral to the programme. For rules, so without a viewer's
  // rights.
  [[nodiscard]] StatusOr<std::set<Uuid>> FindReferred(sql::Session& session,
                                                      const std::vector<Uuid>& participant_ids,
                                                      const std::string& programme_code) const;

  // Takes all referrals of a person along to another municipality; returns which.
  [[nodiscard]] StatusOr<std::vector<Uuid>> Follow(sql::Tx& tx, const Uuid& participant_id,
                                                   const std::string& municipality_code) const;

  // What one person of an arrival cohort counts for in each dimension.
  [[nodiscard]] static std::vector<domain::CompositionCount> CompositionOf(const domain::Participant& person,
                                                                           const std::string& arrival_cohort);
  // Counts per dimension over the open referrals within the viewer's rights.
  [[nodiscard]] StatusOr<std::vector<domain::CompositionCount>> CountComposition(
      sql::Session& session, const Viewer& viewer, const ReferralFilter& filter) const;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_REFERRAL_REPOSITORY_H_
