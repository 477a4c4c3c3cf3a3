#include "intake-svc/app/record_assessment.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "intake-svc/storage/events.h"

namespace duaal::intake::app {
namespace {

constexpr char kWriteSpecial[] = "assessments.write-special";

}  // namespace

Status CheckMayWriteSpecial(const Caller& caller, const std::vector<domain::AspectValue>& special_values) {
  if (special_values.empty() || caller.principal.May(kWriteSpecial)) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "PERMISSION_MISSING",
               "Special values need a role that may write them; leave them out or ask for one.");
}

StatusOr<domain::Assessment> RecordAssessment(const Deps& deps, const Caller& caller,
                                              const RecordAssessmentCommand& command) {
  domain::Assessment assessment = command.assessment;
  assessment.id = Uuid::NewV7();
  assessment.create_time = caller.now;
  assessment.row_version = 1;

  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Assessment> {
    RETURN_IF_ERROR(CheckMayWriteSpecial(caller, assessment.special_values));
    // The person is held, so that a move to another municipality waits for the record or goes before it.
    const auto person = deps.participants.GetForUpdate(tx, assessment.participant_id, ViewerOf(caller));
    const auto instruments = deps.reference.FindInstruments(tx, assessment.programme_code);
    RETURN_IF_ERROR(CheckReferences(person, instruments, "assessment."));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person->municipality_code, caller.today));
    RETURN_IF_ERROR(domain::Check(assessment, **instruments, *person, caller.today, "assessment."));
    RETURN_IF_ERROR(deps.assessments.Insert(tx, assessment));
    RETURN_IF_ERROR(
        outbox::Append(tx, {storage::AssessmentRecorded(assessment, person->municipality_code, caller.now)}));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {assessment.id.Bytes(), rpc::ToEtag(1), ""}));
    return assessment;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.assessments.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace duaal::intake::app
