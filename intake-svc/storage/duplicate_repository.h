#ifndef INTAKE_SVC_STORAGE_DUPLICATE_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_DUPLICATE_REPOSITORY_H_

#include <set>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/duplicate.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// By what records are compared. Looks at all municipalities, so what comes out of here is for the service
// alone: what a caller may be told of it is the use case's to decide.
class DuplicateRepository {
 public:
  explicit DuplicateRepository(const ParticipantRepository& people) : people_(people) {}

  [[nodiscard]] static domain::Likeness LikenessOf(const domain::Participant& person);
  // Stands for a pair of records, in either order, and tells nothing of them.
  [[nodiscard]] std::string Reference(const Uuid& one, const Uuid& other) const;

  // Others with the same BSN or V-number.
  [[nodiscard]] StatusOr<std::set<Uuid>> FindByNumbers(sql::Session& session, const Uuid& person_id) const;
  // Others with a match key of the person; at most some hundreds.
  [[nodiscard]] StatusOr<std::set<Uuid>> FindByKeys(sql::Session& session,
                                                    const domain::Participant& person) const;
  // Those of `ids` with another BSN or V-number than the person: other people, whatever their names.
  [[nodiscard]] StatusOr<std::set<Uuid>> FindOthers(sql::Session& session, const Uuid& person_id,
                                                    const std::set<Uuid>& ids) const;

  // At most `limit` people behind `after` whose keys are not those of now, by id; they are held until the
  // transaction ends.
  [[nodiscard]] StatusOr<std::vector<Uuid>> HoldUnmatched(sql::Tx& tx, const Uuid& after, int limit) const;
  // Writes their keys anew.
  [[nodiscard]] Status PutKeys(sql::Tx& tx, const std::vector<domain::Participant>& people) const;

 private:
  [[nodiscard]] std::vector<sql::Value> Hash(const std::vector<std::string>& texts) const;

  const ParticipantRepository& people_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_DUPLICATE_REPOSITORY_H_
