#ifndef INTAKE_SVC_STORAGE_PARTICIPATION_TASK_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_PARTICIPATION_TASK_REPOSITORY_H_

#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/participation_task.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Which open tasks.
struct TaskFilter {
  std::string programme_code;
  std::string role_code;
  std::string municipality_code{};  // empty for all that the viewer may see
};

// Participation tasks in the database. They go with the person's referrals to another municipality.
class ParticipationTaskRepository {
 public:
  // NOT_FOUND: unknown, or outside the viewer's rights.
  [[nodiscard]] StatusOr<domain::ParticipationTask> Get(sql::Session& session, const Uuid& id,
                                                        const Viewer& viewer) const;
  // The same, and holds the row until the transaction ends.
  [[nodiscard]] StatusOr<domain::ParticipationTask> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                                 const Viewer& viewer) const;
  // At most `limit` open tasks with an id above `after_id`, the oldest first.
  [[nodiscard]] StatusOr<std::vector<domain::ParticipationTask>> List(sql::Session& session,
                                                                      const Viewer& viewer,
                                                                      const TaskFilter& filter,
                                                                      const Uuid& after_id, int limit) const;

  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::ParticipationTask& task) const;
  // ABORTED (ETAG_MISMATCH): the state before is not there any more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::ParticipationTask& task) const;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_PARTICIPATION_TASK_REPOSITORY_H_
