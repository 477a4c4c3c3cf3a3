#include "intake-svc/app/move_participant.h"

#include <set>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "intake-svc/app/record_plan_clock.h"
#include "intake-svc/storage/events.h"

namespace duaal::intake::app {
namespace {

using domain::Participant;
using domain::Residences;

// The way that both changes of the residences go. `change` makes the new residences from the person and the
// old.
template <typename Command, typename Change>
StatusOr<Participant> Rehouse(const Deps& deps, const Caller& caller, const Command& command,
                              const Change& change) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<Participant> {
    ASSIGN_OR_RETURN(const Participant before,
                     deps.participants.GetForUpdate(tx, command.participant_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, before.municipality_code, caller.today));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const Residences known, deps.residences.List(tx, before));
    ASSIGN_OR_RETURN(const Residences residences, change(tx, before, known));
    RETURN_IF_ERROR(deps.residences.Replace(tx, before.id, residences, caller.today));
    const domain::Residence& now = domain::ResidenceOn(residences, caller.today);
    const Participant after = domain::Settle(before, now, caller.now);
    RETURN_IF_ERROR(deps.participants.Settle(tx, after));
    if (after.municipality_code != before.municipality_code) {
      RETURN_IF_ERROR(GoOver(deps, tx, before, after, now, caller.now));
    }
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.participants.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace

StatusOr<Participant> MoveParticipant(const Deps& deps, const Caller& caller,
                                      const MoveParticipantCommand& command) {
  const auto change = [&](sql::Tx& tx, const Participant& person,
                          const Residences& known) -> StatusOr<Residences> {
    ASSIGN_OR_RETURN(
        const std::set<std::string> existing,
        deps.reference.ExistingMunicipalities(tx, {command.municipality_code}, command.move_date));
    return domain::Move(person, known, command.municipality_code, command.move_date, !existing.empty(),
                        caller.today);
  };
  return Rehouse(deps, caller, command, change);
}

StatusOr<Participant> WithdrawMove(const Deps& deps, const Caller& caller,
                                   const WithdrawMoveCommand& command) {
  const auto change = [&](sql::Tx&, const Participant&, const Residences& known) {
    return domain::WithdrawMove(known, command.move_date, caller.today);
  };
  return Rehouse(deps, caller, command, change);
}

Status GoOver(const Deps& deps, sql::Tx& tx, const Participant& before, const Participant& after,
              const domain::Residence& how, absl::Time now) {
  ASSIGN_OR_RETURN(const std::vector<Uuid> referrals,
                   deps.referrals.Follow(tx, after.id, after.municipality_code));
  RETURN_IF_ERROR(RefreshPlanClock(deps, tx, after, how.cause == domain::ResidenceCause::kMove, now));
  return outbox::Append(tx, {storage::ParticipantMoved(before, after, how, referrals, now),
                             storage::ParticipantUpdated(after, now)});
}

}  // namespace duaal::intake::app
