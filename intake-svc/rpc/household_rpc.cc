#include <string>

#include "chassis/core/civil.h"
#include "chassis/rpc/page.h"
#include "chassis/rpc/timestamp.h"
#include "duaal/intake/v1/household_service.pb.h"
#include "intake-svc/app/record_household.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

constexpr std::size_t kDateLength = 10;  // 2026-11-16, which begins the key of a page of needs

v1::Household ToProto(const domain::Household& household) {
  v1::Household proto;
  proto.set_id(household.id.ToString());
  proto.set_participant_id(household.participant_id.ToString());
  proto.set_from_date(FormatDate(household.from_date));
  proto.set_living_situation(static_cast<v1::LivingSituation>(household.living_situation));
  proto.set_other_adults(household.other_adults);
  for (const PartialDate& month : household.child_birth_months) {
    proto.add_child_birth_months(month.ToString());
  }
  for (const domain::ChildcareHalfDay& one : household.childcare) {
    v1::ChildcareHalfDay& half_day = *proto.add_childcare();
    half_day.set_weekday(static_cast<type::v1::Weekday>(one.weekday));
    half_day.set_half_day(static_cast<type::v1::HalfDay>(one.half_day));
    half_day.set_arrangement(static_cast<v1::ChildcareArrangement>(one.arrangement));
    half_day.set_since_date(FormatDate(one.since_date));
  }
  *proto.mutable_create_time() = duaal::rpc::ToTimestamp(household.create_time);
  return proto;
}

v1::ChildcareNeed ToProto(const domain::ChildcareNeed& need) {
  v1::ChildcareNeed proto;
  proto.set_participant_id(need.participant_id.ToString());
  proto.set_since_date(FormatDate(need.since_date));
  proto.set_open_half_days(need.open_half_days);
  proto.set_on_waiting_list(need.on_waiting_list);
  return proto;
}

app::RecordHouseholdCommand ToCommand(const v1::RecordHouseholdRequest& request) {
  const v1::Household& proto = request.household();
  app::RecordHouseholdCommand command;
  command.household.participant_id = ToId(proto.participant_id());
  command.household.from_date = *ParseDate(proto.from_date());
  command.household.living_situation = static_cast<domain::LivingSituation>(proto.living_situation());
  command.household.other_adults = proto.other_adults();
  for (const std::string& month : proto.child_birth_months()) {
    command.household.child_birth_months.push_back(PartialDate::Parse(month).value_or(PartialDate()));
  }
  for (const v1::ChildcareHalfDay& one : proto.childcare()) {
    command.household.childcare.push_back({one.weekday(), one.half_day(),
                                           static_cast<domain::ChildcareArrangement>(one.arrangement()),
                                           *ParseDate(one.since_date())});
  }
  return command;
}

StatusOr<v1::ListHouseholdsResponse> ListHouseholds(const app::Deps& deps, const crypto::KeyRing& keys,
                                                    const Call& call,
                                                    const v1::ListHouseholdsRequest& request) {
  const std::string& binding = request.participant_id();
  const Uuid person = ToId(binding);
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::ListHouseholdsResponse> {
    RETURN_IF_ERROR(deps.participants.Get(session, person, app::ViewerOf(CallerOf(call))).status());
    ASSIGN_OR_RETURN(auto households,
                     deps.households.List(session, person, Uuid::FromBytes(page.after), page.size + 1));
    v1::ListHouseholdsResponse response;
    const bool more = static_cast<int>(households.size()) > page.size;
    if (more) households.resize(page.size);
    for (const domain::Household& one : households) *response.add_households() = ToProto(one);
    if (more)
      response.set_next_page_token(duaal::rpc::SealPage(keys, call, households.back().id.Bytes(), binding));
    return response;
  });
}

StatusOr<v1::ListChildcareNeedsResponse> ListChildcareNeeds(const app::Deps& deps,
                                                            const crypto::KeyRing& keys, const Call& call,
                                                            const v1::ListChildcareNeedsRequest& request) {
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), ""));
  const auto caller = CallerOf(call);
  const bool first = page.after.size() <= kDateLength;
  const absl::CivilDay after_date =
      ParseDate(page.after.substr(0, kDateLength)).value_or(absl::CivilDay(1, 1, 1));
  const Uuid after_id = first ? Uuid() : Uuid::FromBytes(page.after.substr(kDateLength));
  ASSIGN_OR_RETURN(auto needs, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.households.ListNeeds(session, app::ViewerOf(caller), domain::OldestInCare(caller.today),
                                     after_date, after_id, page.size + 1);
  }));
  v1::ListChildcareNeedsResponse response;
  const bool more = static_cast<int>(needs.size()) > page.size;
  if (more) needs.resize(page.size);
  for (const domain::ChildcareNeed& one : needs) *response.add_childcare_needs() = ToProto(one);
  if (more) {
    const std::string last = FormatDate(needs.back().since_date) + needs.back().participant_id.Bytes();
    response.set_next_page_token(duaal::rpc::SealPage(keys, call, last, ""));
  }
  return response;
}

}  // namespace

void RegisterHouseholdService(duaal::rpc::Server& server, const app::Deps& deps,
                              const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.HouseholdService/";
  server.Unary<v1::RecordHouseholdRequest, v1::Household>(
      service + "RecordHousehold", [&](const Call& call, const auto& request) -> StatusOr<v1::Household> {
        ASSIGN_OR_RETURN(
            const auto household,
            app::RecordHousehold(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(household);
      });
  server.Unary<v1::ListHouseholdsRequest, v1::ListHouseholdsResponse>(
      service + "ListHouseholds",
      [&](const Call& call, const auto& request) { return ListHouseholds(deps, keys, call, request); });
  server.Unary<v1::ListChildcareNeedsRequest, v1::ListChildcareNeedsResponse>(
      service + "ListChildcareNeeds",
      [&](const Call& call, const auto& request) { return ListChildcareNeeds(deps, keys, call, request); });
}

}  // namespace duaal::intake::rpc
