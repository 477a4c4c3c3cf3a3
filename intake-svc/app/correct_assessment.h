#ifndef INTAKE_SVC_APP_CORRECT_ASSESSMENT_H_
#define INTAKE_SVC_APP_CORRECT_ASSESSMENT_H_

#include <cstdint>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/assessment.h"

namespace duaal::intake::app {

// What an assessment should have said.
struct CorrectAssessmentCommand {
  Uuid assessment_id;
  std::int64_t expected_version = 0;
  domain::Correction correction;
};

// Status codes: those of AssessmentService.CorrectAssessment.
[[nodiscard]] StatusOr<domain::Assessment> CorrectAssessment(const Deps& deps, const Caller& caller,
                                                             const CorrectAssessmentCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_CORRECT_ASSESSMENT_H_
