#ifndef INTAKE_SVC_APP_CREATE_PARTICIPANT_H_
#define INTAKE_SVC_APP_CREATE_PARTICIPANT_H_

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/participant.h"

namespace duaal::intake::app {

// A person to register; id, times and version are set here.
struct CreateParticipantCommand {
  domain::Participant participant;
};

// Status codes: those of ParticipantService.CreateParticipant.
[[nodiscard]] StatusOr<domain::Participant> CreateParticipant(const Deps& deps, const Caller& caller,
                                                              const CreateParticipantCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_CREATE_PARTICIPANT_H_
