#ifndef INTAKE_SVC_STORAGE_FAMILY_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_FAMILY_REPOSITORY_H_

#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/family_link.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Family links in the database. Who writes holds the people first, in the order of their ids, then the guard,
// then the link.
class FamilyRepository {
 public:
  // NOT_FOUND: unknown. Without rights: whoever calls asks for both people next.
  [[nodiscard]] StatusOr<domain::FamilyLink> Get(sql::Session& session, const Uuid& id) const;
  // At most `limit` links of a person, with people within the viewer's rights, with an id below `before_id`
  // (nil: from the newest on), newest first. Whoever calls has read that person.
  [[nodiscard]] StatusOr<std::vector<domain::FamilyLink>> List(sql::Session& session, const Viewer& viewer,
                                                               const Uuid& person_id, const Uuid& before_id,
                                                               int limit) const;
  // How many links a person has, whoever may see them.
  [[nodiscard]] StatusOr<int> Count(sql::Session& session, const Uuid& person_id) const;
  // What stands above a person, whoever may see it.
  [[nodiscard]] StatusOr<domain::Ancestry> AncestryOf(sql::Session& session, const Uuid& person_id) const;

  // From here to the end of the transaction nobody else adds or moves links.
  [[nodiscard]] Status Guard(sql::Tx& tx) const;
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::FamilyLink& link) const;
  // Writes the new state over the one before it. ABORTED (ETAG_MISMATCH): it is not there any more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::FamilyLink& link) const;

  // What of `from` goes over to `to` in a merge, and is its own from now on. The caller holds both and the
  // guard.
  [[nodiscard]] StatusOr<std::vector<Uuid>> HandOver(sql::Tx& tx, const Uuid& from, const Uuid& to) const;
  // Gives back what is noted of a merge.
  [[nodiscard]] Status GiveBack(sql::Tx& tx, const Uuid& merge_id, const Uuid& from, const Uuid& to) const;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_FAMILY_REPOSITORY_H_
