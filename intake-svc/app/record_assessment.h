#ifndef INTAKE_SVC_APP_RECORD_ASSESSMENT_H_
#define INTAKE_SVC_APP_RECORD_ASSESSMENT_H_

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/assessment.h"

namespace duaal::intake::app {

// An assessment that was taken; id, time and version are set here.
struct RecordAssessmentCommand {
  domain::Assessment assessment;
};

// Status codes: those of AssessmentService.RecordAssessment.
[[nodiscard]] StatusOr<domain::Assessment> RecordAssessment(const Deps& deps, const Caller& caller,
                                                            const RecordAssessmentCommand& command);

// PERMISSION_DENIED (PERMISSION_MISSING): there are special values, and the caller may write none.
[[nodiscard]] Status CheckMayWriteSpecial(const Caller& caller,
                                          const std::vector<domain::AspectValue>& special_values);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_RECORD_ASSESSMENT_H_
