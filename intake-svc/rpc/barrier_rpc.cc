#include <string>
#include <utility>

#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_barrier.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

StatusOr<v1::ListBarriersResponse> ListBarriers(const app::Deps& deps, const crypto::KeyRing& keys,
                                                const Call& call, const v1::ListBarriersRequest& request) {
  const std::string& binding = request.participant_id();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto barriers, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.barriers.List(session, app::ViewerOf(CallerOf(call)), ToId(request.participant_id()),
                              Uuid::FromBytes(page.after), page.size + 1);
  }));
  v1::ListBarriersResponse response;
  const bool more = static_cast<int>(barriers.size()) > page.size;
  if (more) barriers.resize(page.size);
  for (const domain::Barrier& barrier : barriers)
    *response.add_barriers() = ToProto(barrier, call.principal());
  if (more)
    response.set_next_page_token(duaal::rpc::SealPage(keys, call, barriers.back().id.Bytes(), binding));
  return response;
}

}  // namespace

void RegisterBarrierService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.BarrierService/";
  server.Unary<v1::RecordBarrierRequest, v1::Barrier>(
      service + "RecordBarrier", [&](const Call& call, const auto& request) -> StatusOr<v1::Barrier> {
        ASSIGN_OR_RETURN(const auto barrier,
                         app::RecordBarrier(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(barrier, call.principal());
      });
  server.Unary<v1::GetBarrierRequest, v1::Barrier>(
      service + "GetBarrier", [&](const Call& call, const auto& request) -> StatusOr<v1::Barrier> {
        ASSIGN_OR_RETURN(const auto barrier, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.barriers.Get(session, ToId(request.id()), app::ViewerOf(CallerOf(call)));
        }));
        return ToProto(barrier, call.principal());
      });
  server.Unary<v1::ListBarriersRequest, v1::ListBarriersResponse>(
      service + "ListBarriers",
      [&](const Call& call, const auto& request) { return ListBarriers(deps, keys, call, request); });
  server.Unary<v1::EstimateCoachingRequest, v1::Barrier>(
      service + "EstimateCoaching", [&](const Call& call, const auto& request) -> StatusOr<v1::Barrier> {
        ASSIGN_OR_RETURN(const auto barrier, app::EstimateCoaching(deps, CallerOf(call, request.request_id()),
                                                                   ToCommand(request)));
        return ToProto(barrier, call.principal());
      });
  server.Unary<v1::EndBarrierRequest, v1::Barrier>(
      service + "EndBarrier", [&](const Call& call, const auto& request) -> StatusOr<v1::Barrier> {
        ASSIGN_OR_RETURN(const auto barrier,
                         app::EndBarrier(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(barrier, call.principal());
      });
}

}  // namespace duaal::intake::rpc
