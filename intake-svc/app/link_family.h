#ifndef INTAKE_SVC_APP_LINK_FAMILY_H_
#define INTAKE_SVC_APP_LINK_FAMILY_H_

#include <cstdint>
#include <vector>

#include "intake-svc/app/deps.h"
#include "intake-svc/domain/family_link.h"

// Family links, created and ended. No event: who is family of whom stays here.
namespace duaal::intake::app {

// Two people are linked; id, time and version are set here.
struct CreateFamilyLinkCommand {
  domain::FamilyLink link;
};

// A link holds no more.
struct EndFamilyLinkCommand {
  Uuid family_link_id;
  std::int64_t expected_version = 0;
  absl::CivilDay end_date;
};

// Status codes: those of the RPC of the same name in FamilyLinkService.
[[nodiscard]] StatusOr<domain::FamilyLink> CreateFamilyLink(const Deps& deps, const Caller& caller,
                                                            const CreateFamilyLinkCommand& command);
[[nodiscard]] StatusOr<domain::FamilyLink> EndFamilyLink(const Deps& deps, const Caller& caller,
                                                         const EndFamilyLinkCommand& command);

}  // namespace duaal::intake::app

#endif  // INTAKE_SVC_APP_LINK_FAMILY_H_
