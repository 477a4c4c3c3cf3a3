#include "intake-svc/app/record_sharing.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "absl/time/clock.h"
#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "intake-svc/storage/events.h"

namespace duaal::intake::app {
namespace {

using domain::Sharing;

// How long an answer waits for the other services; there and back by feed takes some ten milliseconds.
constexpr absl::Duration kPatience = absl::Seconds(3);
constexpr std::chrono::milliseconds kPause(5);

StatusOr<Sharing> Store(const Deps& deps, const Caller& caller, const Sharing& sharing) {
  const auto body = [&](sql::Tx& tx) -> StatusOr<Sharing> {
    // The person is held, so that decisions come one after the other.
    ASSIGN_OR_RETURN(const domain::Participant person,
                     deps.participants.GetForUpdate(tx, sharing.participant_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, person.municipality_code, caller.today));
    ASSIGN_OR_RETURN(const auto last, deps.sharings.LastDate(tx, sharing));
    RETURN_IF_ERROR(domain::Check(sharing, last, caller.today));
    RETURN_IF_ERROR(deps.sharings.Insert(tx, sharing));
    RETURN_IF_ERROR(
        outbox::Append(tx, {storage::SharingRecorded(sharing, person.municipality_code, caller.now)}));
    RETURN_IF_ERROR(idempotency::Store(tx, caller.key, {sharing.id.Bytes(), "", ""}));
    return sharing;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) -> StatusOr<Sharing> {
    RETURN_IF_ERROR(deps.participants.Get(session, sharing.participant_id, ViewerOf(caller)).status());
    return deps.sharings.Get(session, Uuid::FromBytes(outcome.resource_id));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

}  // namespace

StatusOr<Sharing> RecordSharing(const Deps& deps, const Caller& caller, const RecordSharingCommand& command) {
  Sharing sharing = command.sharing;
  sharing.id = Uuid::NewV7();
  sharing.record_time = caller.now;
  ASSIGN_OR_RETURN(Sharing stored, Store(deps, caller, sharing));
  const absl::Time limit = std::min(absl::Now() + kPatience, caller.deadline - absl::Milliseconds(100));
  while (!stored.applied && absl::Now() < limit) {
    std::this_thread::sleep_for(kPause);
    const auto seen = deps.db.Read(
        caller.deadline, [&](sql::Session& session) { return deps.sharings.Get(session, stored.id); });
    if (!seen.ok()) break;  // it is stored; the answer says that others may not go by it yet
    stored = *seen;
  }
  return stored;
}

}  // namespace duaal::intake::app
