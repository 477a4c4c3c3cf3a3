#include "intake-svc/app/create_destruction.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/etag.h"

namespace duaal::intake::app {
namespace {

domain::Destruction Propose(const Caller& caller, const CreateDestructionCommand& command) {
  domain::Destruction destruction;
  destruction.id = Uuid::NewV7();
  destruction.class_code = command.class_code;
  destruction.municipality_code = command.municipality_code;
  destruction.proposed_by = caller.principal.id;
  destruction.propose_time = caller.now;
  for (const Uuid& id : command.people) destruction.people.push_back({id});
  destruction.row_version = 1;
  return destruction;
}

// Each person is due by the class's terms and lives in the municipality; where the class is unknown nobody
// is.
Status CheckPeople(const Deps& deps, sql::Tx& tx, const Caller& caller,
                   const CreateDestructionCommand& command) {
  ASSIGN_OR_RETURN(const auto retention_class, deps.retention.FindClass(tx, command.class_code));
  if (!retention_class) {
    Violations violations;
    violations.Add("destruction.retention_class_code", "UNKNOWN_RETENTION_CLASS",
                   "No retention class has this code; look it up in the list of classes.");
    return violations.ToStatus();
  }
  ASSIGN_OR_RETURN(
      const std::set<Uuid> due,
      deps.retention.DueAmong(tx, *retention_class, command.municipality_code, command.people, caller.today));
  return domain::CheckProposal(command.people, due);
}

}  // namespace

StatusOr<domain::Destruction> CreateDestruction(const Deps& deps, const Caller& caller,
                                                const CreateDestructionCommand& command) {
  const domain::Destruction destruction = Propose(caller, command);
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Destruction> {
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, command.municipality_code, caller.today));
    RETURN_IF_ERROR(CheckPeople(deps, tx, caller, command));
    RETURN_IF_ERROR(deps.destructions.Insert(tx, destruction));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {destruction.id.Bytes(), rpc::ToEtag(1), ""}));
    return destruction;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.destructions.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
