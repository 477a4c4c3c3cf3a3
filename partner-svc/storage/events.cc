#include "partner-svc/storage/events.h"

#include "chassis/core/civil.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/timestamp.h"
#include "duaal/partner/v1/partner_events.pb.h"

namespace duaal::partner::storage {
v1::Organisation ToProto(const domain::Organisation& o) {
  v1::Organisation proto;
  proto.set_id(o.id.ToString());
  proto.set_code(o.code);
  proto.set_display_name(o.display_name);
  proto.set_kind(static_cast<v1::OrganisationKind>(o.kind));
  proto.mutable_sites()->Add(o.sites.begin(), o.sites.end());
  *proto.mutable_create_time() = rpc::ToTimestamp(o.create_time);
  proto.set_etag(rpc::ToEtag(o.row_version));
  return proto;
}

v1::Contract ToProto(const domain::Contract& c) {
  v1::Contract proto;
  proto.set_id(c.id.ToString());
  proto.set_programme_code(c.programme_code);
  proto.mutable_client_municipalities()->Add(c.client_municipalities.begin(), c.client_municipalities.end());
  proto.set_contractor_id(c.contractor_id.ToString());
  proto.mutable_components()->Add(c.components.begin(), c.components.end());
  proto.set_funding_source(c.funding_source);
  proto.set_start_date(FormatDate(c.start_date));
  if (c.end_date) proto.set_end_date(FormatDate(*c.end_date));
  *proto.mutable_create_time() = rpc::ToTimestamp(c.create_time);
  proto.set_etag(rpc::ToEtag(c.row_version));
  return proto;
}

v1::Offering ToProto(const domain::Offering& f) {
  v1::Offering proto;
  proto.set_id(f.id.ToString());
  proto.set_code(f.code);
  proto.set_display_name(f.display_name);
  proto.set_programme_code(f.programme_code);
  proto.set_component_code(f.component_code);
  proto.set_organisation_id(f.organisation_id.ToString());
  proto.set_municipality_code(f.municipality_code);
  proto.set_catalogue_code(f.catalogue_code);
  proto.set_language_level(f.language_level);
  proto.set_capacity(f.capacity);
  proto.set_start_date(FormatDate(f.period.start));
  proto.set_end_date(FormatDate(f.period.end));
  for (const domain::Slot& slot : f.timetable) {
    type::v1::Slot& s = *proto.add_timetable();
    s.set_weekday(static_cast<type::v1::Weekday>(slot.weekday));
    s.set_start_time(slot.time.start.ToString());
    s.set_end_time(slot.time.end.ToString());
    s.set_site(slot.site);
  }
  proto.set_week_pattern(static_cast<type::v1::WeekPattern>(f.week_pattern));
  proto.set_delivery_mode(static_cast<type::v1::DeliveryMode>(f.delivery_mode));
  proto.set_state(static_cast<v1::OfferingState>(f.state));
  proto.set_cancel_cause(static_cast<v1::CancelCause>(f.cancel_cause));
  *proto.mutable_create_time() = rpc::ToTimestamp(f.create_time);
  proto.set_etag(rpc::ToEtag(f.row_version));
  return proto;
}

outbox::Event OrganisationRegistered(const domain::Organisation& organisation, absl::Time now) {
  v1::OrganisationRegistered event;
  *event.mutable_organisation() = ToProto(organisation);
  return outbox::MakeEvent(event, event.organisation().id(), now);
}

outbox::Event ContractSigned(const domain::Contract& contract, absl::Time now) {
  v1::ContractSigned event;
  *event.mutable_contract() = ToProto(contract);
  return outbox::MakeEvent(event, event.contract().id(), now);
}

outbox::Event OfferingPublished(const domain::Offering& offering, absl::Time now) {
  v1::OfferingPublished event;
  *event.mutable_offering() = ToProto(offering);
  return outbox::MakeEvent(event, event.offering().id(), now, "", offering.municipality_code);
}

outbox::Event OfferingCancelled(const domain::Offering& offering, absl::CivilDay from_date, absl::Time now) {
  v1::OfferingCancelled event;
  *event.mutable_offering() = ToProto(offering);
  event.set_from_date(FormatDate(from_date));
  return outbox::MakeEvent(event, event.offering().id(), now, "", offering.municipality_code);
}

}  // namespace duaal::partner::storage
