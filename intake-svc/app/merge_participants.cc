#include "intake-svc/app/merge_participants.h"

#include <algorithm>
#include <vector>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/outbox/outbox.h"
#include "chassis/rpc/etag.h"
#include "intake-svc/app/find_duplicates.h"
#include "intake-svc/domain/family_link.h"
#include "intake-svc/storage/events.h"

namespace duaal::intake::app {
namespace {

using domain::RecordMerge;

// Whether two records are one person is for people to decide.
Status CheckPerson(const auth::Principal& principal) {
  if (principal.kind == auth::PrincipalKind::kStaff) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "PERSON_NEEDED",
               "Records are merged by people; let somebody of the municipality do it.");
}

StatusOr<Duplicate> FindByReference(const Deps& deps, sql::Session& session, const Caller& caller,
                                    const domain::Participant& person, const std::string& reference) {
  ASSIGN_OR_RETURN(const auto duplicates, FindDuplicates(deps, session, person, caller.today));
  const auto found = std::find_if(duplicates.begin(), duplicates.end(),
                                  [&](const Duplicate& one) { return one.reference == reference; });
  if (found != duplicates.end()) return *found;
  Violations violations;
  violations.Add("duplicate_reference", "UNKNOWN_DUPLICATE",
                 "The person has no such duplicate; find the duplicates again.");
  return violations.ToStatus();
}

// What others follow: the person as it stands after the change, and its duty.
StatusOr<std::vector<outbox::Event>> Facts(const Deps& deps, sql::Tx& tx, const Uuid& id,
                                           const Caller& caller) {
  const auth::Principal self = ServiceItself();
  ASSIGN_OR_RETURN(const auto person, deps.participants.Get(tx, id, {self, caller.today}));
  ASSIGN_OR_RETURN(const auto duty, deps.duties.Load(tx, person));
  return std::vector<outbox::Event>{storage::ParticipantUpdated(person, caller.now),
                                    storage::DutyRecorded(duty, person.municipality_code, caller.now)};
}

// Whether the two as one person would be an own ancestor, or so much stands above them that nobody can tell.
StatusOr<bool> MakesCircle(const Deps& deps, sql::Session& session, const RecordMerge& merge) {
  ASSIGN_OR_RETURN(domain::Ancestry kept, deps.families.AncestryOf(session, merge.kept_id));
  ASSIGN_OR_RETURN(const domain::Ancestry merged, deps.families.AncestryOf(session, merge.merged_id));
  kept.edges.insert(kept.edges.end(), merged.edges.begin(), merged.edges.end());
  return !kept.complete || !merged.complete ||
         domain::MergeMakesCircle(merge.kept_id, merge.merged_id, kept.edges);
}

// The other record goes over into the one that is kept. Both are held, and the merge is stored.
Status TakeOver(const Deps& deps, sql::Tx& tx, const Caller& caller, const RecordMerge& merge) {
  ASSIGN_OR_RETURN(domain::MergeFacts facts, deps.merges.Facts(tx, merge));
  RETURN_IF_ERROR(deps.families.Guard(tx));
  ASSIGN_OR_RETURN(facts.family_circle, MakesCircle(deps, tx, merge));
  RETURN_IF_ERROR(domain::CheckMergeable(facts));
  const storage::MergeLinks links = deps.merge_links();
  RETURN_IF_ERROR(links.TakeOver(tx, merge, caller.now));
  ASSIGN_OR_RETURN(const auto referrals, links.Referrals(tx, merge.id));
  ASSIGN_OR_RETURN(std::vector<outbox::Event> events, Facts(deps, tx, merge.kept_id, caller));
  events.insert(events.begin(), storage::ParticipantsMerged(merge, referrals, caller.now));
  return outbox::Append(tx, events);
}

Status GiveBack(const Deps& deps, sql::Tx& tx, const Caller& caller, const RecordMerge& merge) {
  const storage::MergeLinks links = deps.merge_links();
  ASSIGN_OR_RETURN(const auto referrals, links.Referrals(tx, merge.id));
  RETURN_IF_ERROR(deps.families.Guard(tx));
  RETURN_IF_ERROR(links.GiveBack(tx, merge, caller.now));
  std::vector<outbox::Event> events = {storage::ParticipantMergeUndone(merge, referrals, caller.now)};
  for (const Uuid& id : {merge.merged_id, merge.kept_id}) {
    ASSIGN_OR_RETURN(const std::vector<outbox::Event> facts, Facts(deps, tx, id, caller));
    events.insert(events.end(), facts.begin(), facts.end());
  }
  return outbox::Append(tx, events);
}

Status Remember(sql::Tx& tx, const Caller& caller, const RecordMerge& merge) {
  return idempotency::Store(tx, caller.key, {merge.id.Bytes(), rpc::ToEtag(merge.row_version), ""});
}

// The way that a change of a merge goes: `change` makes the new state, `follow` does what follows from it.
template <typename Change, typename Follow>
StatusOr<RecordMerge> ChangeMerge(const Deps& deps, const Caller& caller, const AnswerMergeCommand& command,
                                  const Change& change, const Follow& follow) {
  RETURN_IF_ERROR(CheckPerson(caller.principal));
  const auto body = [&](sql::Tx& tx) -> StatusOr<RecordMerge> {
    ASSIGN_OR_RETURN(const RecordMerge before,
                     deps.merges.GetForUpdate(tx, command.merge_id, ViewerOf(caller)));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const RecordMerge after, change(before));
    RETURN_IF_ERROR(deps.merges.Update(tx, after));
    RETURN_IF_ERROR(follow(tx, after));
    RETURN_IF_ERROR(Remember(tx, caller, after));
    return after;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.merges.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

RecordMerge ToMerge(const domain::Participant& own, const Duplicate& duplicate, bool keep_duplicate,
                    const Caller& caller) {
  const domain::Participant& kept = keep_duplicate ? duplicate.other : own;
  const domain::Participant& merged = keep_duplicate ? own : duplicate.other;
  RecordMerge merge;
  merge.id = Uuid::NewV7();
  merge.kept_id = kept.id;
  merge.merged_id = merged.id;
  merge.kept_municipality_code = kept.municipality_code;
  merge.merged_municipality_code = merged.municipality_code;
  merge.requested_by_municipality_code = own.municipality_code;
  merge.requested_by_id = caller.principal.id;
  merge.request_time = caller.now;
  merge.row_version = 1;
  return merge;
}

}  // namespace

StatusOr<RecordMerge> RequestMerge(const Deps& deps, const Caller& caller,
                                   const RequestMergeCommand& command) {
  RETURN_IF_ERROR(CheckPerson(caller.principal));
  const auto body = [&](sql::Tx& tx) -> StatusOr<RecordMerge> {
    ASSIGN_OR_RETURN(const auto own, deps.participants.Get(tx, command.participant_id, ViewerOf(caller)));
    RETURN_IF_ERROR(access::CheckMandate(caller.principal, own.municipality_code, caller.today));
    ASSIGN_OR_RETURN(const Duplicate duplicate,
                     FindByReference(deps, tx, caller, own, command.duplicate_reference));
    RETURN_IF_ERROR(deps.merges.Hold(tx, own.id, duplicate.other.id));
    RecordMerge merge = ToMerge(own, duplicate, command.keep_duplicate, caller);
    if (caller.principal.HasMandate(duplicate.other.municipality_code, caller.today)) {
      ASSIGN_OR_RETURN(merge, domain::Confirm(merge, caller.principal.id, caller.now));
      RETURN_IF_ERROR(deps.merges.Insert(tx, merge));
      RETURN_IF_ERROR(TakeOver(deps, tx, caller, merge));
    } else {
      RETURN_IF_ERROR(deps.merges.Insert(tx, merge));
    }
    RETURN_IF_ERROR(Remember(tx, caller, merge));
    return merge;
  };
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return deps.merges.Get(session, Uuid::FromBytes(outcome.resource_id), ViewerOf(caller));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

StatusOr<RecordMerge> ConfirmMerge(const Deps& deps, const Caller& caller,
                                   const AnswerMergeCommand& command) {
  const auto change = [&](const RecordMerge& before) -> StatusOr<RecordMerge> {
    for (const std::string& code : domain::ConfirmingMunicipalities(before)) {
      RETURN_IF_ERROR(access::CheckMandate(caller.principal, code, caller.today));
    }
    return domain::Confirm(before, caller.principal.id, caller.now);
  };
  return ChangeMerge(deps, caller, command, change, [&](sql::Tx& tx, const RecordMerge& merge) {
    return TakeOver(deps, tx, caller, merge);
  });
}

StatusOr<RecordMerge> DeclineMerge(const Deps& deps, const Caller& caller,
                                   const AnswerMergeCommand& command) {
  const auto change = [&](const RecordMerge& before) {
    return domain::Decline(before, caller.principal.id, caller.now);
  };
  return ChangeMerge(deps, caller, command, change,
                     [](sql::Tx&, const RecordMerge&) -> Status { return absl::OkStatus(); });
}

StatusOr<RecordMerge> UndoMerge(const Deps& deps, const Caller& caller, const AnswerMergeCommand& command) {
  const auto change = [&](const RecordMerge& before) {
    return domain::Undo(before, caller.principal.id, caller.now);
  };
  return ChangeMerge(deps, caller, command, change, [&](sql::Tx& tx, const RecordMerge& merge) {
    return GiveBack(deps, tx, caller, merge);
  });
}

}  // namespace duaal::intake::app
