#include "intake-svc/domain/family_link.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace duaal::intake::domain {
namespace {

bool IsSymmetric(FamilyLinkKind kind) {
  return kind == FamilyLinkKind::kPartner || kind == FamilyLinkKind::kSibling;
}

bool Involves(const FamilyLink& link, const Uuid& person) {
  return link.participant_id == person || link.relative_id == person;
}

bool Overlap(const FamilyLink& a, const FamilyLink& b) {
  const bool a_before_b = a.end_date && b.start_date && *a.end_date <= *b.start_date;
  const bool b_before_a = b.end_date && a.start_date && *b.end_date <= *a.start_date;
  return !a_before_b && !b_before_a;
}

bool SamePair(const FamilyLink& a, const FamilyLink& b) {
  if (a.kind != b.kind) return false;
  if (a.participant_id == b.participant_id && a.relative_id == b.relative_id) return true;
  return IsSymmetric(a.kind) && a.participant_id == b.relative_id && a.relative_id == b.participant_id;
}

// The same tie on one day.
bool Repeats(const FamilyLink& link, const FamilyLink& other) {
  return SamePair(link, other) && Overlap(link, other);
}

// Another partner of `person` on one day.
bool SecondPartner(const FamilyLink& link, const FamilyLink& other, const Uuid& person) {
  return link.kind == FamilyLinkKind::kPartner && other.kind == FamilyLinkKind::kPartner &&
         Involves(other, person) && !SamePair(link, other) && Overlap(link, other);
}

void CheckEnd(const std::optional<absl::CivilDay>& start, absl::CivilDay end, absl::CivilDay today,
              const std::string& field, Violations& violations) {
  if (end > today) {
    violations.Add(field, "IN_THE_FUTURE", "A link ends once it holds no more; take today or earlier.");
  }
  if (start && end <= *start) {
    violations.Add(field, "INTERVAL_REVERSED",
                   "The end is the first day on which the link holds no more; take one after the start.");
  }
}

void CheckPartners(const FamilyLink& link, const std::vector<FamilyLink>& links, Violations& violations) {
  for (const auto& [field, person] : {std::pair("family_link.participant_id", link.participant_id),
                                      std::pair("family_link.relative_id", link.relative_id)}) {
    if (std::any_of(links.begin(), links.end(),
                    [&](const FamilyLink& other) { return SecondPartner(link, other, person); })) {
      violations.Add(field, "PARTNER_ALREADY",
                     "The person has another partner at that time; end that link first.");
    }
  }
}

void CheckParent(const FamilyLink& link, const Participant& parent, const Participant& child,
                 const std::vector<ParentEdge>& edges, Violations& violations) {
  if (parent.birth_date.First() > child.birth_date.Last()) {
    violations.Add("family_link.participant_id", "PARENT_BORN_AFTER_CHILD",
                   "The parent was born after the child; turn the link round or correct a birth date.");
  }
  if (link.participant_id != link.relative_id && StandsAbove(link.relative_id, link.participant_id, edges)) {
    violations.Add("family_link.relative_id", "CIRCULAR_FAMILY",
                   "The child stands above the parent in the family, so one of the links is wrong.");
  }
}

}  // namespace

bool StandsAbove(const Uuid& ancestor, const Uuid& person, const std::vector<ParentEdge>& edges) {
  std::multimap<Uuid, Uuid> parents;
  for (const ParentEdge& edge : edges) parents.emplace(edge.child_id, edge.parent_id);
  std::set<Uuid> seen;
  std::vector<Uuid> waiting = {person};
  while (!waiting.empty()) {
    const Uuid current = waiting.back();
    waiting.pop_back();
    if (current == ancestor) return true;
    if (!seen.insert(current).second) continue;
    const auto [first, last] = parents.equal_range(current);
    for (auto parent = first; parent != last; ++parent) waiting.push_back(parent->second);
  }
  return false;
}

void CheckAlone(const FamilyLink& link, absl::CivilDay today, Violations& violations) {
  if (link.participant_id == link.relative_id) {
    violations.Add("family_link.relative_id", "LINK_TO_SELF", "A link is between two people; name another.");
  }
  if (link.start_date && *link.start_date > today) {
    violations.Add("family_link.start_date", "IN_THE_FUTURE",
                   "A link is recorded once it holds; take today or earlier.");
  }
  if (link.end_date) CheckEnd(link.start_date, *link.end_date, today, "family_link.end_date", violations);
}

Status Check(const FamilyLink& link, const Participant& participant, const Participant& relative,
             const FamilyFacts& facts, absl::CivilDay today) {
  Violations violations;
  CheckAlone(link, today, violations);
  if (std::any_of(facts.links.begin(), facts.links.end(),
                  [&](const FamilyLink& other) { return Repeats(link, other); })) {
    violations.Add("family_link.kind", "FAMILY_LINK_KNOWN",
                   "The two are linked like this at that time already; go on with that link.");
  }
  if (link.kind == FamilyLinkKind::kPartner) CheckPartners(link, facts.links, violations);
  if (link.kind == FamilyLinkKind::kParent) {
    CheckParent(link, participant, relative, facts.ancestry.edges, violations);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (facts.too_many) {
    return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_FAMILY_LINKS",
                 "A person has at most 100 family links; record only those that matter.");
  }
  if (!facts.ancestry.complete) {
    return Error(absl::StatusCode::kFailedPrecondition, "FAMILY_TOO_LARGE",
                 "More stands above the parent than can be looked through; record only links that matter.");
  }
  return absl::OkStatus();
}

StatusOr<FamilyLink> End(const FamilyLink& before, absl::CivilDay end_date, absl::CivilDay today) {
  Violations violations;
  CheckEnd(before.start_date, end_date, today, "end_date", violations);
  RETURN_IF_ERROR(violations.ToStatus());
  if (before.end_date) {
    return Error(absl::StatusCode::kFailedPrecondition, "FAMILY_LINK_ENDED",
                 "This link has ended. Record a new one when it holds again.");
  }
  FamilyLink after = before;
  after.end_date = end_date;
  ++after.row_version;
  return after;
}

std::vector<FamilyLink> HandOver(const std::vector<FamilyLink>& links, const Uuid& from, const Uuid& to,
                                 const std::vector<FamilyLink>& links_of_to) {
  std::vector<FamilyLink> taken;
  for (FamilyLink link : links) {
    if (Involves(link, to)) continue;
    (link.participant_id == from ? link.participant_id : link.relative_id) = to;
    if (std::any_of(links_of_to.begin(), links_of_to.end(), [&](const FamilyLink& other) {
          return Repeats(link, other) || SecondPartner(link, other, to);
        })) {
      continue;
    }
    ++link.row_version;
    taken.push_back(link);
  }
  return taken;
}

bool MergeMakesCircle(const Uuid& one, const Uuid& other, const std::vector<ParentEdge>& edges) {
  std::vector<ParentEdge> rest;
  for (const ParentEdge& edge : edges) {
    const bool between = (edge.parent_id == one && edge.child_id == other) ||
                         (edge.parent_id == other && edge.child_id == one);
    if (!between) rest.push_back(edge);
  }
  return StandsAbove(one, other, rest) || StandsAbove(other, one, rest);
}

}  // namespace duaal::intake::domain
