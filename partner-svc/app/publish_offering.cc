#include "partner-svc/app/publish_offering.h"

#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "partner-svc/storage/events.h"

namespace duaal::partner::app {
namespace {

auto Replay(const Deps& deps) {
  return [&deps](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.offerings.Get(session, Uuid::FromBytes(outcome.resource_id));
  };
}

}  // namespace

StatusOr<domain::Offering> CreateOffering(const Deps& deps, const Caller& caller,
                                          const CreateOfferingCommand& command) {
  domain::Offering offering = command.offering;
  offering.id = Uuid::NewV7();
  offering.state = domain::OfferingState::kOpen;
  offering.create_time = caller.now;
  offering.row_version = 1;
  if (offering.week_pattern == domain::WeekPattern::kUnset)
    offering.week_pattern = domain::WeekPattern::kEvery;
  if (offering.delivery_mode == domain::DeliveryMode::kUnset)
    offering.delivery_mode = domain::DeliveryMode::kOnSite;
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Offering> {
    Violations violations;
    violations.Absorb(domain::Check(offering));
    ASSIGN_OR_RETURN(const bool known, deps.organisations.Exists(tx, offering.organisation_id));
    if (!known) {
      violations.Add("offering.organisation_id", "UNKNOWN_ORGANISATION",
                     "No organisation has this id; register it first.");
    }
    RETURN_IF_ERROR(violations.ToStatus());
    RETURN_IF_ERROR(deps.offerings.Insert(tx, offering));
    RETURN_IF_ERROR(outbox::Append(tx, {storage::OfferingPublished(offering, caller.now)}));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {offering.id.Bytes(), rpc::ToEtag(1), ""}));
    return offering;
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, Replay(deps));
}

StatusOr<domain::Offering> CancelOffering(const Deps& deps, const Caller& caller,
                                          const CancelOfferingCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Offering> {
    ASSIGN_OR_RETURN(const domain::Offering before, deps.offerings.GetForUpdate(tx, command.id));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const domain::Offering after, domain::Cancel(before, command.cause, command.from_date));
    RETURN_IF_ERROR(deps.offerings.UpdateState(tx, after));
    RETURN_IF_ERROR(outbox::Append(tx, {storage::OfferingCancelled(after, command.from_date, caller.now)}));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, Replay(deps));
}

}  // namespace duaal::partner::app
