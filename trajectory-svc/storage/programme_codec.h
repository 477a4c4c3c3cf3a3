#ifndef TRAJECTORY_SVC_STORAGE_PROGRAMME_CODEC_H_
#define TRAJECTORY_SVC_STORAGE_PROGRAMME_CODEC_H_

#include "duaal/programme/v1/programme.pb.h"
#include "trajectory-svc/domain/programme.h"

// From a programme's definition to what the domain knows of it.
namespace duaal::trajectory::storage {

// The facts that weeks, starts and signals need.
[[nodiscard]] domain::Programme ToProgramme(const programme::v1::ProgrammeDefinition& definition);

// Where its codes, references and ranges stand, by paths below `definition.`.
[[nodiscard]] domain::ProgrammeOutline ToOutline(const programme::v1::ProgrammeDefinition& definition);

}  // namespace duaal::trajectory::storage

#endif  // TRAJECTORY_SVC_STORAGE_PROGRAMME_CODEC_H_
