#include "intake-svc/app/create_referral.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "intake-svc/storage/events.h"

namespace duaal::intake::app {

StatusOr<domain::Standing> StandingFor(const Deps& deps, sql::Session& session,
                                       const domain::ProgrammeRules& rules, const Uuid& person_id) {
  domain::Standing standing;
  if (!rules.required_barriers.empty()) {
    ASSIGN_OR_RETURN(standing.barriers, deps.barriers.OpenKinds(session, person_id, rules.code));
  }
  if (rules.refuse_if_in_trajectory) {
    ASSIGN_OR_RETURN(standing.in_trajectory, deps.trajectories.HasStarted(session, person_id));
  }
  return standing;
}

StatusOr<domain::Referral> Refer(const domain::ProgrammeRules& rules, const domain::Participant& person,
                                 const domain::Referral& wish, const domain::Standing& standing,
                                 const Caller& caller) {
  domain::Referral referral = wish;
  ASSIGN_OR_RETURN(referral.admission, domain::Admit(rules, person, wish.channel, caller.today, standing));
  referral.id = Uuid::NewV7();
  referral.participant_id = person.id;
  referral.programme_code = rules.code;
  referral.municipality_code = person.municipality_code;
  referral.state = domain::ReferralState::kReferred;
  referral.create_time = caller.now;
  referral.row_version = 1;
  return referral;
}

StatusOr<domain::Referral> CreateReferral(const Deps& deps, const Caller& caller,
                                          const CreateReferralCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Referral> {
    // The person is held, so that a move to another municipality waits for the referral or goes before it.
    const auto person = deps.participants.GetForUpdate(tx, command.referral.participant_id, ViewerOf(caller));
    const auto rules = deps.reference.FindProgramme(tx, command.referral.programme_code);
    RETURN_IF_ERROR(CheckReferences(person, rules, "referral."));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person->municipality_code, caller.today));
    ASSIGN_OR_RETURN(const auto standing, StandingFor(deps, tx, **rules, person->id));
    ASSIGN_OR_RETURN(const domain::Referral referral,
                     Refer(**rules, *person, command.referral, standing, caller));
    RETURN_IF_ERROR(deps.referrals.InsertMany(tx, {referral}));
    RETURN_IF_ERROR(outbox::Append(tx, {storage::ParticipantReferred(referral, *person, caller.now)}));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {referral.id.Bytes(), rpc::ToEtag(1), ""}));
    return referral;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.referrals.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
