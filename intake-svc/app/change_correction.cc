#include "intake-svc/app/change_correction.h"

#include <algorithm>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/etag.h"
#include "intake-svc/storage/person_data.h"

namespace duaal::intake::app {
namespace {

using domain::CorrectionRequest;

constexpr char kByPeople[] = "A request of a person is decided on by a person, never by a system.";

bool IsSection(const std::string& code) {
  const person_data::Catalogue& catalogue = storage::PersonCatalogue();
  return std::any_of(catalogue.begin(), catalogue.end(),
                     [&](const person_data::Section& one) { return one.code == code; });
}

auto Replay(const Deps& deps, const Caller& caller) {
  return [&deps, &caller](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.corrections.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
}

// Load, change, store, answer: `change(tx, before)` returns the request after it.
template <typename Change>
StatusOr<CorrectionRequest> ChangeCorrection(const Deps& deps, const Caller& caller, const Uuid& id,
                                             std::int64_t expected_version, const Change& change) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<CorrectionRequest> {
    ASSIGN_OR_RETURN(const CorrectionRequest before, deps.corrections.GetForUpdate(tx, id, ViewerOf(caller)));
    ASSIGN_OR_RETURN(const domain::Participant person,
                     deps.participants.GetForUpdate(tx, before.participant_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person.municipality_code, caller.today));
    if (before.row_version != expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const CorrectionRequest after, change(tx, before));
    RETURN_IF_ERROR(deps.corrections.Update(tx, after));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, Replay(deps, caller));
}

}  // namespace

StatusOr<CorrectionRequest> RequestCorrection(const Deps& deps, const Caller& caller,
                                              const RequestCorrectionCommand& command) {
  CorrectionRequest correction = domain::WithDueDate(command.correction);
  correction.id = Uuid::NewV7();
  correction.requested_by = caller.principal.id;
  correction.create_time = caller.now;
  correction.row_version = 1;
  const auto body = [&](sql::Tx& tx) -> StatusOr<CorrectionRequest> {
    const auto person = deps.participants.GetForUpdate(tx, correction.participant_id, ViewerOf(caller));
    if (!person.ok() && !absl::IsNotFound(person.status())) return person.status();
    Violations violations;
    violations.Absorb(CheckFound(person.ok(), true, "correction."));
    violations.Absorb(domain::Check(correction, IsSection(correction.section_code), caller.today));
    RETURN_IF_ERROR(violations.ToStatus());
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person->municipality_code, caller.today));
    RETURN_IF_ERROR(deps.corrections.Insert(tx, correction));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {correction.id.Bytes(), rpc::ToEtag(1), ""}));
    return correction;
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, Replay(deps, caller));
}

StatusOr<CorrectionRequest> ExtendCorrection(const Deps& deps, const Caller& caller,
                                             const ExtendCorrectionCommand& command) {
  RETURN_IF_ERROR(CheckHuman(caller, kByPeople));
  return ChangeCorrection(deps, caller, command.correction_id, command.expected_version,
                          [&](sql::Tx&, const CorrectionRequest& before) {
                            return domain::Extend(before, command.told_date, command.reason, caller.today);
                          });
}

StatusOr<CorrectionRequest> DecideCorrection(const Deps& deps, const Caller& caller,
                                             const DecideCorrectionCommand& command) {
  RETURN_IF_ERROR(CheckHuman(caller, kByPeople));
  domain::CorrectionDecision decision = command.decision;
  decision.decided_by = caller.principal.id;
  const auto change = [&](sql::Tx& tx, const CorrectionRequest& before) -> StatusOr<CorrectionRequest> {
    ASSIGN_OR_RETURN(const auto organisations,
                     deps.corrections.OrganisationsThatReceived(tx, before.participant_id, caller.today));
    return domain::Decide(before, decision, organisations, caller.today);
  };
  return ChangeCorrection(deps, caller, command.correction_id, command.expected_version, change);
}

StatusOr<CorrectionRequest> RecordRecipientTold(const Deps& deps, const Caller& caller,
                                                const RecordRecipientToldCommand& command) {
  return ChangeCorrection(deps, caller, command.correction_id, command.expected_version,
                          [&](sql::Tx&, const CorrectionRequest& before) {
                            return domain::NoteTold(before, command.recipient_number, command.told_date,
                                                    caller.principal.id, caller.today);
                          });
}

}  // namespace duaal::intake::app
