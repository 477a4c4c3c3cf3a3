#include <string>

#include "chassis/rpc/page.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_intake.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {
namespace {

using duaal::rpc::Call;
using service::CallerOf;

StatusOr<v1::ListParticipationTasksResponse> ListParticipationTasks(
    const app::Deps& deps, const crypto::KeyRing& keys, const Call& call,
    const v1::ListParticipationTasksRequest& request) {
  const storage::TaskFilter filter{request.programme_code(), request.role_code(),
                                   request.municipality_code()};
  const std::string binding =
      filter.programme_code + '\n' + filter.role_code + '\n' + filter.municipality_code;
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto tasks, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.tasks.List(session, app::ViewerOf(CallerOf(call)), filter, Uuid::FromBytes(page.after),
                           page.size + 1);
  }));
  v1::ListParticipationTasksResponse response;
  const bool more = static_cast<int>(tasks.size()) > page.size;
  if (more) tasks.resize(page.size);
  for (const domain::ParticipationTask& task : tasks) *response.add_tasks() = ToProto(task);
  if (more) response.set_next_page_token(duaal::rpc::SealPage(keys, call, tasks.back().id.Bytes(), binding));
  return response;
}

}  // namespace

void RegisterParticipationTaskService(duaal::rpc::Server& server, const app::Deps& deps,
                                      const crypto::KeyRing& keys) {
  const std::string service = "duaal.intake.v1.ParticipationTaskService/";
  server.Unary<v1::GetParticipationTaskRequest, v1::ParticipationTask>(
      service + "GetParticipationTask",
      [&](const Call& call, const auto& request) -> StatusOr<v1::ParticipationTask> {
        ASSIGN_OR_RETURN(const auto task, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return deps.tasks.Get(session, ToId(request.id()), app::ViewerOf(CallerOf(call)));
        }));
        return ToProto(task);
      });
  server.Unary<v1::ListParticipationTasksRequest, v1::ListParticipationTasksResponse>(
      service + "ListParticipationTasks", [&](const Call& call, const auto& request) {
        return ListParticipationTasks(deps, keys, call, request);
      });
  server.Unary<v1::CloseParticipationTaskRequest, v1::ParticipationTask>(
      service + "CloseParticipationTask",
      [&](const Call& call, const auto& request) -> StatusOr<v1::ParticipationTask> {
        ASSIGN_OR_RETURN(
            const auto task,
            app::CloseParticipationTask(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(task);
      });
}

}  // namespace duaal::intake::rpc
