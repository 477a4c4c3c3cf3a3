#include "intake-svc/app/change_barrier.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/etag.h"

namespace duaal::intake::app {
namespace {

// Load, compare, change, store: `change(before, rules)` gives the new state.
template <typename Change>
StatusOr<domain::Barrier> ChangeBarrier(const Deps& deps, const Caller& caller, const Uuid& id,
                                        std::int64_t expected_version, Change change) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Barrier> {
    ASSIGN_OR_RETURN(const domain::Barrier before, deps.barriers.GetForUpdate(tx, id, ViewerOf(caller)));
    ASSIGN_OR_RETURN(const domain::Participant person,
                     deps.participants.GetForUpdate(tx, before.participant_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person.municipality_code, caller.today));
    if (before.row_version != expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const domain::BarrierRules rules,
                     OfStored(deps.reference.FindBarrierRules(tx, before.programme_code)));
    ASSIGN_OR_RETURN(const domain::Barrier after, change(before, rules));
    RETURN_IF_ERROR(deps.barriers.Update(tx, after));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.barriers.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace

StatusOr<domain::Barrier> EstimateCoaching(const Deps& deps, const Caller& caller,
                                           const EstimateCoachingCommand& command) {
  const auto change = [&](const domain::Barrier& before, const domain::BarrierRules& rules) {
    return domain::Estimate(before, command.estimate, rules, caller.today);
  };
  return ChangeBarrier(deps, caller, command.barrier_id, command.expected_version, change);
}

StatusOr<domain::Barrier> EndBarrier(const Deps& deps, const Caller& caller,
                                     const EndBarrierCommand& command) {
  const auto change = [&](const domain::Barrier& before, const domain::BarrierRules&) {
    return domain::End(before, command.end_date, caller.today);
  };
  return ChangeBarrier(deps, caller, command.barrier_id, command.expected_version, change);
}

}  // namespace duaal::intake::app
