#include "intake-svc/app/record_legal_basis.h"

#include <string>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"

namespace duaal::intake::app {

StatusOr<domain::LegalBasis> RecordLegalBasis(const Deps& deps, const Caller& caller,
                                              const RecordLegalBasisCommand& command) {
  domain::LegalBasis wish = command.basis;
  wish.decided_by = caller.principal.id;
  wish.create_time = caller.now;
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::LegalBasis> {
    // The referral is held, so that decisions come one after the other.
    ASSIGN_OR_RETURN(const domain::Referral referral,
                     deps.referrals.GetForUpdate(tx, command.referral_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, referral.municipality_code, caller.today));
    ASSIGN_OR_RETURN(const domain::Participant person,
                     deps.participants.Get(tx, referral.participant_id, ViewerOf(caller)));
    ASSIGN_OR_RETURN(const domain::ParticipationRules rules,
                     OfStored(deps.reference.FindParticipationRules(tx, referral.programme_code)));
    ASSIGN_OR_RETURN(const auto earlier, deps.legal_bases.OfReferral(tx, referral));
    ASSIGN_OR_RETURN(const domain::LegalBasis decision,
                     domain::RecordLegalBasis(referral, rules, person, earlier, wish, caller.today));
    RETURN_IF_ERROR(deps.legal_bases.Insert(tx, decision));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {referral.id.Bytes(), "", std::to_string(decision.number)}));
    return decision;
  };
  const auto replay = [&](sql::Session& session,
                          const idempotency::Outcome& outcome) -> StatusOr<domain::LegalBasis> {
    ASSIGN_OR_RETURN(const domain::Referral referral,
                     deps.referrals.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller)));
    ASSIGN_OR_RETURN(const auto decisions, deps.legal_bases.OfReferral(session, referral));
    for (const domain::LegalBasis& one : decisions) {
      if (std::to_string(one.number) == outcome.note) return one;
    }
    return NotFound("This decision");
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

StatusOr<LegalBases> ListLegalBases(const Deps& deps, sql::Session& session, const storage::Viewer& viewer,
                                    const Uuid& referral_id) {
  ASSIGN_OR_RETURN(const domain::Referral referral, deps.referrals.Get(session, referral_id, viewer));
  ASSIGN_OR_RETURN(const domain::Participant person,
                   deps.participants.Get(session, referral.participant_id, viewer));
  ASSIGN_OR_RETURN(const domain::ParticipationRules rules,
                   OfStored(deps.reference.FindParticipationRules(session, referral.programme_code)));
  LegalBases bases;
  ASSIGN_OR_RETURN(bases.decisions, deps.legal_bases.OfReferral(session, referral));
  bases.allowed = domain::AllowedBases(rules, person);
  return bases;
}

}  // namespace duaal::intake::app
