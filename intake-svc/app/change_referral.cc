#include "intake-svc/app/change_referral.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "intake-svc/storage/events.h"

namespace duaal::intake::app {
namespace {

// Load, compare, change, store, publish: `change(tx, before, rules)` gives the new state and stores what goes
// beside the referral, `event(after)` is the fact.
template <typename Change, typename ToEvent>
StatusOr<domain::Referral> ChangeReferral(const Deps& deps, const Caller& caller, const Uuid& id,
                                          std::int64_t expected_version, Change change, ToEvent event) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Referral> {
    ASSIGN_OR_RETURN(const domain::Referral before, deps.referrals.GetForUpdate(tx, id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, before.municipality_code, caller.today));
    if (before.row_version != expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const domain::ProgrammeRules rules,
                     OfStored(deps.reference.FindProgramme(tx, before.programme_code)));
    ASSIGN_OR_RETURN(const domain::Referral after, change(tx, before, rules));
    RETURN_IF_ERROR(deps.referrals.Update(tx, after));
    RETURN_IF_ERROR(outbox::Append(tx, {event(after, caller.now)}));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.referrals.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

// What the rules need to know beside the referral; only today for a step that the programme does not have.
StatusOr<domain::IntakeContext> ContextOf(const Deps& deps, const Caller& caller, sql::Tx& tx,
                                          const domain::Referral& referral, const domain::IntakeStep* step) {
  domain::IntakeContext context{caller.today};
  if (step == nullptr) return context;
  ASSIGN_OR_RETURN(const auto wish, deps.steps.FindWish(tx, referral.id, step->code));
  context.alone_asked = wish && wish->alone;
  ASSIGN_OR_RETURN(context.start_date, deps.steps.FindStart(tx, referral.id, step->code));
  if (!step->needs_instruments) return context;
  ASSIGN_OR_RETURN(const domain::Participant person,
                   deps.participants.Get(tx, referral.participant_id, ViewerOf(caller)));
  ASSIGN_OR_RETURN(const domain::InstrumentSet instruments,
                   OfStored(deps.reference.FindInstruments(tx, referral.programme_code)));
  ASSIGN_OR_RETURN(const auto taken,
                   deps.assessments.TakenCodes(tx, referral.participant_id, referral.programme_code));
  context.missing_instruments = domain::MissingInstruments(*step, instruments, person.target_group, taken);
  return context;
}

Status OpenTask(const Deps& deps, const Caller& caller, sql::Tx& tx, const domain::Referral& closed,
                const domain::ProgrammeRules& rules) {
  std::optional<domain::ParticipationTask> task = domain::TaskAfter(closed, rules, caller.today);
  if (!task) return absl::OkStatus();
  task->id = Uuid::NewV7();
  task->create_time = caller.now;
  return deps.tasks.Insert(tx, *task);
}

}  // namespace

StatusOr<domain::Referral> RecordIntake(const Deps& deps, const Caller& caller,
                                        const RecordIntakeCommand& command) {
  const domain::HeldIntake& intake = command.intake;
  const auto change = [&](sql::Tx& tx, const domain::Referral& before,
                          const domain::ProgrammeRules& rules) -> StatusOr<domain::Referral> {
    ASSIGN_OR_RETURN(const domain::IntakeContext context,
                     ContextOf(deps, caller, tx, before, rules.FindStep(intake.step_code)));
    ASSIGN_OR_RETURN(domain::Referral after,
                     domain::RecordIntake(before, rules, intake, context, command.notes));
    RETURN_IF_ERROR(deps.steps.InsertNotes(tx, before.id, intake.step_code, command.notes));
    RETURN_IF_ERROR(deps.steps.MarkHeld(tx, before.id, intake.step_code, intake.held_date));
    return after;
  };
  return ChangeReferral(deps, caller, command.referral_id, command.expected_version, change,
                        storage::IntakeRecorded);
}

StatusOr<domain::Referral> CompleteInAbsence(const Deps& deps, const Caller& caller,
                                             const CompleteInAbsenceCommand& command) {
  const auto change = [&](sql::Tx& tx, const domain::Referral& before,
                          const domain::ProgrammeRules& rules) -> StatusOr<domain::Referral> {
    ASSIGN_OR_RETURN(const auto summonses, deps.summonses.OfReferral(tx, before.id));
    ASSIGN_OR_RETURN(const domain::Participant person,
                     deps.participants.Get(tx, before.participant_id, ViewerOf(caller)));
    ASSIGN_OR_RETURN(domain::Referral after,
                     domain::CompleteInAbsence(before, rules, command.intake, summonses, person.legal_regime,
                                               caller.today));
    RETURN_IF_ERROR(deps.steps.MarkHeld(tx, before.id, command.intake.step_code, command.intake.held_date));
    return after;
  };
  return ChangeReferral(deps, caller, command.referral_id, command.expected_version, change,
                        storage::IntakeRecorded);
}

StatusOr<domain::Referral> SignDeclaration(const Deps& deps, const Caller& caller,
                                           const SignDeclarationCommand& command) {
  const auto change = [&](sql::Tx&, const domain::Referral& before, const domain::ProgrammeRules& rules) {
    return domain::SignDeclaration(before, rules, command.signed_date, caller.today);
  };
  return ChangeReferral(deps, caller, command.referral_id, command.expected_version, change,
                        storage::DeclarationSigned);
}

StatusOr<domain::Referral> CloseReferral(const Deps& deps, const Caller& caller,
                                         const CloseReferralCommand& command) {
  const auto change = [&](sql::Tx& tx, const domain::Referral& before,
                          const domain::ProgrammeRules& rules) -> StatusOr<domain::Referral> {
    ASSIGN_OR_RETURN(domain::Referral after,
                     domain::Close(before, rules, command.reason, command.exit_reason_code));
    RETURN_IF_ERROR(OpenTask(deps, caller, tx, after, rules));
    return after;
  };
  return ChangeReferral(deps, caller, command.referral_id, command.expected_version, change,
                        storage::ReferralClosed);
}

}  // namespace duaal::intake::app
