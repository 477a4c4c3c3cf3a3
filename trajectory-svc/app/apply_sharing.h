#ifndef TRAJECTORY_SVC_APP_APPLY_SHARING_H_
#define TRAJECTORY_SVC_APP_APPLY_SHARING_H_

#include <string>

#include "trajectory-svc/app/deps.h"

namespace duaal::trajectory::app {

// A decision of a person, of intake-svc.
struct ApplySharingCommand {
  Uuid sharing_id;
  Uuid participant_id;
  Uuid organisation_id;
  std::string purpose;
  bool given = false;
  absl::CivilDay decision_date;
};

// Lets the rights of partners go by the decision, and says so in the feed: whoever recorded it waits for
// that.
//
// Status codes: those of the database.
[[nodiscard]] Status ApplySharing(sql::Tx& tx, const ApplySharingCommand& command, absl::Time now);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_APPLY_SHARING_H_
