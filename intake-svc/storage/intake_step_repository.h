#ifndef INTAKE_SVC_STORAGE_INTAKE_STEP_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_INTAKE_STEP_REPOSITORY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/intake_step.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// A step after the start that still has to be held.
struct IntakeDeadline {
  Uuid referral_id;
  Uuid participant_id;
  std::string municipality_code;
  std::string step_code;
  absl::CivilDay start_date;
  absl::CivilDay due_date;  // the last day on which it is in time
};

// Which deadlines of a programme.
struct DeadlineFilter {
  std::string programme_code;
  std::optional<absl::CivilDay> due_before{};
};

// What surrounds the steps of a referral: notes, which are sealed, wishes and deadlines. Whoever reads by
// referral alone has loaded the referral under the caller's rights before.
class IntakeStepRepository {
 public:
  explicit IntakeStepRepository(const crypto::KeyRing& keys) : keys_(keys) {}

  // Nothing to note stores nothing.
  [[nodiscard]] Status InsertNotes(sql::Tx& tx, const Uuid& referral_id, const std::string& step_code,
                                   const domain::IntakeNotes& notes) const;
  // NOT_FOUND: nothing was noted. DATA_LOSS: the seal does not open.
  [[nodiscard]] StatusOr<domain::IntakeNotes> GetNotes(sql::Session& session, const Uuid& referral_id,
                                                       const std::string& step_code) const;

  // The referral's row is held, so that wishes are numbered one after the other.
  [[nodiscard]] Status AddWish(sql::Tx& tx, const Uuid& referral_id, const domain::AloneWish& wish,
                               absl::Time now) const;
  // The last wish for the step; nothing when there is none.
  [[nodiscard]] StatusOr<std::optional<domain::AloneWish>> FindWish(sql::Session& session,
                                                                    const Uuid& referral_id,
                                                                    const std::string& step_code) const;

  // Makes what is due of a trajectory that started; what is there already stays.
  [[nodiscard]] Status PutDeadlines(sql::Tx& tx, const Uuid& referral_id, const std::string& programme_code,
                                    absl::CivilDay start_date,
                                    const std::vector<domain::IntakeStep>& steps) const;
  // The step is due no more; one that was never due stays so.
  [[nodiscard]] Status MarkHeld(sql::Tx& tx, const Uuid& referral_id, const std::string& step_code,
                                absl::CivilDay held_date) const;
  // The first day of the trajectory, by a step that is due after it.
  [[nodiscard]] StatusOr<std::optional<absl::CivilDay>> FindStart(sql::Session& session,
                                                                  const Uuid& referral_id,
                                                                  const std::string& step_code) const;
  // At most `limit` deadlines of open referrals behind `after` (nothing: from the first on), the first one
  // due first.
  [[nodiscard]] StatusOr<std::vector<IntakeDeadline>> ListDeadlines(
      sql::Session& session, const Viewer& viewer, const DeadlineFilter& filter,
      const std::optional<IntakeDeadline>& after, int limit) const;

 private:
  const crypto::KeyRing& keys_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_INTAKE_STEP_REPOSITORY_H_
