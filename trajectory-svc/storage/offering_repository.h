#ifndef TRAJECTORY_SVC_STORAGE_OFFERING_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_OFFERING_REPOSITORY_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "chassis/core/mutex.h"
#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/domain/offering.h"

namespace duaal::trajectory::storage {

// An offering that takes people, with the seats left at the moment of asking. `taken` of the offering itself
// is older.
struct OpenOffering {
  std::shared_ptr<const domain::Offering> offering;
  int seats_left = 0;
};

// The catalogue with its seats. Not about people, so without rights. What is open is kept in memory by
// programme: an offering is published once and only its seats and its state change, and these are asked for
// each time. Beyond kMostKnown it forgets and reads again. Thread-safe.
class OfferingRepository {
 public:
  static constexpr std::size_t kMostKnown = 10'000;  // offerings of one programme

  OfferingRepository() = default;
  OfferingRepository(const OfferingRepository&) = delete;
  OfferingRepository& operator=(const OfferingRepository&) = delete;

  // With its timetable; nothing when unknown.
  [[nodiscard]] StatusOr<std::optional<domain::Offering>> Find(sql::Session& session, const Uuid& id) const;

  // What is open for these components of a programme and runs on `day` or later, by id, with the seats that
  // are free from `day` on. One query, and two more after something new was published.
  [[nodiscard]] StatusOr<std::vector<OpenOffering>> ListOpen(sql::Session& session,
                                                             const std::string& programme_code,
                                                             const std::vector<std::string>& component_codes,
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

  // What is known of a programme, these included where they exist; what is not known yet is read.
  [[nodiscard]] StatusOr<std::shared_ptr<const Known>> Learn(
      sql::Session& session, const std::string& programme_code,
      const std::vector<std::pair<Uuid, int>>& seats) const;

  mutable Mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const Known>> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_OFFERING_REPOSITORY_H_
