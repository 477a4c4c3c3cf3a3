#include <string>

#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_retention.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

StatusOr<v1::ListDestructionsResponse> ListDestructions(const app::Deps& deps, const crypto::KeyRing& keys,
                                                        const Call& call,
                                                        const v1::ListDestructionsRequest& request) {
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), ""));
  ASSIGN_OR_RETURN(auto lists, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.destructions.List(session, app::ViewerOf(CallerOf(call)), Uuid::FromBytes(page.after),
                                  page.size + 1);
  }));
  v1::ListDestructionsResponse response;
  const bool more = static_cast<int>(lists.size()) > page.size;
  if (more) lists.resize(page.size);
  for (const domain::Destruction& one : lists) *response.add_destructions() = ToProto(one);
  if (more) response.set_next_page_token(duaal::rpc::SealPage(keys, call, lists.back().id.Bytes(), ""));
  return response;
}

}  // namespace

void RegisterDestructionService(duaal::rpc::Server& server, const app::Deps& deps,
                                const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.DestructionService/";
  server.Unary<v1::CreateDestructionRequest, v1::Destruction>(
      service + "CreateDestruction", [&](const Call& call, const auto& request) -> StatusOr<v1::Destruction> {
        ASSIGN_OR_RETURN(const auto list, app::CreateDestruction(deps, CallerOf(call, request.request_id()),
                                                                 ToCommand(request)));
        return ToProto(list);
      });
  const auto decide = [&](const Call& call, const auto& request) -> StatusOr<v1::Destruction> {
    ASSIGN_OR_RETURN(const auto list,
                     app::DecideDestruction(deps, CallerOf(call, request.request_id()), ToCommand(request)));
    return ToProto(list);
  };
  server.Unary<v1::ApproveDestructionRequest, v1::Destruction>(service + "ApproveDestruction", decide);
  server.Unary<v1::RejectDestructionRequest, v1::Destruction>(service + "RejectDestruction", decide);
  server.Unary<v1::GetDestructionRequest, v1::Destruction>(
      service + "GetDestruction", [&](const Call& call, const auto& request) -> StatusOr<v1::Destruction> {
        ASSIGN_OR_RETURN(const auto list, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.destructions.Get(session, ToId(request.id()), app::ViewerOf(CallerOf(call)));
        }));
        return ToProto(list);
      });
  server.Unary<v1::ListDestructionsRequest, v1::ListDestructionsResponse>(
      service + "ListDestructions",
      [&](const Call& call, const auto& request) { return ListDestructions(deps, keys, call, request); });
}

}  // namespace duaal::intake::rpc
