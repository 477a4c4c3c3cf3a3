#include "intake-svc/app/record_alone_wish.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/etag.h"

namespace duaal::intake::app {

StatusOr<domain::Referral> RecordAloneWish(const Deps& deps, const Caller& caller,
                                           const RecordAloneWishCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Referral> {
    // The referral is held, so that the step is recorded before the wish or in view of it.
    ASSIGN_OR_RETURN(const domain::Referral referral,
                     deps.referrals.GetForUpdate(tx, command.referral_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, referral.municipality_code, caller.today));
    ASSIGN_OR_RETURN(const domain::ProgrammeRules rules,
                     OfStored(deps.reference.FindProgramme(tx, referral.programme_code)));
    RETURN_IF_ERROR(domain::CheckWish(referral, rules, command.wish, caller.today));
    RETURN_IF_ERROR(deps.steps.AddWish(tx, referral.id, command.wish, caller.now));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {referral.id.Bytes(), rpc::ToEtag(referral.row_version), ""}));
    return referral;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.referrals.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
