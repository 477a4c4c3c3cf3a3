#include <string>

#include "duaal/intake/v1/person_data_service.pb.h"
#include "intake-svc/rpc/convert.h"
#include "intake-svc/rpc/register.h"
#include "intake-svc/storage/person_data.h"

namespace duaal::intake::rpc {

using duaal::rpc::Call;

void RegisterPersonDataService(duaal::rpc::Server& server, const app::Deps& deps,
                               const crypto::KeyRing& keys) {
  using Response = v1::ExportPersonDataResponse;
  server.Unary<v1::ExportPersonDataRequest, Response>(
      "duaal.intake.v1.PersonDataService/ExportPersonData",
      [&](const Call& call, const auto& request) -> StatusOr<Response> {
        const Uuid id = ToId(request.participant_id());
        return deps.db.Read(call.deadline(), [&](sql::Session& session) -> StatusOr<Response> {
          const storage::Viewer viewer = app::ViewerOf(service::CallerOf(call));
          RETURN_IF_ERROR(deps.participants.Get(session, id, viewer).status());
          ASSIGN_OR_RETURN(auto sections, person_data::Export(session, keys, storage::PersonCatalogue(), id));
          Response response;
          response.mutable_sections()->Add(sections.begin(), sections.end());
          return response;
        });
      });
}

}  // namespace duaal::intake::rpc
