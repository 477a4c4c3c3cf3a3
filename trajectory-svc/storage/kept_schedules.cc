#include "trajectory-svc/storage/kept_schedules.h"

#include <chrono>
#include <utility>

namespace duaal::trajectory::storage {
namespace {

std::size_t StretchesOf(const domain::Schedule& schedule) {
  std::size_t stretches = 1;  // an empty one takes room too
  for (const domain::EnrolledOffering& seat : schedule.enrolled) stretches += 1 + seat.timetable.size();
  for (const domain::SavedPlan& plan : schedule.plans) stretches += 1 + plan.activities.size();
  for (const domain::Alternation& alternation : schedule.alternations) stretches += alternation.turns.size();
  return stretches;
}

}  // namespace

std::shared_ptr<const domain::Schedule> KeptSchedules::Find(const PlannedPerson& person,
                                                            const Interval<absl::CivilDay>& dates) const {
  const MutexLock lock(mutex_);
  TurnWhenDue();
  auto found = young_.find(person.trajectory_id);
  if (found == young_.end()) {
    auto old = old_.extract(person.trajectory_id);
    if (old.empty()) return nullptr;
    stretches_ += old.mapped().stretches;
    found = young_.insert(std::move(old)).position;
  }
  const Entry& entry = found->second;
  return entry.person == person && entry.dates == dates ? entry.schedule : nullptr;
}

std::optional<PlannedPerson> KeptSchedules::PersonOf(const Uuid& trajectory_id) const {
  const MutexLock lock(mutex_);
  TurnWhenDue();
  for (const Generation* generation : {&young_, &old_}) {
    if (const auto found = generation->find(trajectory_id); found != generation->end())
      return found->second.person;
  }
  return std::nullopt;
}

void KeptSchedules::Keep(const PlannedPerson& person, const Interval<absl::CivilDay>& dates,
                         std::shared_ptr<const domain::Schedule> schedule) const {
  const std::size_t stretches = StretchesOf(*schedule);
  const MutexLock lock(mutex_);
  TurnWhenDue();
  old_.erase(person.trajectory_id);
  Entry& entry = young_[person.trajectory_id];
  stretches_ += stretches - entry.stretches;
  entry = {person, dates, std::move(schedule), stretches};
}

void KeptSchedules::ForgetAll() const {
  const MutexLock lock(mutex_);
  young_.clear();
  old_.clear();
  stretches_ = 0;
}

void KeptSchedules::TurnWhenDue() const {
  const SteadyTime now = std::chrono::steady_clock::now();
  if (now < turn_ && stretches_ < most_) return;
  // After a long silence both are too old.
  old_ = now < turn_ + absl::ToChronoNanoseconds(kAge) ? std::move(young_) : Generation();
  young_.clear();
  stretches_ = 0;
  turn_ = SteadyAfter(kAge);
}

}  // namespace duaal::trajectory::storage
