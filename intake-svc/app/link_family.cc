#include "intake-svc/app/link_family.h"

#include <string>
#include <utility>

#include "chassis/access/rights.h"
#include "chassis/idempotency/idempotency.h"
#include "chassis/rpc/etag.h"

namespace duaal::intake::app {
namespace {

using domain::FamilyLink;
using domain::Participant;

// The two people of a link, each as it was found.
struct Pair {
  StatusOr<Participant> participant;
  StatusOr<Participant> relative;
};

// Holds both, the lower id first, so that two calls never wait for each other crosswise.
Pair HoldBoth(const Deps& deps, sql::Tx& tx, const Caller& caller, const FamilyLink& link) {
  const auto hold = [&](const Uuid& id) { return deps.participants.GetForUpdate(tx, id, ViewerOf(caller)); };
  if (link.participant_id < link.relative_id) {
    auto participant = hold(link.participant_id);
    return {std::move(participant), hold(link.relative_id)};
  }
  auto relative = hold(link.relative_id);
  return {hold(link.participant_id), std::move(relative)};
}

// OK when both were found, or either was not.
Status OtherFault(const Pair& pair) {
  for (const auto* one : {&pair.participant, &pair.relative}) {
    if (!one->ok() && !absl::IsNotFound(one->status())) return one->status();
  }
  return absl::OkStatus();
}

Status CheckBothFound(const Pair& pair, const FamilyLink& link, absl::CivilDay today) {
  RETURN_IF_ERROR(OtherFault(pair));
  if (pair.participant.ok() && pair.relative.ok()) return absl::OkStatus();
  Violations violations;
  for (const auto& [found, field] : {std::pair(pair.participant.ok(), "family_link.participant_id"),
                                     std::pair(pair.relative.ok(), "family_link.relative_id")}) {
    if (found) continue;
    violations.Add(field, "UNKNOWN_PARTICIPANT",
                   "No person with this id is within your mandates; register the person first.");
  }
  domain::CheckAlone(link, today, violations);
  return violations.ToStatus();
}

Status CheckMandates(const Caller& caller, const Participant& participant, const Participant& relative) {
  RETURN_IF_ERROR(access::CheckMandate(caller.principal, participant.municipality_code, caller.today));
  return access::CheckMandate(caller.principal, relative.municipality_code, caller.today);
}

// Links that the caller may not know of are not held against the new one: a refusal would tell that there are
// some. Only a circle is sought through everybody.
StatusOr<domain::FamilyFacts> FactsOf(const Deps& deps, sql::Session& session, const Caller& caller,
                                      const FamilyLink& link) {
  domain::FamilyFacts facts;
  for (const Uuid& person : {link.participant_id, link.relative_id}) {
    ASSIGN_OR_RETURN(const auto links,
                     deps.families.List(session, ViewerOf(caller), person, Uuid(), domain::kMostFamilyLinks));
    facts.links.insert(facts.links.end(), links.begin(), links.end());
    ASSIGN_OR_RETURN(const int count, deps.families.Count(session, person));
    if (count >= domain::kMostFamilyLinks) facts.too_many = true;
  }
  if (link.kind == domain::FamilyLinkKind::kParent) {
    ASSIGN_OR_RETURN(facts.ancestry, deps.families.AncestryOf(session, link.participant_id));
  }
  return facts;
}

// A link is there for whoever may see both people.
StatusOr<FamilyLink> GetVisible(const Deps& deps, sql::Session& session, const Caller& caller,
                                const Uuid& id) {
  ASSIGN_OR_RETURN(const FamilyLink link, deps.families.Get(session, id));
  ASSIGN_OR_RETURN(const auto people, deps.participants.FindMany(session, ViewerOf(caller),
                                                                 {link.participant_id, link.relative_id},
                                                                 storage::Detail::kBasic));
  if (people.size() != 2) return NotFound("This family link");
  return link;
}

template <typename Body>
StatusOr<FamilyLink> Execute(const Deps& deps, const Caller& caller, const Body& body) {
  const auto replay = [&](sql::Session& session, const idempotency::Outcome& outcome) {
    return GetVisible(deps, session, caller, Uuid::FromBytes(outcome.resource_id));
  };
  return idempotency::Execute(deps.db, caller.deadline, caller.key, body, replay);
}

Status Remember(sql::Tx& tx, const Caller& caller, const FamilyLink& link) {
  return idempotency::Store(tx, caller.key, {link.id.Bytes(), rpc::ToEtag(link.row_version), ""});
}

}  // namespace

StatusOr<FamilyLink> CreateFamilyLink(const Deps& deps, const Caller& caller,
                                      const CreateFamilyLinkCommand& command) {
  FamilyLink link = command.link;
  link.id = Uuid::NewV7();
  link.create_time = caller.now;
  link.row_version = 1;
  return Execute(deps, caller, [&](sql::Tx& tx) -> StatusOr<FamilyLink> {
    const Pair pair = HoldBoth(deps, tx, caller, link);
    RETURN_IF_ERROR(CheckBothFound(pair, link, caller.today));
    RETURN_IF_ERROR(CheckMandates(caller, *pair.participant, *pair.relative));
    RETURN_IF_ERROR(deps.families.Guard(tx));
    ASSIGN_OR_RETURN(const domain::FamilyFacts facts, FactsOf(deps, tx, caller, link));
    RETURN_IF_ERROR(domain::Check(link, *pair.participant, *pair.relative, facts, caller.today));
    RETURN_IF_ERROR(deps.families.Insert(tx, link));
    RETURN_IF_ERROR(Remember(tx, caller, link));
    return link;
  });
}

StatusOr<FamilyLink> EndFamilyLink(const Deps& deps, const Caller& caller,
                                   const EndFamilyLinkCommand& command) {
  return Execute(deps, caller, [&](sql::Tx& tx) -> StatusOr<FamilyLink> {
    ASSIGN_OR_RETURN(const FamilyLink before, deps.families.Get(tx, command.family_link_id));
    const Pair pair = HoldBoth(deps, tx, caller, before);
    RETURN_IF_ERROR(OtherFault(pair));
    if (!pair.participant.ok() || !pair.relative.ok()) return NotFound("This family link");
    RETURN_IF_ERROR(CheckMandates(caller, *pair.participant, *pair.relative));
    if (before.row_version != command.expected_version) return EtagMismatch();
    ASSIGN_OR_RETURN(const FamilyLink after, domain::End(before, command.end_date, caller.today));
    RETURN_IF_ERROR(deps.families.Update(tx, after));
    RETURN_IF_ERROR(Remember(tx, caller, after));
    return after;
  });
}

}  // namespace duaal::intake::app
