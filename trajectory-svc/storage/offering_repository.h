#ifndef TRAJECTORY_SVC_STORAGE_OFFERING_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_OFFERING_REPOSITORY_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/mutex.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/domain/offering.h"
#include "trajectory-svc/storage/open_offerings.h"

namespace duaal::trajectory::storage {

// The catalogue with its seats. Not about people, so without rights. What is open is kept in memory: an
// offering is published once and only its seats and its state change. Beyond kMostKnown of a programme it
// forgets and reads again. Seats are kept for a moment: what this process changes is seen at once, what
// others change after kFresh at the latest. Whoever takes a seat takes it in the table. Thread-safe.
class OfferingRepository {
 public:
  static constexpr std::size_t kMostKnown = 10'000;  // offerings of one programme
  static constexpr absl::Duration kFresh = absl::Seconds(1);

  explicit OfferingRepository(absl::Duration fresh = kFresh) : fresh_(fresh) {}
  OfferingRepository(const OfferingRepository&) = delete;
  OfferingRepository& operator=(const OfferingRepository&) = delete;

  // With its timetable; nothing when unknown.
  [[nodiscard]] StatusOr<std::optional<domain::Offering>> Find(sql::Session& session, const Uuid& id) const;

  // What is open of a programme and runs on `day` or later, with the seats that are free from `day` on. One
  // query, or none within a moment, and two more after something new was published.
  [[nodiscard]] StatusOr<std::shared_ptr<const OpenOfferings>> ListOpen(sql::Session& session,
                                                                        const std::string& programme_code,
                                                                        absl::CivilDay day) const;

  // Stores a published offering; one that is known keeps what it has. True when it is new.
  [[nodiscard]] StatusOr<bool> InsertIfNew(sql::Tx& tx, const domain::Offering& offering) const;
  // From now on no seat is taken; it does not run from `from` on.
  [[nodiscard]] Status Cancel(sql::Tx& tx, const Uuid& id, absl::CivilDay from) const;

  // Takes `seats` seats at once if as many are free and the offering is open; false otherwise. Holds the
  // offering until the transaction ends.
  [[nodiscard]] StatusOr<bool> TakeSeats(sql::Tx& tx, const Uuid& id, int seats) const;
  // From `from` on; until then they are held, which ListOpen counts.
  [[nodiscard]] Status GiveBackSeats(sql::Tx& tx, const Uuid& id, int seats, absl::CivilDay from) const;

 private:
  using Known = std::unordered_map<Uuid, std::shared_ptr<const domain::Offering>>;
  // What was open at a moment, for a programme and a day.
  using Question = std::pair<std::string, absl::CivilDay>;
  struct Seen {
    std::shared_ptr<const OpenOfferings> open;
    std::uint64_t changes = 0;  // of this process before it was read
    SteadyTime until;
  };

  // What is known of a programme, these included where they exist; what is not known yet is read.
  [[nodiscard]] StatusOr<std::shared_ptr<const Known>> Learn(
      sql::Session& session, const std::string& programme_code,
      const std::vector<std::pair<Uuid, int>>& seats) const;
  [[nodiscard]] std::shared_ptr<const OpenOfferings> Recall(const Question& question) const;
  void Remember(const Question& question, Seen seen) const;
  [[nodiscard]] bool IsFresh(const Seen& seen) const;
  // To be called by all that changes what is open.
  void NoteChange(sql::Tx& tx) const;

  const absl::Duration fresh_;
  mutable std::atomic<std::uint64_t> changes_{0};  // that others see
  mutable Mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const Known>> known_ ABSL_GUARDED_BY(mutex_);
  mutable std::map<Question, Seen> seen_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_OFFERING_REPOSITORY_H_
