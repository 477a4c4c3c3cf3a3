#include <string>
#include <utility>

#include "chassis/core/civil.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/page.h"
#include "chassis/rpc/timestamp.h"
#include "duaal/intake/v1/family_link_service.pb.h"
#include "intake-svc/app/link_family.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

v1::FamilyLink ToProto(const domain::FamilyLink& link) {
  v1::FamilyLink proto;
  proto.set_id(link.id.ToString());
  proto.set_kind(static_cast<v1::FamilyLinkKind>(link.kind));
  proto.set_participant_id(link.participant_id.ToString());
  proto.set_relative_id(link.relative_id.ToString());
  if (link.start_date) proto.set_start_date(FormatDate(*link.start_date));
  if (link.end_date) proto.set_end_date(FormatDate(*link.end_date));
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(link.create_time);
  proto.set_etag(duaal::rpc::ToEtag(link.row_version));
  return proto;
}

app::CreateFamilyLinkCommand ToCommand(const v1::CreateFamilyLinkRequest& request) {
  const v1::FamilyLink& proto = request.family_link();
  app::CreateFamilyLinkCommand command;
  command.link.kind = static_cast<domain::FamilyLinkKind>(proto.kind());
  command.link.participant_id = ToId(proto.participant_id());
  command.link.relative_id = ToId(proto.relative_id());
  command.link.start_date = ParseDate(proto.start_date());
  command.link.end_date = ParseDate(proto.end_date());
  return command;
}

app::EndFamilyLinkCommand ToCommand(const v1::EndFamilyLinkRequest& request) {
  return {ToId(request.family_link_id()), duaal::rpc::FromEtag(request.etag()),
          *ParseDate(request.end_date())};
}

StatusOr<v1::ListFamilyLinksResponse> ListFamilyLinks(const app::Deps& deps, const crypto::KeyRing& keys,
                                                      const Call& call,
                                                      const v1::ListFamilyLinksRequest& request) {
  const std::string& binding = request.participant_id();
  const Uuid person = ToId(binding);
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  const auto caller = CallerOf(call);
  return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::ListFamilyLinksResponse> {
    RETURN_IF_ERROR(deps.participants.Get(session, person, app::ViewerOf(caller)).status());
    ASSIGN_OR_RETURN(auto links, deps.families.List(session, app::ViewerOf(caller), person,
                                                    Uuid::FromBytes(page.after), page.size + 1));
    v1::ListFamilyLinksResponse response;
    const bool more = static_cast<int>(links.size()) > page.size;
    if (more) links.resize(page.size);
    for (const domain::FamilyLink& one : links) *response.add_family_links() = ToProto(one);
    if (more)
      response.set_next_page_token(duaal::rpc::SealPage(keys, call, links.back().id.Bytes(), binding));
    return response;
  });
}

}  // namespace

void RegisterFamilyLinkService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.FamilyLinkService/";
  server.Unary<v1::CreateFamilyLinkRequest, v1::FamilyLink>(
      service + "CreateFamilyLink", [&](const Call& call, const auto& request) -> StatusOr<v1::FamilyLink> {
        ASSIGN_OR_RETURN(const auto link, app::CreateFamilyLink(deps, CallerOf(call, request.request_id()),
                                                                ToCommand(request)));
        return ToProto(link);
      });
  server.Unary<v1::EndFamilyLinkRequest, v1::FamilyLink>(
      service + "EndFamilyLink", [&](const Call& call, const auto& request) -> StatusOr<v1::FamilyLink> {
        ASSIGN_OR_RETURN(const auto link,
                         app::EndFamilyLink(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(link);
      });
  server.Unary<v1::ListFamilyLinksRequest, v1::ListFamilyLinksResponse>(
      service + "ListFamilyLinks",
      [&](const Call& call, const auto& request) { return ListFamilyLinks(deps, keys, call, request); });
}

}  // namespace duaal::intake::rpc
