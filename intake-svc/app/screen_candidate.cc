#include "intake-svc/app/screen_candidate.h"

#include <utility>
#include <vector>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "intake-svc/app/create_referral.h"
#include "intake-svc/storage/events.h"

namespace duaal::intake::app {
namespace {

using domain::Screening;
using domain::ScreeningDecision;
using domain::ScreeningState;

// The way that a change of a screening goes. `change` makes the new state, and does what comes with it.
template <typename Command, typename Change>
StatusOr<Screening> ChangeScreening(const Deps& deps, const Caller& caller, const Command& command,
                                    const Change& change) {
  const storage::ScreeningRepository screenings = deps.screenings();
  const auto body = [&](sql::Tx& tx) -> StatusOr<Screening> {
    ASSIGN_OR_RETURN(const Screening before,
                     screenings.GetForUpdate(tx, command.screening_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, before.municipality_code, caller.today));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const Screening after, change(tx, before));
    RETURN_IF_ERROR(screenings.Update(tx, after));
    RETURN_IF_ERROR(
        idempotency::Store(tx, caller.key, {after.id.Bytes(), rpc::ToEtag(after.row_version), ""}));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return screenings.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

// Registers the person, and refers where a programme is named, as every other way in does.
Status Register(const Deps& deps, sql::Tx& tx, const Caller& caller, const domain::Participant& person,
                const std::string& programme_code) {
  RETURN_IF_ERROR(domain::Check(person, caller.today));
  std::vector<outbox::Event> events = {storage::ParticipantRegistered(person, caller.now)};
  std::vector<domain::Referral> referrals;
  if (!programme_code.empty()) {
    ASSIGN_OR_RETURN(const auto rules, deps.reference.FindProgramme(tx, programme_code));
    RETURN_IF_ERROR(CheckFound(true, rules.has_value(), ""));
    domain::Referral wish;
    wish.channel = domain::InflowChannel::kRegister;
    // Nobody has recorded a barrier of a person who is new.
    ASSIGN_OR_RETURN(const auto referral, Refer(*rules, person, wish, {}, caller));
    events.push_back(storage::ParticipantReferred(referral, person, caller.now));
    referrals.push_back(referral);
  }
  RETURN_IF_ERROR(deps.participants.Insert(tx, person));
  RETURN_IF_ERROR(deps.referrals.InsertMany(tx, referrals));
  return outbox::Append(tx, events);
}

}  // namespace

StatusOr<Screening> AssignScreening(const Deps& deps, const Caller& caller,
                                    const AssignScreeningCommand& command) {
  return ChangeScreening(deps, caller, command, [&](sql::Tx&, const Screening& before) {
    return domain::Assign(before, command.staff_id);
  });
}

StatusOr<Screening> AdmitScreening(const Deps& deps, const Caller& caller,
                                   const AdmitScreeningCommand& command) {
  const auto change = [&](sql::Tx& tx, const Screening& before) -> StatusOr<Screening> {
    const domain::Participant person = domain::Register(command.unpack(before.person), caller.now);
    ASSIGN_OR_RETURN(const Screening after,
                     domain::Decide(before,
                                    {ScreeningState::kAdmitted, command.decided_date, caller.principal.id,
                                     domain::DismissReason::kNone, person.id},
                                    caller.today));
    RETURN_IF_ERROR(Register(deps, tx, caller, person, command.programme_code));
    return after;
  };
  return ChangeScreening(deps, caller, command, change);
}

StatusOr<Screening> DismissScreening(const Deps& deps, const Caller& caller,
                                     const DismissScreeningCommand& command) {
  return ChangeScreening(deps, caller, command, [&](sql::Tx&, const Screening& before) {
    return domain::Decide(
        before,
        {ScreeningState::kDismissed, command.decided_date, caller.principal.id, command.reason, std::nullopt},
        caller.today);
  });
}

StatusOr<Screening> LinkScreening(const Deps& deps, const Caller& caller,
                                  const LinkScreeningCommand& command) {
  const auto change = [&](sql::Tx& tx, const Screening& before) -> StatusOr<Screening> {
    const auto person = deps.participants.Get(tx, command.participant_id, ViewerOf(caller));
    if (!person.ok() && !absl::IsNotFound(person.status())) return person.status();
    RETURN_IF_ERROR(CheckFound(person.ok(), true, ""));
    return domain::Decide(before,
                          {ScreeningState::kLinked, command.decided_date, caller.principal.id,
                           domain::DismissReason::kNone, command.participant_id},
                          caller.today);
  };
  return ChangeScreening(deps, caller, command, change);
}

}  // namespace duaal::intake::app
