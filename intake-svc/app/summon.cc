#include "intake-svc/app/summon.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/etag.h"

namespace duaal::intake::app {
namespace {

// Both writes come back to the summons.
template <typename Body>
StatusOr<domain::Summons> Write(const Deps& deps, const Caller& caller, Body write) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Summons> {
    ASSIGN_OR_RETURN(const domain::Summons after, write(tx));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.summonses.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace

StatusOr<domain::Summons> RecordSummons(const Deps& deps, const Caller& caller,
                                        const RecordSummonsCommand& command) {
  return Write(deps, caller, [&](sql::Tx& tx) -> StatusOr<domain::Summons> {
    // The referral is held, so that summonses are numbered one after the other.
    ASSIGN_OR_RETURN(const domain::Referral referral,
                     deps.referrals.GetForUpdate(tx, command.referral_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, referral.municipality_code, caller.today));
    ASSIGN_OR_RETURN(const domain::ProgrammeRules rules,
                     OfStored(deps.reference.FindProgramme(tx, referral.programme_code)));
    ASSIGN_OR_RETURN(const auto earlier, deps.summonses.OfReferral(tx, referral.id));
    ASSIGN_OR_RETURN(domain::Summons summons,
                     domain::Summon(referral, rules, earlier, command.summons, caller.today));
    summons.id = Uuid::NewV7();
    summons.create_time = caller.now;
    RETURN_IF_ERROR(deps.summonses.Insert(tx, summons));
    return summons;
  });
}

StatusOr<domain::Summons> RecordAppearance(const Deps& deps, const Caller& caller,
                                           const RecordAppearanceCommand& command) {
  return Write(deps, caller, [&](sql::Tx& tx) -> StatusOr<domain::Summons> {
    ASSIGN_OR_RETURN(const domain::Summons before,
                     deps.summonses.GetForUpdate(tx, command.summons_id, ViewerOf(caller)));
    ASSIGN_OR_RETURN(const domain::Referral referral,
                     deps.referrals.Get(tx, before.referral_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, referral.municipality_code, caller.today));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const domain::Summons after,
                     domain::RecordAppearance(before, command.appearance, caller.today));
    RETURN_IF_ERROR(deps.summonses.Update(tx, after));
    return after;
  });
}

}  // namespace duaal::intake::app
