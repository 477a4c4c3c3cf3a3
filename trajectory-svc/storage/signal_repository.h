#ifndef TRAJECTORY_SVC_STORAGE_SIGNAL_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_SIGNAL_REPOSITORY_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/domain/attendance.h"
#include "trajectory-svc/storage/viewer.h"

namespace duaal::trajectory::storage {

// What to list.
struct SignalFilter {
  std::string case_manager_id;  // empty for all
  bool include_acknowledged = false;
};

// Signals in the database.
class SignalRepository {
 public:
  // NOT_FOUND: unknown, or outside the viewer's rights.
  [[nodiscard]] StatusOr<domain::Signal> Get(sql::Session& session, const Uuid& id,
                                             const Viewer& viewer) const;
  [[nodiscard]] StatusOr<domain::Signal> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                      const Viewer& viewer) const;
  // At most `limit` with an id below `before` (nil: from the newest on), newest first.
  [[nodiscard]] StatusOr<std::vector<domain::Signal>> List(sql::Session& session, const Viewer& viewer,
                                                           const SignalFilter& filter, const Uuid& before,
                                                           int limit) const;
  // The people and sessions that an absence was told of before, among the sessions.
  [[nodiscard]] StatusOr<std::set<std::pair<Uuid, Uuid>>> FindRaised(
      sql::Session& session, const std::vector<Uuid>& session_ids) const;
  // ABORTED (SIGNAL_RAISED_MEANWHILE): another call raised one of them at the same moment.
  [[nodiscard]] Status InsertMany(sql::Tx& tx, const std::vector<domain::Signal>& signals) const;
  // ABORTED (ETAG_MISMATCH): the state before is not there any more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::Signal& signal) const;
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_SIGNAL_REPOSITORY_H_
