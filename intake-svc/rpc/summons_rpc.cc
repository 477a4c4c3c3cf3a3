#include <string>

#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_intake.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

StatusOr<v1::ListSummonsesResponse> ListSummonses(const app::Deps& deps, const Call& call,
                                                  const v1::ListSummonsesRequest& request) {
  ASSIGN_OR_RETURN(
      const auto summonses,
      deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<std::vector<domain::Summons>> {
        const Uuid id = ToId(request.referral_id());
        RETURN_IF_ERROR(deps.referrals.Get(session, id, app::ViewerOf(CallerOf(call))).status());
        return deps.summonses.OfReferral(session, id);
      }));
  v1::ListSummonsesResponse response;
  for (const domain::Summons& summons : summonses) *response.add_summonses() = ToProto(summons);
  return response;
}

}  // namespace

void RegisterSummonsService(duaal::rpc::Server& server, const app::Deps& deps) {
  const std::string service = "duaal.intake.v1.SummonsService/";
  server.Unary<v1::RecordSummonsRequest, v1::Summons>(
      service + "RecordSummons", [&](const Call& call, const auto& request) -> StatusOr<v1::Summons> {
        ASSIGN_OR_RETURN(const auto summons,
                         app::RecordSummons(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(summons);
      });
  server.Unary<v1::RecordAppearanceRequest, v1::Summons>(
      service + "RecordAppearance", [&](const Call& call, const auto& request) -> StatusOr<v1::Summons> {
        ASSIGN_OR_RETURN(const auto summons, app::RecordAppearance(deps, CallerOf(call, request.request_id()),
                                                                   ToCommand(request)));
        return ToProto(summons);
      });
  server.Unary<v1::ListSummonsesRequest, v1::ListSummonsesResponse>(
      service + "ListSummonses",
      [&](const Call& call, const auto& request) { return ListSummonses(deps, call, request); });
}

}  // namespace duaal::intake::rpc
