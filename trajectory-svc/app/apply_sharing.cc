#include "trajectory-svc/app/apply_sharing.h"

#include "chassis/access/rights.h"
#include "chassis/outbox/outbox.h"
#include "trajectory-svc/storage/events.h"

namespace duaal::trajectory::app {

Status ApplySharing(sql::Tx& tx, const ApplySharingCommand& command, absl::Time now) {
  if (command.given) {
    RETURN_IF_ERROR(
        access::DropRefusal(tx, command.participant_id, command.organisation_id, command.purpose));
  } else {
    RETURN_IF_ERROR(access::PutRefusal(tx, command.participant_id, command.organisation_id, command.purpose,
                                       command.decision_date));
  }
  return outbox::Append(tx, {storage::SharingApplied(command.sharing_id, now)});
}

}  // namespace duaal::trajectory::app
