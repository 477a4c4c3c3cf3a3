#ifndef INTAKE_SVC_APP_RECORD_CONVERSATION_H_
#define INTAKE_SVC_APP_RECORD_CONVERSATION_H_

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/conversation.h"

namespace duaal::intake::app {

// A conversation that was held, or more of one; id and time are set here.
struct RecordConversationCommand {
  domain::Conversation conversation;
};

// Publishes no event: what somebody told stays here.
//
// Status codes: those of ConversationService.RecordConversation.
[[nodiscard]] StatusOr<domain::Conversation> RecordConversation(const Deps& deps, const Caller& caller,
                                                                const RecordConversationCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_RECORD_CONVERSATION_H_
