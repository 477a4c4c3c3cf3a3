#ifndef INTAKE_SVC_STORAGE_PLAN_CLOCK_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_PLAN_CLOCK_REPOSITORY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/plan_clock.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// How much of a clock has been told.
enum class PlanDueTold { kNothing = 0, kDueSoon = 1, kOverdue = 2 };

// A clock whose end is near or past.
struct DueClock {
  Uuid participant_id;
  std::string municipality_code;
  domain::PlanClockGround ground = domain::PlanClockGround::kNone;
  absl::CivilDay due_date;
};

// From where a list of clocks goes on.
struct ClockPosition {
  absl::CivilDay due_date{1, 1, 1};
  Uuid participant_id;
};

// Plan clocks in the database: what is on record, and beside it what the law makes of it, so that whose plan
// is due is found by index. `Put` writes both.
class PlanClockRepository {
 public:
  // Empty when nothing is on record. Rights hang on the person: whoever calls has read that one.
  [[nodiscard]] StatusOr<std::optional<domain::PlanClock>> Find(sql::Session& session,
                                                                const Uuid& participant_id) const;
  // The caller holds the person's row. A clock that starts or ends on another day than before is told anew.
  [[nodiscard]] Status Put(sql::Tx& tx, const domain::Participant& person, const domain::PlanClock& clock,
                           absl::Time now) const;
  // At most `limit` people of the municipality within the viewer's rights whose plan is due before `until`
  // and not set, after `after`, the longest due first.
  [[nodiscard]] StatusOr<std::vector<DueClock>> ListDue(sql::Session& session, const Viewer& viewer,
                                                        const std::string& municipality_code,
                                                        absl::CivilDay until, const ClockPosition& after,
                                                        int limit) const;
  // The clocks of these people. For people whom the caller has found under a viewer's rights.
  struct Found {
    Uuid participant_id;
    domain::PlanClock clock;
  };
  [[nodiscard]] StatusOr<std::vector<Found>> FindMany(sql::Session& session,
                                                      const std::vector<Uuid>& people) const;

  // At most `limit` clocks that wait for nothing, of which no more was told than `told`, and that are due by
  // `day`.
  [[nodiscard]] StatusOr<std::vector<DueClock>> FindUntold(sql::Session& session, PlanDueTold told,
                                                           absl::CivilDay day, int limit) const;
  // False when the clock has changed since it was found; then nothing is written.
  [[nodiscard]] StatusOr<bool> SetTold(sql::Tx& tx, const DueClock& clock, PlanDueTold told) const;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_PLAN_CLOCK_REPOSITORY_H_
