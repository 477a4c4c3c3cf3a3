#ifndef INTAKE_SVC_STORAGE_CONVERSATION_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_CONVERSATION_REPOSITORY_H_

#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/crypto/crypto.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/conversation.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Conversations in the database. What was said is sealed; who may see the person may see them.
class ConversationRepository {
 public:
  explicit ConversationRepository(const crypto::KeyRing& keys) : keys_(keys) {}

  // NOT_FOUND: unknown, or outside the viewer's rights. DATA_LOSS: the seal does not open.
  [[nodiscard]] StatusOr<domain::Conversation> Get(sql::Session& session, const Uuid& id,
                                                   const Viewer& viewer) const;
  // At most `limit` versions of a person's conversations with an id below `before_id` (nil: from the newest
  // on), newest first, without what was said.
  [[nodiscard]] StatusOr<std::vector<domain::Conversation>> List(sql::Session& session, const Viewer& viewer,
                                                                 const Uuid& participant_id,
                                                                 const Uuid& before_id, int limit) const;
  // The number of the last version of the same conversation; 0 when there is none. The caller holds the
  // person.
  [[nodiscard]] StatusOr<int> LastVersion(sql::Session& session,
                                          const domain::Conversation& conversation) const;

  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::Conversation& conversation) const;

 private:
  const crypto::KeyRing& keys_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_CONVERSATION_REPOSITORY_H_
