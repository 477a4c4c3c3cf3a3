#include <string>

#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/convert_characteristic.h"
#include "intake-svc/rpc/register.h"

namespace duaal::intake::rpc {

using duaal::rpc::Call;
using service::CallerOf;

void RegisterLegalBasisService(duaal::rpc::Server& server, const app::Deps& deps) {
  const std::string service = "duaal.intake.v1.LegalBasisService/";
  server.Unary<v1::RecordLegalBasisRequest, v1::LegalBasis>(
      service + "RecordLegalBasis", [&](const Call& call, const auto& request) -> StatusOr<v1::LegalBasis> {
        ASSIGN_OR_RETURN(const auto basis, app::RecordLegalBasis(deps, CallerOf(call, request.request_id()),
                                                                 ToCommand(request)));
        return ToProto(basis);
      });
  server.Unary<v1::ListLegalBasesRequest, v1::ListLegalBasesResponse>(
      service + "ListLegalBases",
      [&](const Call& call, const auto& request) -> StatusOr<v1::ListLegalBasesResponse> {
        ASSIGN_OR_RETURN(const auto bases, deps.db.Read(call.deadline(), [&](sql::Session& session) {
          return app::ListLegalBases(deps, session, app::ViewerOf(CallerOf(call)),
                                     ToId(request.referral_id()));
        }));
        return ToProto(bases);
      });
}

}  // namespace duaal::intake::rpc
