#ifndef INTAKE_SVC_APP_SCREEN_CANDIDATE_H_
#define INTAKE_SVC_APP_SCREEN_CANDIDATE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/screening.h"

// What is done with a row of a register list. The four differ in what they make of the screening; the way of
// a change through the house stands once, in screen_candidate.cc.
namespace duaal::intake::app {

// Somebody is to screen.
struct AssignScreeningCommand {
  Uuid screening_id;
  std::int64_t expected_version = 0;
  std::string staff_id;
};

// The person enters the intake. `unpack` makes the person of what came in the row.
struct AdmitScreeningCommand {
  Uuid screening_id;
  std::int64_t expected_version = 0;
  absl::CivilDay decided_date;
  std::string programme_code;  // empty: no referral
  std::function<domain::Participant(const std::string&)> unpack;
};

// Not now.
struct DismissScreeningCommand {
  Uuid screening_id;
  std::int64_t expected_version = 0;
  absl::CivilDay decided_date;
  domain::DismissReason reason = domain::DismissReason::kOther;
};

// Known already.
struct LinkScreeningCommand {
  Uuid screening_id;
  std::int64_t expected_version = 0;
  absl::CivilDay decided_date;
  Uuid participant_id;
};

// Status codes: those of the RPC of the same name in ScreeningService.
[[nodiscard]] StatusOr<domain::Screening> AssignScreening(const Deps& deps, const Caller& caller,
                                                          const AssignScreeningCommand& command);
[[nodiscard]] StatusOr<domain::Screening> AdmitScreening(const Deps& deps, const Caller& caller,
                                                         const AdmitScreeningCommand& command);
[[nodiscard]] StatusOr<domain::Screening> DismissScreening(const Deps& deps, const Caller& caller,
                                                           const DismissScreeningCommand& command);
[[nodiscard]] StatusOr<domain::Screening> LinkScreening(const Deps& deps, const Caller& caller,
                                                        const LinkScreeningCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_SCREEN_CANDIDATE_H_
