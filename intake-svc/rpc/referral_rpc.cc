#include <string>
#include <utility>
#include <vector>

#include "chassis/rpc/page.h"
#include "intake-svc/domain/composition.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

StatusOr<v1::ListReferralsResponse> ListReferrals(const app::Deps& deps, const crypto::KeyRing& keys,
                                                  const Call& call, const v1::ListReferralsRequest& request) {
  storage::ReferralFilter filter{request.programme_code(), ToOptionalId(request.class_offering_id()),
                                 std::nullopt};
  if (request.state() != v1::REFERRAL_STATE_UNSPECIFIED) {
    filter.state = static_cast<domain::ReferralState>(request.state());
  }
  const std::string binding =
      request.programme_code() + '\n' + request.class_offering_id() + '\n' + std::to_string(request.state());
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto referrals, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.referrals.List(session, app::ViewerOf(CallerOf(call)), filter, Uuid::FromBytes(page.after),
                               page.size + 1);
  }));
  v1::ListReferralsResponse response;
  const bool more = static_cast<int>(referrals.size()) > page.size;
  if (more) referrals.resize(page.size);
  for (const domain::Referral& referral : referrals) *response.add_referrals() = ToProto(referral);
  if (more)
    response.set_next_page_token(duaal::rpc::SealPage(keys, call, referrals.back().id.Bytes(), binding));
  return response;
}

StatusOr<v1::Composition> GetComposition(const app::Deps& deps, const Call& call,
                                         const v1::GetCompositionRequest& request) {
  ASSIGN_OR_RETURN(const auto rules, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.reference.FindProgramme(session, request.programme_code());
  }));
  if (!rules) {
    Violations violations;
    violations.Add("programme_code", "UNKNOWN_PROGRAMME",
                   "No programme has this code; look it up in the list.");
    return violations.ToStatus();
  }
  const storage::ReferralFilter filter{
      request.programme_code(), ToOptionalId(request.class_offering_id()), {}};
  ASSIGN_OR_RETURN(const auto counts, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.referrals.CountComposition(session, app::ViewerOf(CallerOf(call)), filter);
  }));
  v1::Composition response;
  for (const domain::CompositionCount& count : counts) {
    // Every candidate counts once per dimension, so any one dimension gives their number.
    if (count.dimension == "gender") response.set_candidates(response.candidates() + count.count);
    v1::CompositionCount& proto = *response.add_counts();
    proto.set_dimension(count.dimension);
    proto.set_value(count.value);
    proto.set_count(count.count);
  }
  for (const domain::CompositionFinding& finding : domain::CheckComposition(*rules, counts)) {
    v1::CompositionFinding& proto = *response.add_findings();
    proto.set_dimension(finding.rule.dimension);
    proto.set_value(finding.rule.value);
    proto.set_minimum(finding.rule.minimum);
    proto.set_actual(finding.actual);
    proto.set_met(finding.met);
  }
  return response;
}

}  // namespace

void RegisterReferralService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.ReferralService/";
  server.Unary<v1::CreateReferralRequest, v1::Referral>(
      service + "CreateReferral", [&](const Call& call, const auto& request) -> StatusOr<v1::Referral> {
        ASSIGN_OR_RETURN(const auto referral,
                         app::CreateReferral(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(referral);
      });
  server.Unary<v1::GetReferralRequest, v1::Referral>(
      service + "GetReferral", [&](const Call& call, const auto& request) -> StatusOr<v1::Referral> {
        ASSIGN_OR_RETURN(const auto referral, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.referrals.Get(session, ToId(request.id()), app::ViewerOf(CallerOf(call)));
        }));
        return ToProto(referral);
      });
  server.Unary<v1::ListReferralsRequest, v1::ListReferralsResponse>(
      service + "ListReferrals",
      [&](const Call& call, const auto& request) { return ListReferrals(deps, keys, call, request); });
  server.Unary<v1::RecordIntakeRequest, v1::Referral>(
      service + "RecordIntake", [&](const Call& call, const auto& request) -> StatusOr<v1::Referral> {
        ASSIGN_OR_RETURN(const auto referral,
                         app::RecordIntake(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(referral);
      });
  server.Unary<v1::CompleteInAbsenceRequest, v1::Referral>(
      service + "CompleteInAbsence", [&](const Call& call, const auto& request) -> StatusOr<v1::Referral> {
        ASSIGN_OR_RETURN(
            const auto referral,
            app::CompleteInAbsence(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(referral);
      });
  server.Unary<v1::SignDeclarationRequest, v1::Referral>(
      service + "SignDeclaration", [&](const Call& call, const auto& request) -> StatusOr<v1::Referral> {
        ASSIGN_OR_RETURN(const auto referral, app::SignDeclaration(deps, CallerOf(call, request.request_id()),
                                                                   ToCommand(request)));
        return ToProto(referral);
      });
  server.Unary<v1::CloseReferralRequest, v1::Referral>(
      service + "CloseReferral", [&](const Call& call, const auto& request) -> StatusOr<v1::Referral> {
        ASSIGN_OR_RETURN(const auto referral,
                         app::CloseReferral(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(referral);
      });
  server.Unary<v1::GetCompositionRequest, v1::Composition>(
      service + "GetComposition",
      [&](const Call& call, const auto& request) { return GetComposition(deps, call, request); });
}

}  // namespace duaal::intake::rpc
