#include <string>
#include <utility>
#include <vector>

#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_assessment.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

StatusOr<v1::ListAssessmentsResponse> ListAssessments(const app::Deps& deps, const crypto::KeyRing& keys,
                                                      const Call& call,
                                                      const v1::ListAssessmentsRequest& request) {
  const storage::AssessmentFilter filter{ToOptionalId(request.participant_id()), request.programme_code(),
                                         request.instrument_code(), request.include_superseded()};
  Violations violations;
  if (!filter.participant_id && filter.programme_code.empty()) {
    violations.Add("programme_code", "REQUIRED",
                   "Name a person, or a programme with one of its instruments.");
  }
  if (!filter.participant_id && filter.instrument_code.empty()) {
    violations.Add("instrument_code", "REQUIRED",
                   "Name a person, or a programme with one of its instruments.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  const std::string binding = request.participant_id() + '\n' + request.programme_code() + '\n' +
                              request.instrument_code() + '\n' +
                              std::to_string(static_cast<int>(request.include_superseded()));
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto assessments, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.assessments.List(session, app::ViewerOf(CallerOf(call)), filter, Uuid::FromBytes(page.after),
                                 page.size + 1);
  }));
  v1::ListAssessmentsResponse response;
  const bool more = static_cast<int>(assessments.size()) > page.size;
  if (more) assessments.resize(page.size);
  for (const domain::Assessment& one : assessments) *response.add_assessments() = ToProto(one);
  if (more)
    response.set_next_page_token(duaal::rpc::SealPage(keys, call, assessments.back().id.Bytes(), binding));
  return response;
}

// What the programme says of the instrument, as a question to the database.
StatusOr<storage::CoverageFilter> ToFilter(const app::Deps& deps, const Call& call,
                                           const std::string& programme_code,
                                           const std::string& instrument_code) {
  ASSIGN_OR_RETURN(const auto set, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.reference.FindInstruments(session, programme_code);
  }));
  Violations violations;
  if (!set) {
    violations.Add("programme_code", "UNKNOWN_PROGRAMME",
                   "No programme has this code; look it up in the list.");
  } else if (set->FindAny(instrument_code) == nullptr) {
    violations.Add("instrument_code", "UNKNOWN_INSTRUMENT",
                   "The programme has no such instrument; read its definition.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return storage::CoverageFilter{programme_code, instrument_code, set->TakenFrom(instrument_code),
                                 set->CountableAspects(instrument_code)};
}

StatusOr<v1::AssessmentCoverage> GetAssessmentCoverage(const app::Deps& deps, const Call& call,
                                                       const v1::GetAssessmentCoverageRequest& request) {
  ASSIGN_OR_RETURN(const storage::CoverageFilter filter,
                   ToFilter(deps, call, request.programme_code(), request.instrument_code()));
  ASSIGN_OR_RETURN(const storage::Coverage coverage,
                   deps.db.Read(call.deadline(), [&](sql::Session& session) {
                     return deps.assessments.CountCoverage(session, app::ViewerOf(CallerOf(call)), filter);
                   }));
  v1::AssessmentCoverage response;
  response.set_candidates(coverage.candidates);
  response.set_assessed(coverage.assessed);
  response.set_unassessed(coverage.candidates - coverage.assessed);
  for (const storage::Coverage::Count& count : coverage.counts) {
    v1::AssessedValueCount& proto = *response.add_counts();
    proto.set_aspect_code(count.aspect_code);
    proto.set_value(count.value);
    proto.set_count(count.count);
  }
  return response;
}

StatusOr<v1::ListUnassessedResponse> ListUnassessed(const app::Deps& deps, const crypto::KeyRing& keys,
                                                    const Call& call,
                                                    const v1::ListUnassessedRequest& request) {
  ASSIGN_OR_RETURN(const storage::CoverageFilter filter,
                   ToFilter(deps, call, request.programme_code(), request.instrument_code()));
  const std::string binding = request.programme_code() + '\n' + request.instrument_code();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto candidates, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.assessments.ListUnassessed(session, app::ViewerOf(CallerOf(call)), filter,
                                           Uuid::FromBytes(page.after), page.size + 1);
  }));
  v1::ListUnassessedResponse response;
  const bool more = static_cast<int>(candidates.size()) > page.size;
  if (more) candidates.resize(page.size);
  for (const storage::Unassessed& candidate : candidates) {
    v1::UnassessedCandidate& proto = *response.add_candidates();
    proto.set_referral_id(candidate.referral_id.ToString());
    proto.set_participant_id(candidate.participant_id.ToString());
  }
  if (more) {
    response.set_next_page_token(
        duaal::rpc::SealPage(keys, call, candidates.back().referral_id.Bytes(), binding));
  }
  return response;
}

StatusOr<v1::SpecialValues> GetSpecialValues(const app::Deps& deps, const Call& call,
                                             const v1::GetSpecialValuesRequest& request) {
  const Uuid id = ToId(request.assessment_id());
  return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::SpecialValues> {
    const storage::Viewer viewer = app::ViewerOf(CallerOf(call));
    ASSIGN_OR_RETURN(const auto assessment, deps.assessments.Get(session, id, viewer));
    ASSIGN_OR_RETURN(const auto values, deps.assessments.GetSpecialValues(session, id, viewer));
    return ToSpecialValues(assessment, values);
  });
}

}  // namespace

void RegisterAssessmentService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.AssessmentService/";
  server.Unary<v1::RecordAssessmentRequest, v1::Assessment>(
      service + "RecordAssessment", [&](const Call& call, const auto& request) -> StatusOr<v1::Assessment> {
        ASSIGN_OR_RETURN(
            const auto assessment,
            app::RecordAssessment(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(assessment);
      });
  server.Unary<v1::GetAssessmentRequest, v1::Assessment>(
      service + "GetAssessment", [&](const Call& call, const auto& request) -> StatusOr<v1::Assessment> {
        ASSIGN_OR_RETURN(const auto assessment, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.assessments.Get(session, ToId(request.id()), app::ViewerOf(CallerOf(call)));
        }));
        return ToProto(assessment);
      });
  server.Unary<v1::GetSpecialValuesRequest, v1::SpecialValues>(
      service + "GetSpecialValues",
      [&](const Call& call, const auto& request) { return GetSpecialValues(deps, call, request); });
  server.Unary<v1::ListAssessmentsRequest, v1::ListAssessmentsResponse>(
      service + "ListAssessments",
      [&](const Call& call, const auto& request) { return ListAssessments(deps, keys, call, request); });
  server.Unary<v1::CorrectAssessmentRequest, v1::Assessment>(
      service + "CorrectAssessment", [&](const Call& call, const auto& request) -> StatusOr<v1::Assessment> {
        ASSIGN_OR_RETURN(
            const auto assessment,
            app::CorrectAssessment(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(assessment);
      });
  server.Unary<v1::GetAssessmentCoverageRequest, v1::AssessmentCoverage>(
      service + "GetAssessmentCoverage",
      [&](const Call& call, const auto& request) { return GetAssessmentCoverage(deps, call, request); });
  server.Unary<v1::ListUnassessedRequest, v1::ListUnassessedResponse>(
      service + "ListUnassessed",
      [&](const Call& call, const auto& request) { return ListUnassessed(deps, keys, call, request); });
}

}  // namespace duaal::intake::rpc
