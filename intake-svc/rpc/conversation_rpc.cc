#include <string>

#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_intake.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

StatusOr<v1::ListConversationsResponse> ListConversations(const app::Deps& deps, const crypto::KeyRing& keys,
                                                          const Call& call,
                                                          const v1::ListConversationsRequest& request) {
  const std::string& binding = request.participant_id();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto conversations, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.conversations.List(session, app::ViewerOf(CallerOf(call)), ToId(request.participant_id()),
                                   Uuid::FromBytes(page.after), page.size + 1);
  }));
  v1::ListConversationsResponse response;
  const bool more = static_cast<int>(conversations.size()) > page.size;
  if (more) conversations.resize(page.size);
  for (const auto& one : conversations) *response.add_conversations() = ToProto(one, call.principal());
  if (more)
    response.set_next_page_token(duaal::rpc::SealPage(keys, call, conversations.back().id.Bytes(), binding));
  return response;
}

}  // namespace

void RegisterConversationService(duaal::rpc::Server& server, const app::Deps& deps,
                                 const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.ConversationService/";
  server.Unary<v1::RecordConversationRequest, v1::Conversation>(
      service + "RecordConversation",
      [&](const Call& call, const auto& request) -> StatusOr<v1::Conversation> {
        ASSIGN_OR_RETURN(
            const auto conversation,
            app::RecordConversation(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(conversation, call.principal());
      });
  server.Unary<v1::GetConversationRequest, v1::Conversation>(
      service + "GetConversation", [&](const Call& call, const auto& request) -> StatusOr<v1::Conversation> {
        ASSIGN_OR_RETURN(const auto conversation, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.conversations.Get(session, ToId(request.id()), app::ViewerOf(CallerOf(call)));
        }));
        return ToProto(conversation, call.principal());
      });
  server.Unary<v1::ListConversationsRequest, v1::ListConversationsResponse>(
      service + "ListConversations",
      [&](const Call& call, const auto& request) { return ListConversations(deps, keys, call, request); });
}

}  // namespace duaal::intake::rpc
