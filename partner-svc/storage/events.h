#ifndef PARTNER_SVC_STORAGE_EVENTS_H_
#define PARTNER_SVC_STORAGE_EVENTS_H_

#include "absl/time/time.h"
#include "chassis/outbox/outbox.h"
#include "duaal/partner/v1/offering_service.pb.h"
#include "duaal/partner/v1/organisation_service.pb.h"
#include "partner-svc/domain/offering.h"
#include "partner-svc/domain/organisation.h"

namespace duaal::partner::storage {

// The protos of the resources: what answers show and what events carry.
[[nodiscard]] v1::Organisation ToProto(const domain::Organisation& organisation);
[[nodiscard]] v1::Contract ToProto(const domain::Contract& contract);
[[nodiscard]] v1::Offering ToProto(const domain::Offering& offering);

// The facts that partner-svc publishes, as outbox events.
[[nodiscard]] outbox::Event OrganisationRegistered(const domain::Organisation& organisation, absl::Time now);
[[nodiscard]] outbox::Event ContractSigned(const domain::Contract& contract, absl::Time now);
[[nodiscard]] outbox::Event OfferingPublished(const domain::Offering& offering, absl::Time now);
[[nodiscard]] outbox::Event OfferingCancelled(const domain::Offering& offering, absl::CivilDay from_date,
                                              absl::Time now);

}  // namespace duaal::partner::storage

#endif  // PARTNER_SVC_STORAGE_EVENTS_H_
