#ifndef INTAKE_SVC_STORAGE_DESTRUCTION_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_DESTRUCTION_REPOSITORY_H_

#include <string>
#include <vector>

#include "chassis/person_data/person_data.h"
#include "intake-svc/domain/retention.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// A person whose turn it is.
struct DestructionItem {
  Uuid destruction_id;
  int ordinal = 0;
  Uuid participant_id;
  std::string class_code;
  std::string municipality_code;
};

// Lists for destruction. They are added to and go on; none is ever deleted.
class DestructionRepository {
 public:
  // With people and rows. NOT_FOUND: unknown, or outside the viewer's rights.
  [[nodiscard]] StatusOr<domain::Destruction> Get(sql::Session& session, const Uuid& id,
                                                  const Viewer& viewer) const;
  // The same, and holds the list until the transaction ends.
  [[nodiscard]] StatusOr<domain::Destruction> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                           const Viewer& viewer) const;
  // At most `limit` lists with an id below `before_id` (nil: from the newest on), newest first, without
  // people and rows.
  [[nodiscard]] StatusOr<std::vector<domain::Destruction>> List(sql::Session& session, const Viewer& viewer,
                                                                const Uuid& before_id, int limit) const;

  // FAILED_PRECONDITION (LISTED_FOR_DESTRUCTION): another list took one of the people first.
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::Destruction& destruction) const;
  // Writes the new state of the list itself. ABORTED (ETAG_MISMATCH): it is not there any more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::Destruction& destruction) const;
  // Sets all its people free for other lists.
  [[nodiscard]] Status Release(sql::Tx& tx, const Uuid& id) const;
  // Whether the person stands on a list that is proposed or agreed to and not carried out for that person
  // yet.
  [[nodiscard]] StatusOr<bool> IsListed(sql::Session& session, const Uuid& participant_id) const;

  // At most `limit` people of lists that are agreed to, whose turn has not come yet.
  [[nodiscard]] StatusOr<std::vector<DestructionItem>> FindWaiting(sql::Session& session, int limit) const;
  // What was destroyed here of a person of the list and waits for another service; nothing once that has
  // answered.
  [[nodiscard]] StatusOr<std::optional<DestructionItem>> FindUnderWay(sql::Session& session, const Uuid& id,
                                                                      const Uuid& participant_id) const;
  [[nodiscard]] Status SetOutcome(sql::Tx& tx, const DestructionItem& item,
                                  domain::DestructionOutcome outcome) const;
  [[nodiscard]] Status AddRows(sql::Tx& tx, const Uuid& id, const std::string& service,
                               const std::vector<person_data::Destroyed>& rows) const;
  // Another service has destroyed what it held of the person: the last one that had to.
  [[nodiscard]] Status Confirm(sql::Tx& tx, const Uuid& id, const Uuid& participant_id) const;
  // At most `limit` lists that are agreed to and have nobody left whose data is not destroyed everywhere.
  [[nodiscard]] StatusOr<std::vector<Uuid>> FindFinished(sql::Session& session, int limit) const;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_DESTRUCTION_REPOSITORY_H_
