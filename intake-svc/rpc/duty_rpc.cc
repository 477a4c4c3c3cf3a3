#include <string>

#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {

using duaal::rpc::Call;
using service::CallerOf;

void RegisterDutyService(duaal::rpc::Server& server, const app::Deps& deps) {
  const std::string service = "duaal.intake.v1.DutyService/";
  server.Unary<v1::GetDutyRequest, v1::Duty>(
      service + "GetDuty", [&](const Call& call, const auto& request) -> StatusOr<v1::Duty> {
        return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<v1::Duty> {
          ASSIGN_OR_RETURN(const auto person, deps.participants.Get(session, ToId(request.participant_id()),
                                                                    app::ViewerOf(CallerOf(call))));
          ASSIGN_OR_RETURN(const auto duty, deps.duties.Load(session, person));
          return ToProto(duty);
        });
      });
  server.Unary<v1::RecordPlanDateRequest, v1::Duty>(
      service + "RecordPlanDate", [&](const Call& call, const auto& request) -> StatusOr<v1::Duty> {
        ASSIGN_OR_RETURN(const auto duty,
                         app::RecordPlanDate(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(duty);
      });
  server.Unary<v1::RecordExtensionRequest, v1::Duty>(
      service + "RecordExtension", [&](const Call& call, const auto& request) -> StatusOr<v1::Duty> {
        ASSIGN_OR_RETURN(const auto duty, app::RecordExtension(deps, CallerOf(call, request.request_id()),
                                                               ToCommand(request)));
        return ToProto(duty);
      });
  server.Unary<v1::RecordTermRequest, v1::Duty>(
      service + "RecordTerm", [&](const Call& call, const auto& request) -> StatusOr<v1::Duty> {
        ASSIGN_OR_RETURN(const auto duty,
                         app::RecordTerm(deps, CallerOf(call, request.request_id()), ToCommand(request)));
        return ToProto(duty);
      });
}

}  // namespace duaal::intake::rpc
