#ifndef INTAKE_SVC_APP_MOVE_PARTICIPANT_H_
#define INTAKE_SVC_APP_MOVE_PARTICIPANT_H_

#include <cstdint>
#include <string>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/residence.h"

namespace duaal::intake::app {

// A person moves to another municipality.
struct MoveParticipantCommand {
  Uuid participant_id;
  std::int64_t expected_version = 0;
  std::string municipality_code;
  absl::CivilDay move_date;
};

// A move to come does not take place.
struct WithdrawMoveCommand {
  Uuid participant_id;
  std::int64_t expected_version = 0;
  absl::CivilDay move_date;
};

// Status codes: those of the RPC of the same name in ParticipantService.
[[nodiscard]] StatusOr<domain::Participant> MoveParticipant(const Deps& deps, const Caller& caller,
                                                            const MoveParticipantCommand& command);
[[nodiscard]] StatusOr<domain::Participant> WithdrawMove(const Deps& deps, const Caller& caller,
                                                         const WithdrawMoveCommand& command);

// Takes the person's referrals and plan clock along to the municipality of `after`, and tells of it. `how` is
// the residence that began.
[[nodiscard]] Status GoOver(const Deps& deps, sql::Tx& tx, const domain::Participant& before,
                            const domain::Participant& after, const domain::Residence& how, absl::Time now);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_MOVE_PARTICIPANT_H_
