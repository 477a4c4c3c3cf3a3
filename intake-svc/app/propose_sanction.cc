#include "intake-svc/app/propose_sanction.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/etag.h"

namespace duaal::intake::app {
namespace {

using domain::SanctionProposal;

constexpr char kByPeople[] = "A sanction is proposed and decided by a person, never by a system.";

auto Replay(const Deps& deps, const Caller& caller) {
  return [&deps, &caller](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.sanctions.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
}

}  // namespace

StatusOr<SanctionProposal> RecordSanctionProposal(const Deps& deps, const Caller& caller,
                                                  const RecordSanctionProposalCommand& command) {
  SanctionProposal proposal = command.proposal;
  proposal.id = Uuid::NewV7();
  proposal.proposed_by = caller.principal.id;
  proposal.create_time = caller.now;
  proposal.row_version = 1;
  const auto body = [&](sql::Tx& tx) -> StatusOr<SanctionProposal> {
    RETURN_IF_ERROR(CheckHuman(caller, kByPeople));
    const auto person = deps.participants.GetForUpdate(tx, proposal.participant_id, ViewerOf(caller));
    if (!person.ok() && !absl::IsNotFound(person.status())) return person.status();
    RETURN_IF_ERROR(CheckFound(person.ok(), true, "proposal."));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person->municipality_code, caller.today));
    RETURN_IF_ERROR(domain::Check(proposal, *person, caller.today));
    RETURN_IF_ERROR(deps.sanctions.Insert(tx, proposal));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {proposal.id.Bytes(), rpc::ToEtag(1), ""}));
    return proposal;
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, Replay(deps, caller));
}

StatusOr<SanctionProposal> DecideSanction(const Deps& deps, const Caller& caller,
                                          const DecideSanctionCommand& command) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<SanctionProposal> {
    RETURN_IF_ERROR(CheckHuman(caller, kByPeople));
    ASSIGN_OR_RETURN(const SanctionProposal before,
                     deps.sanctions.GetForUpdate(tx, command.proposal_id, ViewerOf(caller)));
    ASSIGN_OR_RETURN(const domain::Participant person,
                     deps.participants.GetForUpdate(tx, before.participant_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person.municipality_code, caller.today));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(
        const SanctionProposal after,
        domain::Decide(before, person, command.decision, command.reasons, caller.principal.id, caller.today));
    RETURN_IF_ERROR(deps.sanctions.Update(tx, after));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, Replay(deps, caller));
}

}  // namespace duaal::intake::app
