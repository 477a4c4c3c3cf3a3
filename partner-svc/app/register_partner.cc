#include "partner-svc/app/register_partner.h"

#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "partner-svc/storage/events.h"

namespace duaal::partner::app {

StatusOr<domain::Organisation> CreateOrganisation(const Deps& deps, const Caller& caller,
                                                  const CreateOrganisationCommand& command) {
  domain::Organisation organisation = command.organisation;
  organisation.id = Uuid::NewV7();
  organisation.create_time = caller.now;
  organisation.row_version = 1;
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Organisation> {
    RETURN_IF_ERROR(deps.organisations.Insert(tx, organisation));
    RETURN_IF_ERROR(outbox::Append(tx, {storage::OrganisationRegistered(organisation, caller.now)}));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {organisation.id.Bytes(), rpc::ToEtag(1), ""}));
    return organisation;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.organisations.Get(session, Uuid::FromBytes(outcome.resource_id));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

StatusOr<domain::Contract> CreateContract(const Deps& deps, const Caller& caller,
                                          const CreateContractCommand& command) {
  domain::Contract contract = command.contract;
  contract.id = Uuid::NewV7();
  contract.create_time = caller.now;
  contract.row_version = 1;
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Contract> {
    Violations violations;
    violations.Absorb(domain::Check(contract));
    ASSIGN_OR_RETURN(const bool known, deps.organisations.Exists(tx, contract.contractor_id));
    if (!known) {
      violations.Add("contract.contractor_id", "UNKNOWN_ORGANISATION",
                     "No organisation has this id; register the contractor first.");
    }
    RETURN_IF_ERROR(violations.ToStatus());
    RETURN_IF_ERROR(deps.organisations.InsertContract(tx, contract));
    RETURN_IF_ERROR(outbox::Append(tx, {storage::ContractSigned(contract, caller.now)}));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {contract.id.Bytes(), rpc::ToEtag(1), ""}));
    return contract;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.organisations.GetContract(session, Uuid::FromBytes(outcome.resource_id));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::partner::app
