#include <map>
#include <string>
#include <vector>

#include "chassis/core/civil.h"
#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_plan_clock.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

// After every day on which a plan can be due.
constexpr absl::CivilDay kForEver(9999, 12, 31);

// Where a page ended: the day and the person.
std::string ToText(const storage::DueClock& last) {
  return FormatDate(last.due_date) + last.participant_id.Bytes();
}

storage::ClockPosition ToPosition(const std::string& text) {
  constexpr std::size_t kDateLength = 10;
  if (text.size() <= kDateLength) return {};
  return {ParseDate(text.substr(0, kDateLength)).value_or(absl::CivilDay(1, 1, 1)),
          Uuid::FromBytes(text.substr(kDateLength))};
}

// The clocks of the page in its order, each with its person.
StatusOr<std::vector<app::ClockOf>> Complete(const app::Deps& deps, sql::Session& session,
                                             const storage::Viewer& viewer,
                                             const std::vector<storage::DueClock>& page) {
  std::vector<Uuid> ids;
  for (const storage::DueClock& one : page) ids.push_back(one.participant_id);
  ASSIGN_OR_RETURN(const auto people,
                   deps.participants.FindMany(session, viewer, ids, storage::Detail::kFull));
  ASSIGN_OR_RETURN(const auto clocks, deps.plan_clocks.FindMany(session, ids));
  std::map<Uuid, app::ClockOf> by_id;
  for (const domain::Participant& person : people) by_id[person.id].person = person;
  for (const auto& found : clocks) by_id[found.participant_id].clock = found.clock;
  std::vector<app::ClockOf> complete;
  for (const Uuid& id : ids) complete.push_back(by_id[id]);
  return complete;
}

StatusOr<v1::ListPlanClocksResponse> ListPlanClocks(const app::Deps& deps, const crypto::KeyRing& keys,
                                                    const Call& call,
                                                    const v1::ListPlanClocksRequest& request) {
  const std::string binding = request.municipality_code() + '\n' + request.due_before_date();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  const absl::CivilDay until = ParseDate(request.due_before_date()).value_or(kForEver);
  return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::ListPlanClocksResponse> {
    const auto caller = CallerOf(call);
    ASSIGN_OR_RETURN(
        auto due, deps.plan_clocks.ListDue(session, app::ViewerOf(caller), request.municipality_code(), until,
                                           ToPosition(page.after), page.size + 1));
    v1::ListPlanClocksResponse response;
    const bool more = static_cast<int>(due.size()) > page.size;
    if (more) due.resize(page.size);
    ASSIGN_OR_RETURN(const auto clocks, Complete(deps, session, app::ViewerOf(caller), due));
    for (const app::ClockOf& clock : clocks) *response.add_plan_clocks() = ToProto(clock, call.today());
    if (more) response.set_next_page_token(duaal::rpc::SealPage(keys, call, ToText(due.back()), binding));
    return response;
  });
}

}  // namespace

void RegisterPlanClockService(duaal::rpc::Server& server, const app::Deps& deps,
                              const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.PlanClockService/";
  server.Unary<v1::GetPlanClockRequest, v1::PlanClock>(
      service + "GetPlanClock", [&](const Call& call, const auto& request) -> StatusOr<v1::PlanClock> {
        return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::PlanClock> {
          ASSIGN_OR_RETURN(const auto clock,
                           app::GetPlanClock(deps, session, CallerOf(call), ToId(request.participant_id())));
          return ToProto(clock, call.today());
        });
      });
  server.Unary<v1::RecordDutyNoticeRequest, v1::PlanClock>(
      service + "RecordDutyNotice", [&](const Call& call, const auto& request) -> StatusOr<v1::PlanClock> {
        ASSIGN_OR_RETURN(const auto clock, app::RecordDutyNotice(deps, CallerOf(call, request.request_id()),
                                                                 ToCommand(request)));
        return ToProto(clock, call.today());
      });
  server.Unary<v1::RecordThirdPartyWaitRequest, v1::PlanClock>(
      service + "RecordThirdPartyWait",
      [&](const Call& call, const auto& request) -> StatusOr<v1::PlanClock> {
        ASSIGN_OR_RETURN(
            const auto clock,
            app::RecordThirdPartyWait(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(clock, call.today());
      });
  server.Unary<v1::ListPlanClocksRequest, v1::ListPlanClocksResponse>(
      service + "ListPlanClocks",
      [&](const Call& call, const auto& request) { return ListPlanClocks(deps, keys, call, request); });
}

}  // namespace duaal::intake::rpc
