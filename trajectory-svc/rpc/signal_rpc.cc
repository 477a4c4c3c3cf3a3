#include <string>

#include "chassis/rpc/etag.h"
#include "chassis/rpc/page.h"
#include "trajectory-svc/app/acknowledge_signal.h"
#include "trajectory-svc/rpc/convert.h"
#include "trajectory-svc/rpc/register.h"

namespace duaal::trajectory::rpc {
namespace {

using duaal::rpc::Call;
using duaal::rpc::FromEtag;
using service::CallerOf;

StatusOr<v1::ListSignalsResponse> ListSignals(const app::Deps& deps, const crypto::KeyRing& keys,
                                              const Call& call, const v1::ListSignalsRequest& request) {
  const storage::SignalFilter filter{request.case_manager_id(), request.include_acknowledged()};
  const std::string binding =
      request.case_manager_id() + (request.include_acknowledged() ? "\nall" : "\nopen");
  ASSIGN_OR_RETURN(const duaal::rpc::Page page,
                   duaal::rpc::OpenPage(keys, call, request.page_size(), request.page_token(), binding));
  ASSIGN_OR_RETURN(auto signals, deps.db.Read(call.deadline(), [&](sql::Session& session) {
    return deps.signals.List(session, app::ViewerOf(CallerOf(call)), filter, Uuid::FromBytes(page.after),
                             page.size + 1);
  }));
  v1::ListSignalsResponse response;
  const bool more = static_cast<int>(signals.size()) > page.size;
  if (more) signals.resize(page.size);
  for (const domain::Signal& signal : signals) *response.add_signals() = ToProto(signal);
  if (more)
    response.set_next_page_token(duaal::rpc::SealPage(keys, call, signals.back().id.Bytes(), binding));
  return response;
}

}  // namespace

void RegisterSignalService(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys) {
  const std::string service = "duaal.trajectory.v1.SignalService/";
  server.Unary<v1::ListSignalsRequest, v1::ListSignalsResponse>(
      service + "ListSignals",
      [&](const Call& call, const auto& request) { return ListSignals(deps, keys, call, request); });
  server.Unary<v1::AcknowledgeSignalRequest, v1::Signal>(
      service + "AcknowledgeSignal", [&](const Call& call, const auto& request) -> StatusOr<v1::Signal> {
        ASSIGN_OR_RETURN(const auto signal,
                         app::AcknowledgeSignal(deps, CallerOf(call, request.request_id()),
                                                {ToId(request.id()), FromEtag(request.etag())}));
        return ToProto(signal);
      });
}

void RegisterAll(duaal::rpc::Server& server, const app::Deps& deps, const crypto::KeyRing& keys) {
  RegisterProgrammeService(server, deps, keys);
  RegisterTrajectoryService(server, deps, keys);
  RegisterEnrolmentService(server, deps, keys);
  RegisterWeekService(server, deps);
  RegisterSessionService(server, deps);
  RegisterAttendanceService(server, deps);
  RegisterSignalService(server, deps, keys);
  RegisterPersonDataService(server, deps, keys);
}

}  // namespace duaal::trajectory::rpc
