#include <string>
#include <utility>

#include "chassis/core/civil.h"
#include "chassis/rpc/etag.h"
#include "chassis/rpc/page.h"
#include "partner-svc/app/publish_offering.h"
#include "partner-svc/rpc/register.h"
#include "partner-svc/storage/events.h"

namespace duaal::partner::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;
using storage::ToProto;

Uuid ToId(const std::string& text) { return Uuid::Parse(text).value_or(Uuid()); }

app::CreateOfferingCommand ToCommand(const v1::CreateOfferingRequest& request) {
  const v1::Offering& proto = request.offering();
  app::CreateOfferingCommand command;
  domain::Offering& offering = command.offering;
  offering.code = proto.code();
  offering.display_name = proto.display_name();
  offering.programme_code = proto.programme_code();
  offering.component_code = proto.component_code();
  offering.organisation_id = ToId(proto.organisation_id());
  offering.municipality_code = proto.municipality_code();
  offering.catalogue_code = proto.catalogue_code();
  offering.language_level = proto.language_level();
  offering.capacity = proto.capacity();
  offering.period = {*ParseDate(proto.start_date()), *ParseDate(proto.end_date())};
  for (const type::v1::Slot& slot : proto.timetable()) {
    offering.timetable.push_back({static_cast<int>(slot.weekday()),
                                  {*TimeOfDay::Parse(slot.start_time()), *TimeOfDay::Parse(slot.end_time())},
                                  slot.site()});
  }
  offering.week_pattern = static_cast<domain::WeekPattern>(proto.week_pattern());
  offering.delivery_mode = static_cast<domain::DeliveryMode>(proto.delivery_mode());
  return command;
}

app::CancelOfferingCommand ToCommand(const v1::CancelOfferingRequest& request) {
  return {ToId(request.id()), duaal::rpc::FromEtag(request.etag()),
          static_cast<domain::CancelCause>(request.cause()), *ParseDate(request.from_date())};
}

StatusOr<v1::ListOfferingsResponse> ListOfferings(const app::Deps& deps, const crypto::KeyRing& keys,
                                                  const Call& call, const v1::ListOfferingsRequest& request) {
  const std::string binding =
      request.programme_code() + '\n' + request.component_code() + '\n' + request.code();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  const storage::OfferingFilter filter{request.programme_code(), request.component_code(), request.code()};
  ASSIGN_OR_RETURN(auto list, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.offerings.List(session, filter, Uuid::FromBytes(page.after), page.size + 1);
  }));
  v1::ListOfferingsResponse response;
  const bool more = static_cast<int>(list.size()) > page.size;
  if (more) list.resize(page.size);
  for (const domain::Offering& offering : list) *response.add_offerings() = ToProto(offering);
  if (more) response.set_next_page_token(duaal::rpc::SealPage(keys, call, list.back().id.Bytes(), binding));
  return response;
}

}  // namespace

void RegisterOfferingService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys) {
  const std::string service = "duaal.partner.v1.OfferingService/";
  server.Unary<v1::CreateOfferingRequest, v1::Offering>(
      service + "CreateOffering", [&](const Call& call, const auto& request) -> StatusOr<v1::Offering> {
        ASSIGN_OR_RETURN(const auto offering,
                         app::CreateOffering(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(offering);
      });
  server.Unary<v1::GetOfferingRequest, v1::Offering>(
      service + "GetOffering", [&](const Call& call, const auto& request) -> StatusOr<v1::Offering> {
        ASSIGN_OR_RETURN(const auto offering, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.offerings.Get(session, ToId(request.id()));
        }));
        return ToProto(offering);
      });
  server.Unary<v1::ListOfferingsRequest, v1::ListOfferingsResponse>(
      service + "ListOfferings",
      [&](const Call& call, const auto& request) { return ListOfferings(deps, keys, call, request); });
  server.Unary<v1::CancelOfferingRequest, v1::Offering>(
      service + "CancelOffering", [&](const Call& call, const auto& request) -> StatusOr<v1::Offering> {
        ASSIGN_OR_RETURN(const auto offering,
                         app::CancelOffering(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(offering);
      });
}

}  // namespace duaal::partner::rpc
