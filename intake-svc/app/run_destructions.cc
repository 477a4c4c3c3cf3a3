#include "intake-svc/app/run_destructions.h"

#include <vector>

#include "chassis/crypto/crypto.h"
#include "chassis/outbox/outbox.h"
#include "intake-svc/storage/events.h"
#include "intake-svc/storage/person_data.h"

namespace duaal::intake::app {
namespace {

using domain::Destruction;
using domain::DestructionOutcome;
using storage::DestructionItem;

// People in one transaction: short enough for the lease that it holds.
constexpr int kPeoplePerStep = 20;
constexpr int kListsPerStep = 20;

constexpr char kSelf[] = "intake-svc";

// The job acts for the service itself, which sees everybody.
auth::Principal Self() {
  auth::Principal self;
  self.kind = auth::PrincipalKind::kService;
  self.id = kSelf;
  return self;
}

// Between the agreement and the turn the person may have moved to where others decide, or turned out to have
// a duty still.
StatusOr<bool> MayGo(const Deps& deps, sql::Tx& tx, const DestructionItem& item,
                     const storage::Viewer& viewer) {
  const auto person = deps.participants.GetForUpdate(tx, item.participant_id, viewer);
  if (absl::IsNotFound(person.status())) return false;
  RETURN_IF_ERROR(person.status());
  ASSIGN_OR_RETURN(const auto retention_class, deps.retention.FindClass(tx, item.class_code));
  ASSIGN_OR_RETURN(const auto events, deps.retention.EventsOf(tx, item.participant_id));
  return person->municipality_code == item.municipality_code && retention_class &&
         domain::IsDue(*retention_class, events, viewer.today);
}

Status Destroy(const Deps& deps, sql::Tx& tx, const DestructionItem& item, const storage::Viewer& viewer,
               absl::Time now) {
  ASSIGN_OR_RETURN(const bool may_go, MayGo(deps, tx, item, viewer));
  if (!may_go) return deps.destructions.SetOutcome(tx, item, DestructionOutcome::kLeft);
  for (const std::string& one : storage::ClassesGoingWith(item.class_code)) {
    ASSIGN_OR_RETURN(const auto rows,
                     person_data::Destroy(tx, storage::PersonCatalogue(), item.participant_id, one));
    RETURN_IF_ERROR(deps.destructions.AddRows(tx, item.destruction_id, kSelf, rows));
  }
  RETURN_IF_ERROR(deps.destructions.SetOutcome(tx, item, DestructionOutcome::kUnderWay));
  return outbox::Append(tx, {storage::PersonDestroyed(item, now)});
}

Status Prove(const Deps& deps, sql::Tx& tx, const Uuid& id, const storage::Viewer& viewer, absl::Time now) {
  ASSIGN_OR_RETURN(const Destruction before, deps.destructions.GetForUpdate(tx, id, viewer));
  Destruction done = domain::Finish(before, now);
  done.proof_hash = crypto::Hex(crypto::Sha256(domain::ProofText(done)));
  RETURN_IF_ERROR(deps.destructions.Update(tx, done));
  return outbox::Append(tx, {storage::DestructionFinished(done, now)});
}

}  // namespace

StatusOr<bool> RunDestructions(const Deps& deps, sql::Tx& tx, absl::CivilDay today, absl::Time now) {
  const auth::Principal self = Self();
  const storage::Viewer viewer{self, today};
  ASSIGN_OR_RETURN(const std::vector<DestructionItem> items,
                   deps.destructions.FindWaiting(tx, kPeoplePerStep));
  for (const DestructionItem& item : items) RETURN_IF_ERROR(Destroy(deps, tx, item, viewer, now));
  if (!items.empty()) return true;
  ASSIGN_OR_RETURN(const std::vector<Uuid> finished, deps.destructions.FindFinished(tx, kListsPerStep));
  for (const Uuid& id : finished) RETURN_IF_ERROR(Prove(deps, tx, id, viewer, now));
  return !finished.empty();
}

}  // namespace duaal::intake::app
