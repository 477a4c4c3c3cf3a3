#ifndef TRAJECTORY_SVC_STORAGE_KEPT_SCHEDULES_H_
#define TRAJECTORY_SVC_STORAGE_KEPT_SCHEDULES_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <unordered_map>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/civil.h"
#include "chassis/core/mutex.h"
#include "trajectory-svc/domain/week_plan.h"
#include "trajectory-svc/storage/planned_person.h"

namespace duaal::trajectory::storage {

// Schedules that were planned with a short while ago. Whoever asks has read from the tables who the person is
// and which version the schedule has, and is told of no other, so it does not matter who changed it or where.
// What nobody asks for is forgotten after kAge to twice that, by whoever asks next, and sooner when there is
// much. Thread-safe.
class KeptSchedules {
 public:
  // Seats, slots, activities and turns of each of two generations: some 20 MB together.
  static constexpr std::size_t kMost = 50'000;
  static constexpr absl::Duration kAge = absl::Minutes(15);

  explicit KeptSchedules(std::size_t most = kMost) : most_(most) {}

  // What was kept for this very person and these dates, or nullptr.
  [[nodiscard]] std::shared_ptr<const domain::Schedule> Find(const PlannedPerson& person,
                                                             const Interval<absl::CivilDay>& dates) const;
  // The person of a trajectory as last kept, which may have changed since; nothing when forgotten.
  [[nodiscard]] std::optional<PlannedPerson> PersonOf(const Uuid& trajectory_id) const;
  // Keeps a schedule that was read after the person was.
  void Keep(const PlannedPerson& person, const Interval<absl::CivilDay>& dates,
            std::shared_ptr<const domain::Schedule> schedule) const;
  void ForgetAll() const;

 private:
  struct Entry {
    PlannedPerson person;
    Interval<absl::CivilDay> dates;
    std::shared_ptr<const domain::Schedule> schedule;
    std::size_t stretches = 0;
  };
  using Generation = std::unordered_map<Uuid, Entry>;

  void TurnWhenDue() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::size_t most_;
  mutable Mutex mutex_;
  mutable Generation young_ ABSL_GUARDED_BY(mutex_);           // asked for since the last turn
  mutable Generation old_ ABSL_GUARDED_BY(mutex_);             // before that; go at the next
  mutable std::size_t stretches_ ABSL_GUARDED_BY(mutex_) = 0;  // of the young
  mutable SteadyTime turn_ ABSL_GUARDED_BY(mutex_){};          // the next
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_KEPT_SCHEDULES_H_
