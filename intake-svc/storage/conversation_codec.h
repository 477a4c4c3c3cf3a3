#ifndef INTAKE_SVC_STORAGE_CONVERSATION_CODEC_H_
#define INTAKE_SVC_STORAGE_CONVERSATION_CODEC_H_

#include <string>

#include "chassis/core/status.h"
#include "duaal/intake/v1/conversation_service.pb.h"
#include "duaal/programme/v1/programme.pb.h"
#include "intake-svc/domain/conversation.h"

namespace duaal::intake::storage {

// What was said, between proto and house; requests, answers and what is sealed have one form. A date that
// does not parse is not known.
[[nodiscard]] domain::ConversationContent FromProto(const v1::ConversationContent& proto);
[[nodiscard]] v1::ConversationContent ToProto(const domain::ConversationContent& content);

[[nodiscard]] std::string PackContent(const domain::ConversationContent& content);
// DATA_LOSS: it cannot be read.
[[nodiscard]] StatusOr<domain::ConversationContent> UnpackContent(const std::string& packed);

// What a programme's definition says of guides.
[[nodiscard]] domain::ConversationGuides ToGuides(const programme::v1::ProgrammeDefinition& definition);

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_CONVERSATION_CODEC_H_
