#ifndef INTAKE_SVC_APP_IMPORT_PARTICIPANTS_H_
#define INTAKE_SVC_APP_IMPORT_PARTICIPANTS_H_

#include <optional>
#include <string>
#include <vector>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/participant.h"
#include "intake-svc/domain/referral.h"

namespace duaal::intake::app {

// One row of a list.
struct ImportRow {
  int row = 0;
  domain::Participant participant;
  std::string source;
  std::string source_reference;
  std::string programme_code;  // empty: no referral
  std::optional<Uuid> class_offering_id;
  domain::InflowChannel channel = domain::InflowChannel::kUnknown;
  Status check;  // faults of single fields, found at the door
};

// What became of a row.
struct ImportOutcome {
  enum class Kind { kCreated = 1, kUnchanged = 2, kRejected = 3, kReferred = 4 };
  int row = 0;
  Kind kind = Kind::kRejected;
  std::optional<Uuid> participant_id;
  std::optional<Uuid> referral_id;
  std::vector<FieldViolation> violations;
};

// Registers and refers the good rows of a batch in one transaction; each bad row is answered with every
// fault. Rows imported before change nothing.
//
// Status codes: UNAVAILABLE and the like, for the batch as a whole. A bad row is never an error.
[[nodiscard]] StatusOr<std::vector<ImportOutcome>> ImportParticipants(const Deps& deps, const Caller& caller,
                                                                      const std::vector<ImportRow>& rows);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_IMPORT_PARTICIPANTS_H_
