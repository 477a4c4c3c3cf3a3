#ifndef TRAJECTORY_SVC_STORAGE_SESSION_REPOSITORY_H_
#define TRAJECTORY_SVC_STORAGE_SESSION_REPOSITORY_H_

#include <map>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "trajectory-svc/domain/offering.h"

namespace duaal::trajectory::storage {

// Sessions in the database. Not about people, so without rights.
class SessionRepository {
 public:
  // NOT_FOUND: unknown.
  [[nodiscard]] StatusOr<domain::Session> Get(sql::Session& session, const Uuid& id) const;
  [[nodiscard]] StatusOr<domain::Session> GetForUpdate(sql::Tx& tx, const Uuid& id) const;
  // Those of `ids` that exist. Nobody cancels them until the transaction ends.
  [[nodiscard]] StatusOr<std::map<Uuid, domain::Session>> FindManyForShare(
      sql::Tx& tx, const std::vector<Uuid>& ids) const;
  // At most `limit` sessions of an offering within `[from, until)`, by time.
  [[nodiscard]] StatusOr<std::vector<domain::Session>> List(sql::Session& session, const Uuid& offering_id,
                                                            const Interval<absl::CivilDay>& dates,
                                                            int limit) const;
  // Those that are planned from `from` on; holds them until the transaction ends.
  [[nodiscard]] StatusOr<std::vector<domain::Session>> ListPlannedForUpdate(sql::Tx& tx,
                                                                            const Uuid& offering_id,
                                                                            absl::CivilDay from) const;
  // Sessions that are there already stay as they are.
  [[nodiscard]] Status InsertMany(sql::Tx& tx, const std::vector<domain::Session>& sessions) const;
  // ABORTED (ETAG_MISMATCH): the state before is not there any more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::Session& session) const;
};

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_SESSION_REPOSITORY_H_
