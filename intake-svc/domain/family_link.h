#ifndef INTAKE_SVC_DOMAIN_FAMILY_LINK_H_
#define INTAKE_SVC_DOMAIN_FAMILY_LINK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "chassis/core/status.h"
#include "chassis/core/uuid.h"
#include "intake-svc/domain/participant.h"

namespace duaal::intake::domain {

// What the first person of a link is of the second. The numbers are those of the protos and of the database.
enum class FamilyLinkKind { kPartner = 1, kParent = 2, kSibling = 3, kGuardian = 4 };

// A family tie between two people, during `[start_date, end_date)`; an absent day is an open side.
struct FamilyLink {
  Uuid id;
  FamilyLinkKind kind = FamilyLinkKind::kPartner;
  Uuid participant_id;
  Uuid relative_id;
  std::optional<absl::CivilDay> start_date{};
  std::optional<absl::CivilDay> end_date{};
  absl::Time create_time;
  std::int64_t row_version = 0;
  friend bool operator==(const FamilyLink&, const FamilyLink&) = default;
};

// That one is a parent of the other.
struct ParentEdge {
  Uuid parent_id;
  Uuid child_id;
  friend auto operator<=>(const ParentEdge&, const ParentEdge&) = default;
};

// What stands above a person in the parent links, whenever they held: nobody ever is an own ancestor.
struct Ancestry {
  std::vector<ParentEdge> edges{};
  bool complete = true;  // false: there is more than is looked through
};

// How far is looked, and how many links a person has at most.
inline constexpr int kMostGenerations = 30;
inline constexpr int kMostAncestorEdges = 1000;
inline constexpr int kMostFamilyLinks = 100;

// What a new link is held against.
struct FamilyFacts {
  std::vector<FamilyLink> links{};  // of either person, as far as the caller may know of them
  Ancestry ancestry{};              // of the parent; empty for other kinds
  bool too_many = false;            // either person has as many links as one can have
};

// Whether `ancestor` stands above `person`, or is that person.
[[nodiscard]] bool StandsAbove(const Uuid& ancestor, const Uuid& person,
                               const std::vector<ParentEdge>& edges);

// Holds a new link against the two people and their family, by field below `family_link.`.
//
// INVALID_ARGUMENT, every fault: LINK_TO_SELF, IN_THE_FUTURE, INTERVAL_REVERSED, PARENT_BORN_AFTER_CHILD,
// FAMILY_LINK_KNOWN, PARTNER_ALREADY, CIRCULAR_FAMILY. FAILED_PRECONDITION: TOO_MANY_FAMILY_LINKS,
// FAMILY_TOO_LARGE.
[[nodiscard]] Status Check(const FamilyLink& link, const Participant& participant,
                           const Participant& relative, const FamilyFacts& facts, absl::CivilDay today);

// The faults of a link to oneself, and of its days; what can be told before anybody is looked up.
void CheckAlone(const FamilyLink& link, absl::CivilDay today, Violations& violations);

// The link after it ended; `row_version` counts up.
//
// INVALID_ARGUMENT: IN_THE_FUTURE, INTERVAL_REVERSED. FAILED_PRECONDITION (FAMILY_LINK_ENDED): ended before.
[[nodiscard]] StatusOr<FamilyLink> End(const FamilyLink& before, absl::CivilDay end_date,
                                       absl::CivilDay today);

// The links of a record that go over with it into another one, as they are afterwards. What would link that
// person to itself, what it has already, and a second partner on one day stay with the record that is put
// away.
[[nodiscard]] std::vector<FamilyLink> HandOver(const std::vector<FamilyLink>& links, const Uuid& from,
                                               const Uuid& to, const std::vector<FamilyLink>& links_of_to);

// Whether the two, as one person, would be an own ancestor. A link between the two does not count: it stays
// behind. `edges` holds the ancestry of both.
[[nodiscard]] bool MergeMakesCircle(const Uuid& one, const Uuid& other, const std::vector<ParentEdge>& edges);

}  // namespace duaal::intake::domain

#endif  // INTAKE_SVC_DOMAIN_FAMILY_LINK_H_
