#include <string>

#include "chassis/rpc/etag.h"
#include "trajectory-svc/app/alternate_components.h"
#include "trajectory-svc/app/read_week.h"
#include "trajectory-svc/app/save_week.h"
#include "trajectory-svc/app/suggest_week.h"
#include "trajectory-svc/rpc/convert.h"
#include "trajectory-svc/rpc/register.h"

namespace duaal::trajectory::rpc {

using duaal::rpc::Call;
using duaal::rpc::FromEtag;
using service::CallerOf;

void RegisterWeekService(duaal::rpc::Server& server, const app::Deps& deps) {
  const std::string service = "duaal.trajectory.v1.WeekService/";
  server.Unary<v1::GetWeekRequest, v1::Week>(
      service + "GetWeek", [&](const Call& call, const auto& request) -> StatusOr<v1::Week> {
        ASSIGN_OR_RETURN(const IsoWeek week, ToWeek("week", request.week()));
        ASSIGN_OR_RETURN(const auto view, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return app::ReadWeek(deps, session, CallerOf(call), ToId(request.trajectory_id()), week);
        }));
        return ToProto(view);
      });
  server.Unary<v1::SaveWeekRequest, v1::Week>(
      service + "SaveWeek", [&](const Call& call, const auto& request) -> StatusOr<v1::Week> {
        ASSIGN_OR_RETURN(const app::SaveWeekCommand command, ToCommand(request));
        ASSIGN_OR_RETURN(const auto view, app::SaveWeek(deps, CallerOf(call, request.request_id()), command));
        return ToProto(view);
      });
  server.Unary<v1::AlternateComponentsRequest, v1::Week>(
      service + "AlternateComponents", [&](const Call& call, const auto& request) -> StatusOr<v1::Week> {
        ASSIGN_OR_RETURN(const IsoWeek week, ToWeek("from_week", request.from_week()));
        ASSIGN_OR_RETURN(const auto view, app::AlternateComponents(deps, CallerOf(call, request.request_id()),
                                                                   {ToId(request.trajectory_id()), week,
                                                                    FromEtag(request.etag())}));
        return ToProto(view);
      });
  server.Unary<v1::SuggestWeekRequest, v1::SuggestWeekResponse>(
      service + "SuggestWeek",
      [&](const Call& call, const auto& request) -> StatusOr<v1::SuggestWeekResponse> {
        ASSIGN_OR_RETURN(const app::SuggestWeekQuery query, ToQuery(request));
        ASSIGN_OR_RETURN(const auto view, app::SuggestWeek(deps, CallerOf(call), query));
        return ToProto(view);
      });
  server.Unary<v1::GetClassWeekRequest, v1::ClassWeek>(
      service + "GetClassWeek", [&](const Call& call, const auto& request) -> StatusOr<v1::ClassWeek> {
        ASSIGN_OR_RETURN(const IsoWeek week, ToWeek("week", request.week()));
        ASSIGN_OR_RETURN(const auto views, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return app::ReadClassWeek(deps, session, app::ViewerOf(CallerOf(call)), ToId(request.offering_id()),
                                    week);
        }));
        v1::ClassWeek response;
        response.set_offering_id(request.offering_id());
        response.set_week(request.week());
        for (const app::WeekView& view : views) *response.add_weeks() = ToProto(view);
        return response;
      });
}

}  // namespace duaal::trajectory::rpc
