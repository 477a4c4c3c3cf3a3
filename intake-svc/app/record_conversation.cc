#include "intake-svc/app/record_conversation.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/etag.h"

namespace duaal::intake::app {

StatusOr<domain::Conversation> RecordConversation(const Deps& deps, const Caller& caller,
                                                  const RecordConversationCommand& command) {
  domain::Conversation conversation = command.conversation;
  conversation.id = Uuid::NewV7();
  conversation.create_time = caller.now;

  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Conversation> {
    // The person is held, so that versions come one after the other.
    const auto person = deps.participants.GetForUpdate(tx, conversation.participant_id, ViewerOf(caller));
    const auto guides = deps.reference.FindGuides(tx, conversation.programme_code);
    RETURN_IF_ERROR(CheckReferences(person, guides, "conversation."));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person->municipality_code, caller.today));
    RETURN_IF_ERROR(domain::Check(conversation, **guides, *person, caller.today));
    ASSIGN_OR_RETURN(const int last, deps.conversations.LastVersion(tx, conversation));
    RETURN_IF_ERROR(domain::CheckVersion(conversation.version, last));
    RETURN_IF_ERROR(deps.conversations.Insert(tx, conversation));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {conversation.id.Bytes(), rpc::ToEtag(1), ""}));
    return conversation;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.conversations.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
