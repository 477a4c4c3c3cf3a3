#include "intake-svc/app/apply_moves.h"

#include <vector>

#include "intake-svc/app/move_participant.h"
#include "intake-svc/domain/residence.h"

namespace duaal::intake::app {
namespace {

using domain::Participant;
using domain::Residence;
using domain::Residences;

// People in one transaction: short enough for the lease that it holds.
constexpr int kPeoplePerStep = 50;

// Writes the residences, and where the one of today is in another municipality, lets the person go over.
Status Apply(const Deps& deps, sql::Tx& tx, const Participant& before, const Residences& residences,
             absl::CivilDay today, absl::Time now) {
  RETURN_IF_ERROR(deps.residences.Replace(tx, before.id, residences, today));
  const Residence& current = domain::ResidenceOn(residences, today);
  if (current.municipality_code == before.municipality_code) return absl::OkStatus();
  const Participant after = domain::Settle(before, current, now);
  RETURN_IF_ERROR(deps.participants.Settle(tx, after));
  return GoOver(deps, tx, before, after, current, now);
}

}  // namespace

StatusOr<bool> ApplyMoves(const Deps& deps, sql::Tx& tx, absl::CivilDay today, absl::Time now) {
  const auth::Principal self = ServiceItself();
  const storage::Viewer viewer{self, today};
  ASSIGN_OR_RETURN(const std::vector<Uuid> due, deps.residences.FindDue(tx, today, kPeoplePerStep));
  for (const Uuid& id : due) {
    ASSIGN_OR_RETURN(const Participant person, deps.participants.GetForUpdate(tx, id, viewer));
    ASSIGN_OR_RETURN(const Residences residences, deps.residences.List(tx, person));
    RETURN_IF_ERROR(Apply(deps, tx, person, residences, today, now));
  }
  if (!due.empty()) return true;
  ASSIGN_OR_RETURN(const auto merged, deps.residences.FindMerged(tx, today, kPeoplePerStep));
  for (const storage::MergedPerson& one : merged) {
    ASSIGN_OR_RETURN(const Participant person,
                     deps.participants.GetForUpdate(tx, one.participant_id, viewer));
    ASSIGN_OR_RETURN(const Residences residences, deps.residences.List(tx, person));
    RETURN_IF_ERROR(Apply(deps, tx, person,
                          domain::Merge(residences, one.successor_code, one.merger_date, today), today, now));
  }
  return !merged.empty();
}

}  // namespace duaal::intake::app
