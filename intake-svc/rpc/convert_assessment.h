#ifndef INTAKE_SVC_RPC_CONVERT_ASSESSMENT_H_
#define INTAKE_SVC_RPC_CONVERT_ASSESSMENT_H_

#include <vector>

#include "duaal/intake/v1/assessment_service.pb.h"
#include "intake-svc/app/correct_assessment.h"
#include "intake-svc/app/record_assessment.h"

// Between protos and the house, for assessments. Requests were checked against their field rules before.
namespace duaal::intake::rpc {

// Without special values: those leave through `ToSpecialValues` only.
[[nodiscard]] v1::Assessment ToProto(const domain::Assessment& assessment);
[[nodiscard]] v1::SpecialValues ToSpecialValues(const domain::Assessment& assessment,
                                                const std::vector<domain::AspectValue>& values);
[[nodiscard]] app::RecordAssessmentCommand ToCommand(const v1::RecordAssessmentRequest& request);
[[nodiscard]] app::CorrectAssessmentCommand ToCommand(const v1::CorrectAssessmentRequest& request);

}  // namespace duaal::intake::rpc

#endif  // INTAKE_SVC_RPC_CONVERT_ASSESSMENT_H_
