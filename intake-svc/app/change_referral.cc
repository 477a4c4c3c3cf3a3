#include "intake-svc/app/change_referral.h"

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "intake-svc/storage/events.h"

namespace duaal::intake::app {
namespace {

// Programmes are never unpublished, so a referral without one is a fault of the data, not of the caller.
StatusOr<domain::ProgrammeRules> RulesOf(const Deps& deps, sql::Session& session, const std::string& code) {
  ASSIGN_OR_RETURN(std::optional<domain::ProgrammeRules> rules, deps.reference.FindProgramme(session, code));
  if (!rules) {
    return Error(absl::StatusCode::kDataLoss, "PROGRAMME_MISSING",
                 "The programme of this referral is not known here; publish its definition again.");
  }
  return *std::move(rules);
}

// Load, compare, change, store, publish: `change(before, rules)` gives the new state, `event(after)` the
// fact.
template <typename Change, typename ToEvent>
StatusOr<domain::Referral> ChangeReferral(const Deps& deps, const Caller& caller, const Uuid& id,
                                          std::int64_t expected_version, Change change, ToEvent event) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<domain::Referral> {
    ASSIGN_OR_RETURN(const domain::Referral before, deps.referrals.GetForUpdate(tx, id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, before.municipality_code, caller.today));
    if (before.row_version != expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const domain::ProgrammeRules rules, RulesOf(deps, tx, before.programme_code));
    ASSIGN_OR_RETURN(const domain::Referral after, change(before, rules));
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

}  // namespace

StatusOr<domain::Referral> RecordIntake(const Deps& deps, const Caller& caller,
                                        const RecordIntakeCommand& command) {
  const auto change = [&](const domain::Referral& before, const domain::ProgrammeRules& rules) {
    return domain::RecordIntake(before, rules, command.intake, caller.today);
  };
  return ChangeReferral(deps, caller, command.referral_id, command.expected_version, change,
                        storage::IntakeRecorded);
}

StatusOr<domain::Referral> SignDeclaration(const Deps& deps, const Caller& caller,
                                           const SignDeclarationCommand& command) {
  const auto change = [&](const domain::Referral& before, const domain::ProgrammeRules& rules) {
    return domain::SignDeclaration(before, rules, command.signed_date, caller.today);
  };
  return ChangeReferral(deps, caller, command.referral_id, command.expected_version, change,
                        storage::DeclarationSigned);
}

StatusOr<domain::Referral> CloseReferral(const Deps& deps, const Caller& caller,
                                         const CloseReferralCommand& command) {
  const auto change = [&](const domain::Referral& before, const domain::ProgrammeRules&) {
    return domain::Close(before, command.reason);
  };
  return ChangeReferral(deps, caller, command.referral_id, command.expected_version, change,
                        storage::ReferralClosed);
}

}  // namespace duaal::intake::app
