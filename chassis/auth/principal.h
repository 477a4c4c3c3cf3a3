#ifndef CHASSIS_AUTH_PRINCIPAL_H_
#define CHASSIS_AUTH_PRINCIPAL_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"

namespace duaal::auth {

// Right to act for one municipality, for a stretch of time.
struct Mandate {
  std::string municipality_code;             // CBS code
  std::optional<absl::CivilDay> from_date;   // from the beginning when empty
  std::optional<absl::CivilDay> until_date;  // exclusive; without end when empty
};

// What a caller acts as.
enum class PrincipalKind {
  kStaff,    // a person at a municipality or the service centre
  kPartner,  // one partner organisation
  kRegion,   // the region: aggregates only
  kSystem,   // a municipal system, or the installation itself
  kService,  // another service of Duaal
};

// Who calls, for whom and why. Made by the gateway from a login token, carried in the signed internal
// token, and the same in every service.
struct Principal {
  PrincipalKind kind = PrincipalKind::kStaff;
  std::string id;                     // opaque subject, never a name
  std::set<std::string> permissions;  // `participants.read` ...
  std::vector<Mandate> mandates;
  std::string organisation_id;  // for partners: UUID
  std::string purpose;          // doelbinding, a code of the register

  [[nodiscard]] bool May(const std::string& permission) const { return permissions.contains(permission); }
  // Whether a mandate covers the municipality on that day.
  [[nodiscard]] bool HasMandate(const std::string& municipality_code, absl::CivilDay today) const;
  // The municipalities covered on that day, sorted.
  [[nodiscard]] std::vector<std::string> Municipalities(absl::CivilDay today) const;
};

}  // namespace duaal::auth

#endif  // CHASSIS_AUTH_PRINCIPAL_H_
