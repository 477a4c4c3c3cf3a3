#include <string>

#include "chassis/core/civil.h"
#include "chassis/rpc/page.h"
#include "chassis/rpc/timestamp.h"
#include "duaal/intake/v1/sharing_service.pb.h"
#include "intake-svc/app/record_sharing.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

v1::Sharing ToProto(const domain::Sharing& sharing) {
  v1::Sharing proto;
  proto.set_id(sharing.id.ToString());
  proto.set_participant_id(sharing.participant_id.ToString());
  proto.set_organisation_id(sharing.organisation_id.ToString());
  proto.set_purpose(sharing.purpose);
  proto.set_decision(static_cast<v1::SharingDecision>(sharing.decision));
  proto.set_decision_date(FormatDate(sharing.decision_date));
  *proto.mutable_record_time() = duaal::rpc::ToTimestamp(sharing.record_time);
  if (!sharing.applied) proto.add_waiting_services("trajectory-svc");
  return proto;
}

app::RecordSharingCommand ToCommand(const v1::RecordSharingRequest& request) {
  app::RecordSharingCommand command;
  command.sharing.participant_id = ToId(request.participant_id());
  command.sharing.organisation_id = ToId(request.organisation_id());
  command.sharing.purpose = request.purpose();
  command.sharing.decision = static_cast<domain::SharingDecision>(request.decision());
  command.sharing.decision_date = *ParseDate(request.decision_date());
  return command;
}

StatusOr<v1::ListSharingsResponse> ListSharings(const app::Deps& deps, const crypto::KeyRing& keys,
                                                const Call& call, const v1::ListSharingsRequest& request) {
  const std::string& binding = request.participant_id();
  const Uuid person = ToId(binding);
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::ListSharingsResponse> {
    RETURN_IF_ERROR(deps.participants.Get(session, person, app::ViewerOf(CallerOf(call))).status());
    ASSIGN_OR_RETURN(auto sharings,
                     deps.sharings.List(session, person, Uuid::FromBytes(page.after), page.size + 1));
    v1::ListSharingsResponse response;
    const bool more = static_cast<int>(sharings.size()) > page.size;
    if (more) sharings.resize(page.size);
    for (const domain::Sharing& one : sharings) *response.add_sharings() = ToProto(one);
    if (more)
      response.set_next_page_token(duaal::rpc::SealPage(keys, call, sharings.back().id.Bytes(), binding));
    return response;
  });
}

}  // namespace

void RegisterSharingService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.SharingService/";
  server.Unary<v1::RecordSharingRequest, v1::Sharing>(
      service + "RecordSharing", [&](const Call& call, const auto& request) -> StatusOr<v1::Sharing> {
        ASSIGN_OR_RETURN(const auto sharing,
                         app::RecordSharing(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(sharing);
      });
  server.Unary<v1::ListSharingsRequest, v1::ListSharingsResponse>(
      service + "ListSharings",
      [&](const Call& call, const auto& request) { return ListSharings(deps, keys, call, request); });
}

}  // namespace duaal::intake::rpc
