#ifndef INTAKE_SVC_STORAGE_PLAN_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_PLAN_REPOSITORY_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/plan.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Plans in the database. What they say is sealed; special inputs come out through `GetSpecialInputs` only.
// Who may see the person may see them.
class PlanRepository {
 public:
  explicit PlanRepository(const crypto::KeyRing& keys) : keys_(keys) {}

  // NOT_FOUND: unknown, or outside the viewer's rights. DATA_LOSS: a seal does not open.
  [[nodiscard]] StatusOr<domain::Plan> Get(sql::Session& session, const Uuid& id, const Viewer& viewer) const;
  // The same, and holds the row until the transaction ends.
  [[nodiscard]] StatusOr<domain::Plan> GetForUpdate(sql::Tx& tx, const Uuid& id, const Viewer& viewer) const;
  // Empty when it has none. NOT_FOUND and DATA_LOSS: as above.
  [[nodiscard]] StatusOr<std::vector<domain::PlanInput>> GetSpecialInputs(sql::Session& session,
                                                                          const Uuid& id,
                                                                          const Viewer& viewer) const;
  // At most `limit` versions of a person with an id below `before_id` (nil: from the newest on), newest
  // first.
  [[nodiscard]] StatusOr<std::vector<domain::Plan>> List(sql::Session& session, const Viewer& viewer,
                                                         const Uuid& participant_id, const Uuid& before_id,
                                                         int limit) const;

  // For rules, so without a viewer's rights: the caller has read the person under them. The version that
  // holds.
  [[nodiscard]] StatusOr<std::optional<domain::Plan>> FindEstablished(
      sql::Session& session, const Uuid& participant_id, const std::string& programme_code) const;
  // The person's last established plan with a route, in whatever programme.
  [[nodiscard]] StatusOr<std::optional<domain::PreviousRoute>> FindLastRoute(
      sql::Session& session, const Uuid& participant_id) const;

  // ALREADY_EXISTS (DRAFT_KNOWN): the person has a draft in this programme.
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::Plan& plan) const;
  // Writes a draft, or what became of it, over the draft before it. ABORTED (ETAG_MISMATCH): it is not there
  // any more, or no draft any more.
  [[nodiscard]] Status UpdateDraft(sql::Tx& tx, const domain::Plan& plan) const;
  // Deletes a draft with its special inputs. ABORTED (ETAG_MISMATCH): as above.
  [[nodiscard]] Status DeleteDraft(sql::Tx& tx, const domain::Plan& plan) const;
  // Points from the version that holds to the one that takes its place. ABORTED (ETAG_MISMATCH): it does not
  // hold any more.
  [[nodiscard]] Status Supersede(sql::Tx& tx, const Uuid& id, const Uuid& by) const;
  // Adds the closing of a goal, and the goal that comes next if there is one. `plan` is the plan after it.
  // ABORTED (ETAG_MISMATCH): the state before is not there any more.
  [[nodiscard]] Status AddClosing(sql::Tx& tx, const domain::Plan& plan, const domain::PlanGoal& closed,
                                  const std::optional<domain::PlanGoal>& next, absl::Time now) const;

 private:
  [[nodiscard]] StatusOr<domain::Plan> FromRow(const sql::Row& row) const;
  [[nodiscard]] StatusOr<domain::Plan> GetOne(sql::Session& session, std::string_view text, const Uuid& id,
                                              const Viewer& viewer) const;
  // Puts the goals that were closed since into the plans.
  [[nodiscard]] Status AddClosings(sql::Session& session, std::vector<domain::Plan>& plans) const;
  [[nodiscard]] std::string Seal(const domain::Plan& plan) const;
  [[nodiscard]] Status PutSpecial(sql::Tx& tx, const domain::Plan& plan) const;

  const crypto::KeyRing& keys_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_PLAN_REPOSITORY_H_
