#ifndef INTAKE_SVC_STORAGE_MERGE_REPOSITORY_H_
#define INTAKE_SVC_STORAGE_MERGE_REPOSITORY_H_

#include <vector>

#include "chassis/core/status.h"
#include "chassis/sql/database.h"
#include "intake-svc/domain/merge.h"
#include "intake-svc/storage/barrier_repository.h"
#include "intake-svc/storage/family_repository.h"
#include "intake-svc/storage/household_repository.h"
#include "intake-svc/storage/participant_repository.h"

namespace duaal::intake::storage {

// Merges in the database. Whoever may see one of the two records may see the merge.
class MergeRepository {
 public:
  // NOT_FOUND: unknown, or both records are outside the viewer's rights.
  [[nodiscard]] StatusOr<domain::RecordMerge> Get(sql::Session& session, const Uuid& id,
                                                  const Viewer& viewer) const;
  // The same, and holds the merge and both people until the transaction ends.
  [[nodiscard]] StatusOr<domain::RecordMerge> GetForUpdate(sql::Tx& tx, const Uuid& id,
                                                           const Viewer& viewer) const;
  // At most `limit` merges in a state with an id below `before_id` (nil: from the newest on), newest first.
  [[nodiscard]] StatusOr<std::vector<domain::RecordMerge>> List(sql::Session& session, const Viewer& viewer,
                                                                domain::MergeState state,
                                                                const Uuid& before_id, int limit) const;
  // ALREADY_EXISTS (MERGE_KNOWN): a request or a merge of the two stands.
  [[nodiscard]] Status Insert(sql::Tx& tx, const domain::RecordMerge& merge) const;
  // ABORTED (ETAG_MISMATCH): the state before is not there any more.
  [[nodiscard]] Status Update(sql::Tx& tx, const domain::RecordMerge& merge) const;

  // Holds both people, in the order of their ids.
  [[nodiscard]] Status Hold(sql::Tx& tx, const Uuid& one, const Uuid& other) const;
  // What may keep the two from merging.
  [[nodiscard]] StatusOr<domain::MergeFacts> Facts(sql::Session& session,
                                                   const domain::RecordMerge& merge) const;
};

// What hangs on a person in this service, and what of it goes over in a merge. Each row that goes over is
// noted, so that giving back touches those rows and no others. An assessment that both took over from one
// record of a source, an open barrier that both have, and a family link between the two or that both have,
// stay with the record that is put away.
class MergeLinks {
 public:
  MergeLinks(const ParticipantRepository& people, const BarrierRepository& barriers,
             const FamilyRepository& families, const HouseholdRepository& households)
      : people_(people), barriers_(barriers), families_(families), households_(households) {}

  // Lets everything go over to the record that is kept, and puts the other away. The caller holds both.
  //
  // Status codes: those of ParticipantRepository::AdoptNumbers.
  [[nodiscard]] Status TakeOver(sql::Tx& tx, const domain::RecordMerge& merge, absl::Time now) const;
  // Gives everything back, and brings the other record back.
  [[nodiscard]] Status GiveBack(sql::Tx& tx, const domain::RecordMerge& merge, absl::Time now) const;
  // The referrals that went over.
  [[nodiscard]] StatusOr<std::vector<Uuid>> Referrals(sql::Session& session, const Uuid& merge_id) const;

 private:
  [[nodiscard]] Status TakeBarriers(sql::Tx& tx, const domain::RecordMerge& merge) const;
  [[nodiscard]] Status TakeFamily(sql::Tx& tx, const domain::RecordMerge& merge) const;
  // What waits of either person's childcare, once their households came or went.
  [[nodiscard]] Status KeepNeeds(sql::Tx& tx, const domain::RecordMerge& merge) const;

  const ParticipantRepository& people_;
  const BarrierRepository& barriers_;
  const FamilyRepository& families_;
  const HouseholdRepository& households_;
};

}  // namespace duaal::intake::storage

#endif  // INTAKE_SVC_STORAGE_MERGE_REPOSITORY_H_
