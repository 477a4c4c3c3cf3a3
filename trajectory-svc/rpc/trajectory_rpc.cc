#include <string>

#include "chassis/rpc/etag.h"
#include "chassis/rpc/page.h"
#include "trajectory-svc/app/assign_case_manager.h"
#include "trajectory-svc/app/start_trajectory.h"
#include "trajectory-svc/rpc/convert.h"
#include "trajectory-svc/rpc/register.h"

namespace duaal::trajectory::rpc {
namespace {

using duaal::rpc::Call;
using duaal::rpc::FromEtag;
using service::CallerOf;

StatusOr<v1::ListTrajectoriesResponse> ListTrajectories(const app::Deps& deps, const crypto::KeyRing& keys,
                                                        const Call& call,
                                                        const v1::ListTrajectoriesRequest& request) {
  const storage::TrajectoryFilter filter{request.programme_code(), request.case_manager_id(),
                                         ToOptionalId(request.participant_id())};
  const std::string binding =
      request.programme_code() + '\n' + request.case_manager_id() + '\n' + request.participant_id();
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto trajectories, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.trajectories.List(session, app::ViewerOf(CallerOf(call)), filter, Uuid::FromBytes(page.after),
                                  page.size + 1);
  }));
  v1::ListTrajectoriesResponse response;
  const bool more = static_cast<int>(trajectories.size()) > page.size;
  if (more) trajectories.resize(page.size);
  for (const domain::Trajectory& trajectory : trajectories)
    *response.add_trajectories() = ToProto(trajectory);
  if (more)
    response.set_next_page_token(duaal::rpc::SealPage(keys, call, trajectories.back().id.Bytes(), binding));
  return response;
}

}  // namespace

void RegisterTrajectoryService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys) {
  const std::string service = "duaal.trajectory.v1.TrajectoryService/";
  server.Unary<v1::StartTrajectoryRequest, v1::Trajectory>(
      service + "StartTrajectory", [&](const Call& call, const auto& request) -> StatusOr<v1::Trajectory> {
        const v1::Trajectory& wish = request.trajectory();
        ASSIGN_OR_RETURN(const auto trajectory,
                         app::StartTrajectory(
                             deps, CallerOf(call, request.request_id()),
                             {ToId(wish.referral_id()), wish.case_manager_id(), ToDate(wish.start_date())}));
        return ToProto(trajectory);
      });
  server.Unary<v1::GetTrajectoryRequest, v1::Trajectory>(
      service + "GetTrajectory", [&](const Call& call, const auto& request) -> StatusOr<v1::Trajectory> {
        ASSIGN_OR_RETURN(const auto trajectory, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.trajectories.Get(session, ToId(request.id()), app::ViewerOf(CallerOf(call)));
        }));
        return ToProto(trajectory);
      });
  server.Unary<v1::ListTrajectoriesRequest, v1::ListTrajectoriesResponse>(
      service + "ListTrajectories",
      [&](const Call& call, const auto& request) { return ListTrajectories(deps, keys, call, request); });
  server.Unary<v1::AssignCaseManagerRequest, v1::Trajectory>(
      service + "AssignCaseManager", [&](const Call& call, const auto& request) -> StatusOr<v1::Trajectory> {
        ASSIGN_OR_RETURN(const auto trajectory,
                         app::AssignCaseManager(
                             deps, CallerOf(call, request.request_id()),
                             {ToId(request.id()), FromEtag(request.etag()), request.case_manager_id()}));
        return ToProto(trajectory);
      });
}

}  // namespace duaal::trajectory::rpc
