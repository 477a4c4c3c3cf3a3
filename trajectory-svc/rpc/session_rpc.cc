#include <string>

#include "chassis/rpc/etag.h"
#include "trajectory-svc/app/cancel_session.h"
#include "trajectory-svc/rpc/convert.h"
#include "trajectory-svc/rpc/register.h"

namespace duaal::trajectory::rpc {
namespace {

using duaal::rpc::Call;
using duaal::rpc::FromEtag;
using service::CallerOf;

constexpr int kMostSessions = 1000;
constexpr int kMostDays = 366;

StatusOr<v1::ListSessionsResponse> ListSessions(const app::Deps& deps, const Call& call,
                                                const v1::ListSessionsRequest& request) {
  const Interval<absl::CivilDay> dates{ToDate(request.from_date()), ToDate(request.until_date())};
  Violations violations;
  if (!dates.Valid()) {
    violations.Add("until_date", "INTERVAL_REVERSED", "The day after the last must lie after the first.");
  } else if (dates.end - dates.start > kMostDays) {
    violations.Add("until_date", "OUT_OF_RANGE", "Ask for at most 366 days at once.");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  ASSIGN_OR_RETURN(const auto sessions, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.sessions.List(session, ToId(request.offering_id()), dates, kMostSessions);
  }));
  v1::ListSessionsResponse response;
  for (const domain::Session& session : sessions) *response.add_sessions() = ToProto(session);
  return response;
}

}  // namespace

void RegisterSessionService(duaal::rpc::Server& server, const app::Deps& deps) {
  const std::string service = "duaal.trajectory.v1.SessionService/";
  server.Unary<v1::ListSessionsRequest, v1::ListSessionsResponse>(
      service + "ListSessions",
      [&](const Call& call, const auto& request) { return ListSessions(deps, call, request); });
  server.Unary<v1::CancelSessionRequest, v1::Session>(
      service + "CancelSession", [&](const Call& call, const auto& request) -> StatusOr<v1::Session> {
        ASSIGN_OR_RETURN(const auto session, app::CancelSession(deps, CallerOf(call, request.request_id()),
                                                                {ToId(request.id()), request.notice_given(),
                                                                 FromEtag(request.etag())}));
        return ToProto(session);
      });
}

}  // namespace duaal::trajectory::rpc
