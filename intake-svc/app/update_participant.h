#ifndef INTAKE_SVC_APP_UPDATE_PARTICIPANT_H_
#define INTAKE_SVC_APP_UPDATE_PARTICIPANT_H_

#include <cstdint>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/participant.h"

namespace duaal::intake::app {

// New values for some fields of a person.
struct UpdateParticipantCommand {
  Uuid id;
  std::int64_t expected_version = 0;
  domain::ParticipantChange change;
};

// Status codes: those of ParticipantService.UpdateParticipant.
[[nodiscard]] StatusOr<domain::Participant> UpdateParticipant(const Deps& deps, const Caller& caller,
                                                              const UpdateParticipantCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_UPDATE_PARTICIPANT_H_
