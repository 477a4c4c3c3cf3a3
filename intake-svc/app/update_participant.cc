#include "intake-svc/app/update_participant.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "intake-svc/app/move_participant.h"
#include "intake-svc/app/record_plan_clock.h"
#include "intake-svc/domain/residence.h"
#include "intake-svc/storage/events.h"

namespace duaal::intake::app {
namespace {

// A corrected municipality or settlement corrects the residence of today, where residences are on record.
Status CorrectResidences(const Deps& deps, sql::Tx& tx, const Caller& caller,
                         const domain::Participant& before, const domain::Participant& after) {
  if (after.municipality_code == before.municipality_code &&
      after.settlement_date == before.settlement_date) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const domain::Residences known, deps.residences.List(tx, before));
  if (known.size() == 1) return absl::OkStatus();
  ASSIGN_OR_RETURN(const domain::Residences corrected, domain::Correct(known, after, caller.today));
  return deps.residences.Replace(tx, after.id, corrected, caller.today);
}

// Tells of the change; whoever is corrected into another municipality goes over to it.
Status Tell(const Deps& deps, sql::Tx& tx, const Caller& caller, const domain::Participant& before,
            const domain::Participant& after) {
  if (after.municipality_code == before.municipality_code) {
    if (!domain::HasSameTime(before, after)) {  // as with most changes; then nobody looks for a clock
      RETURN_IF_ERROR(RefreshPlanClock(deps, tx, after, false, caller.now));
    }
    return outbox::Append(tx, {storage::ParticipantUpdated(after, caller.now)});
  }
  const domain::Residence corrected{after.municipality_code,
                                    after.settlement_date.value_or(domain::kUnknownStart),
                                    domain::ResidenceCause::kCorrection};
  return GoOver(deps, tx, before, after, corrected, caller.now);
}

}  // namespace

StatusOr<domain::Participant> UpdateParticipant(const Deps& deps, const Caller& caller,
                                                const UpdateParticipantCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Participant> {
    ASSIGN_OR_RETURN(const domain::Participant before,
                     deps.participants.GetForUpdate(tx, command.id, ViewerOf(caller)));
    // A partner sees the people it serves, but their record is the municipality's to change.
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, before.municipality_code, caller.today));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const domain::Participant after,
                     domain::Change(before, command.change, caller.now, caller.today));
    if (after.municipality_code != before.municipality_code) {
      RETURN_IF_ERROR(
          CheckMunicipality(deps, tx, caller, after.municipality_code, "participant.municipality_code"));
    }
    RETURN_IF_ERROR(CorrectResidences(deps, tx, caller, before, after));
    RETURN_IF_ERROR(deps.participants.Update(tx, after));
    RETURN_IF_ERROR(Tell(deps, tx, caller, before, after));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.participants.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
