#include "intake-svc/app/correct_assessment.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "intake-svc/app/record_assessment.h"
#include "intake-svc/storage/events.h"

namespace duaal::intake::app {
StatusOr<domain::Assessment> CorrectAssessment(const Deps& deps, const Caller& caller,
                                               const CorrectAssessmentCommand& command) {
  const Uuid id = Uuid::NewV7();
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Assessment> {
    RETURN_IF_ERROR(CheckMayWriteSpecial(caller, command.correction.special_values));
    ASSIGN_OR_RETURN(const domain::Assessment before,
                     deps.assessments.GetForUpdate(tx, command.assessment_id, ViewerOf(caller)));
    ASSIGN_OR_RETURN(const domain::Participant person,
                     deps.participants.GetForUpdate(tx, before.participant_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person.municipality_code, caller.today));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const auto special_before,
                     deps.assessments.GetSpecialValues(tx, before.id, ViewerOf(caller)));
    ASSIGN_OR_RETURN(domain::Assessment after, domain::Correct(before, special_before, command.correction));
    after.id = id;
    after.create_time = caller.now;
    ASSIGN_OR_RETURN(const domain::InstrumentSet instruments,
                     OfStored(deps.reference.FindInstruments(tx, before.programme_code)));
    RETURN_IF_ERROR(domain::Check(after, instruments, person, caller.today, ""));
    RETURN_IF_ERROR(deps.assessments.Supersede(tx, before, after.id));
    RETURN_IF_ERROR(deps.assessments.Insert(tx, after));
    RETURN_IF_ERROR(
        outbox::Append(tx, {storage::AssessmentCorrected(after, person.municipality_code, caller.now)}));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(1), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.assessments.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
