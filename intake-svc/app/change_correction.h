#ifndef INTAKE_SVC_APP_CHANGE_CORRECTION_H_
#define INTAKE_SVC_APP_CHANGE_CORRECTION_H_

#include <cstdint>
#include <string>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/correction.h"

// The request of a person to correct something, and its three changes. The way through the house is the same
// and stands once, in change_correction.cc.
namespace duaal::intake::app {

// A request of a person; id, time, version, last day and who records it are set here.
struct RequestCorrectionCommand {
  domain::CorrectionRequest correction;
};

// More time, of which the person was told.
struct ExtendCorrectionCommand {
  Uuid correction_id;
  std::int64_t expected_version = 0;
  absl::CivilDay told_date;
  std::string reason;
};

// A decision by a person; who decides is set here.
struct DecideCorrectionCommand {
  Uuid correction_id;
  std::int64_t expected_version = 0;
  domain::CorrectionDecision decision;
};

// A recipient that was told.
struct RecordRecipientToldCommand {
  Uuid correction_id;
  std::int64_t expected_version = 0;
  int recipient_number = 0;
  absl::CivilDay told_date;
};

// Status codes: those of the RPC of the same name in CorrectionService.
[[nodiscard]] StatusOr<domain::CorrectionRequest> RequestCorrection(const Deps& deps, const Caller& caller,
                                                                    const RequestCorrectionCommand& command);
[[nodiscard]] StatusOr<domain::CorrectionRequest> ExtendCorrection(const Deps& deps, const Caller& caller,
                                                                   const ExtendCorrectionCommand& command);
[[nodiscard]] StatusOr<domain::CorrectionRequest> DecideCorrection(const Deps& deps, const Caller& caller,
                                                                   const DecideCorrectionCommand& command);
[[nodiscard]] StatusOr<domain::CorrectionRequest> RecordRecipientTold(
    const Deps& deps, const Caller& caller, const RecordRecipientToldCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_CHANGE_CORRECTION_H_
