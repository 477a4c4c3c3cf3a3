#include "trajectory-svc/app/relink_person.h"

#include "chassis/outbox/outbox.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {

Status RelinkPerson(sql::Tx& tx, const storage::Relink& relink, absl::Time now) {
  ASSIGN_OR_RETURN(const storage::Relinked relinked, storage::RelinkRepository().Apply(tx, relink));
  if (relinked.trajectory_ids.empty()) return absl::OkStatus();
  return outbox::Append(tx, {storage::TrajectoriesRelinked(relink, relinked, now)});
}

}  // namespace duaal::trajectory::app
