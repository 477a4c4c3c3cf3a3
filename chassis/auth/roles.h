#ifndef CHASSIS_AUTH_ROLES_H_
#define CHASSIS_AUTH_ROLES_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "chassis/auth/jwt.h"
#include "chassis/auth/principal.h"
#include "chassis/core/status.h"

namespace duaal::auth {

// The roles of a region, as data (duaal.config.v1.Roles in text format), and how a login token becomes a
// principal. Immutable after loading.
class RoleBook {
 public:
  // NOT_FOUND: no such file. INVALID_ARGUMENT (ROLES), naming role and fault: not text format, an unknown
  // key or kind, a code that is empty or stands twice, a permission not of the form `resource.verb`, a
  // purpose that is not in the list, or a role without purposes.
  [[nodiscard]] static StatusOr<RoleBook> FromFile(const std::string& path);

  // Who acts, by the roles that the token names; roles that are not in the book count for nothing. The
  // permissions are the union of the roles'. The purpose is `purpose`, or else the token's, or else the first
  // of the first role. Mandates go to staff and systems, the organisation to partners.
  //
  // PERMISSION_DENIED: NO_ROLE (none of the token's roles is known), MIXED_ROLES (they act as different
  // kinds), PURPOSE_NOT_ALLOWED (none of the roles may state it), ORGANISATION_REQUIRED (a partner's token
  // without the UUID of its organisation).
  [[nodiscard]] StatusOr<Principal> ToPrincipal(const JwtClaims& claims, std::string_view purpose = {}) const;

  // Codes of the roles, sorted.
  [[nodiscard]] std::vector<std::string> Codes() const;
  // Every permission that some role holds.
  [[nodiscard]] std::set<std::string> Permissions() const;

 private:
  struct Role {
    PrincipalKind kind = PrincipalKind::kStaff;
    std::set<std::string> permissions;
    std::vector<std::string> purposes;
  };
  std::map<std::string, Role, std::less<>> roles_;
};

}  // namespace duaal::auth

#endif  // CHASSIS_AUTH_ROLES_H_
